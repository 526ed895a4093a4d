/** A dimension: a size, or the name of one that is known only at run time. */
export type Dim = number | string
export type ElementType = 'float32' | 'float16' | 'int64' | 'int8' | 'uint8'
export type Attribute =
  | { readonly ints: readonly number[] }
  | { readonly int: number }
  | { readonly float: number }

export interface Node {
  readonly op: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

export interface Port {
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly Dim[]
}

/**
 * How a tensor of the checkpoint is kept. `int8` and `scales` belong together: each row of the stored tensor has one scale,
 * by which its greatest value becomes 127.
 */
export type Encoding = 'float32' | 'float16' | 'int8' | 'scales'

/** A constant that comes from the checkpoint. */
export interface Weight {
  readonly name: string
  readonly encoding: Encoding
  /** Its shape in the graph. */
  readonly shape: readonly number[]
  /** The first of these that the checkpoint has. */
  readonly tensors: readonly string[]
  /** Its shape in the checkpoint. */
  readonly stored: readonly number[]
  /** The checkpoint has `[out, in]`, the graph wants `[in, out]`. */
  readonly transposed: boolean
}

export interface Graph {
  readonly name: string
  readonly nodes: readonly Node[]
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly weights: readonly Weight[]
  /** Small constants: shapes, indices, zero points. */
  readonly constants: ReadonlyMap<string, Constant>
}

export interface Constant {
  readonly type: 'int64' | 'float32' | 'uint8' | 'int8'
  /** `undefined` for a scalar. */
  readonly length: number | undefined
  readonly values: readonly number[]
}

export interface GraphBuilder {
  input(name: string, type: ElementType, dims: readonly Dim[]): string
  /** Gives the value `from` a lasting name and returns it to the caller. */
  output(name: string, from: string, type: ElementType, dims: readonly Dim[]): void
  /** Adds an ONNX operator with one output and names that output. */
  node(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string
  /** The same for several outputs, or for another operator set. */
  nodes(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): string[]
  weight(
    tensors: string | readonly string[],
    stored: readonly number[],
    options?: {
      readonly transposed?: boolean
      readonly shape?: readonly number[]
      readonly encoding?: Encoding
    },
  ): string
  /** A vector of int64. */
  integers(values: readonly number[]): string
  scalar(type: Constant['type'], value: number): string
  build(): Graph
}

/** Starts a graph. Values are known by their names, as in ONNX. */
export function buildGraph(name: string): GraphBuilder {
  const nodes: Node[] = []
  const inputs: Port[] = []
  const outputs: Port[] = []
  const weights = new Map<string, Weight>()
  const constants = new Map<string, Constant>()
  let count = 0

  const builder: GraphBuilder = {
    input(port, type, dims) {
      inputs.push({ name: port, type, dims })
      return port
    },
    output(port, from, type, dims) {
      nodes.push({ op: 'Identity', domain: '', inputs: [from], outputs: [port], attributes: {} })
      outputs.push({ name: port, type, dims })
    },
    node(op, from, attributes) {
      return builder.nodes(op, from, 1, attributes)[0] as string
    },
    nodes(op, from, number, attributes = {}, domain = '') {
      const id = count++
      const to = Array.from(
        { length: number },
        (_, i) => `${op.toLowerCase()}_${id}${number > 1 ? `_${i}` : ''}`,
      )
      nodes.push({ op, domain, inputs: from, outputs: to, attributes })
      return to
    },
    weight(tensors, stored, { transposed = false, shape, encoding = 'float32' } = {}) {
      const names = typeof tensors === 'string' ? [tensors] : tensors
      // One tensor may be wanted both ways: tied word embeddings are looked up and multiplied with.
      const id = `${names[0]}${transposed ? '.T' : ''}${encoding === 'float32' ? '' : `.${encoding}`}`
      weights.set(id, {
        name: id,
        encoding,
        tensors: names,
        stored,
        transposed,
        shape: shape ?? (transposed ? [...stored].reverse() : stored),
      })
      return id
    },
    integers(values) {
      const id = `int64[${values.join(',')}]`
      constants.set(id, { type: 'int64', length: values.length, values })
      return id
    },
    scalar(type, value) {
      const id = `${type}(${value})`
      constants.set(id, { type, length: undefined, values: [value] })
      return id
    },
    build: () => ({ name, nodes, inputs, outputs, weights: [...weights.values()], constants }),
  }
  return builder
}
