import type { Attribute, Constant, Dim, ElementType, Encoding, Graph, Node, Port, Weight } from './graph.ts'
import { bytes, concat, type Field, float, integer, message, string } from './protobuf.ts'

/** LayerNormalization arrived with opset 17, Gelu with 20. */
const opset = 20
const irVersion = 9
export const microsoftDomain = 'com.microsoft'

/** https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, TensorProto.DataType */
const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int64: 7,
  float16: 10,
}
const encodings: Readonly<Record<Encoding, { readonly type: ElementType; readonly bytes: number }>> = {
  float32: { type: 'float32', bytes: 4 },
  float16: { type: 'float16', bytes: 2 },
  int8: { type: 'int8', bytes: 1 },
  scales: { type: 'float32', bytes: 4 },
}
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
    const length = weight.shape.reduce((product, dim) => product * dim, encodings[weight.encoding].bytes)
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
      ...[...graph.constants].map(([name, constant]) => message(5, encodeConstant(name, constant))),
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
    integer(2, elementTypes[encodings[weight.encoding].type]),
    string(8, weight.name),
    entry('location', dataFile),
    entry('offset', String(offset)),
    entry('length', String(length)),
    integer(14, externalLocation),
  ]
}

function encodeConstant(name: string, { type, length, values }: Constant): Field[] {
  return [
    ...(length === undefined ? [] : [integer(1, length)]),
    integer(2, elementTypes[type]),
    string(8, name),
    bytes(9, rawValues(type, values)),
  ]
}

function rawValues(type: Constant['type'], values: readonly number[]): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values)
  if (type === 'int8') return new Uint8Array(Int8Array.from(values).buffer)
  const raw = new DataView(new ArrayBuffer((type === 'int64' ? 8 : 4) * values.length))
  values.forEach((value, i) => {
    if (type === 'int64') raw.setBigInt64(8 * i, BigInt(value), true)
    else raw.setFloat32(4 * i, value, true)
  })
  return new Uint8Array(raw.buffer)
}

function encodePort({ name, type, dims }: Port): Field[] {
  const dim = (value: Dim): Field =>
    message(1, [typeof value === 'number' ? integer(1, value) : string(2, value)])
  return [
    string(1, name),
    message(2, [message(1, [integer(1, elementTypes[type]), message(2, dims.map(dim))])]),
  ]
}
