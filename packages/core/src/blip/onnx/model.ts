import type { Attribute, Dim, ElementType, Graph, Node, Port, Weight } from './graph.ts'
import { bytes, concat, type Field, float, integer, message, string } from './protobuf.ts'

/** LayerNormalization arrived with opset 17, Gelu with 20. */
const opset = 20
const irVersion = 9
export const microsoftDomain = 'com.microsoft'

const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int64: 7 }
const externalLocation = 1
/** Memory pages: weights that start on one can be mapped rather than read. */
const alignment = 4096

export interface Placed {
  readonly weight: Weight
  /** In bytes, from the start of the data file. */
  readonly offset: number
  readonly length: number
}

/** Decides where each weight goes in the data file. */
export function placeWeights(graph: Graph): Placed[] {
  let end = 0
  return graph.weights.map((weight) => {
    const offset = Math.ceil(end / alignment) * alignment
    const length = weight.shape.reduce((product, dim) => product * dim, 4)
    end = offset + length
    return { weight, offset, length }
  })
}

/**
 * The bytes of an ONNX `ModelProto` whose weights lie in another file of the same folder.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function encodeModel(graph: Graph, placed: readonly Placed[], dataFile: string): Uint8Array {
  return concat([
    integer(1, irVersion),
    string(2, 'altwright'),
    message(7, [
      ...graph.nodes.map((node) => message(1, encodeNode(node))),
      string(2, graph.name),
      ...placed.map((weight) => message(5, encodeWeight(weight, dataFile))),
      ...[...graph.constants].map(([name, values]) => message(5, encodeIntegers(name, values))),
      ...graph.inputs.map((port) => message(11, encodePort(port))),
      ...graph.outputs.map((port) => message(12, encodePort(port))),
    ]),
    message(8, [string(1, ''), integer(2, opset)]),
    message(8, [string(1, microsoftDomain), integer(2, 1)]),
  ])
}

function encodeNode(node: Node): Field[] {
  return [
    ...node.inputs.map((name) => string(1, name)),
    ...node.outputs.map((name) => string(2, name)),
    string(3, node.outputs[0] as string),
    string(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) =>
      message(5, [string(1, name), ...encodeAttribute(value)]),
    ),
    string(7, node.domain),
  ]
}

function encodeAttribute(attribute: Attribute): Field[] {
  if ('ints' in attribute) return [...attribute.ints.map((value) => integer(8, value)), integer(20, 7)]
  if ('int' in attribute) return [integer(3, attribute.int), integer(20, 2)]
  return [float(2, attribute.float), integer(20, 1)]
}

function encodeWeight({ weight, offset, length }: Placed, dataFile: string): Field[] {
  const entry = (key: string, value: string): Field => message(13, [string(1, key), string(2, value)])
  return [
    ...weight.shape.map((dim) => integer(1, dim)),
    integer(2, elementTypes.float32),
    string(8, weight.name),
    entry('location', dataFile),
    entry('offset', String(offset)),
    entry('length', String(length)),
    integer(14, externalLocation),
  ]
}

function encodeIntegers(name: string, values: readonly number[]): Field[] {
  const raw = new DataView(new ArrayBuffer(8 * values.length))
  values.forEach((value, i) => {
    raw.setBigInt64(8 * i, BigInt(value), true)
  })
  return [
    integer(1, values.length),
    integer(2, elementTypes.int64),
    string(8, name),
    bytes(9, new Uint8Array(raw.buffer)),
  ]
}

function encodePort({ name, type, dims }: Port): Field[] {
  const dim = (value: Dim): Field =>
    message(1, [typeof value === 'number' ? integer(1, value) : string(2, value)])
  return [
    string(1, name),
    message(2, [message(1, [integer(1, elementTypes[type]), message(2, dims.map(dim))])]),
  ]
}
