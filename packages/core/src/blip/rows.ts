import { Tensor } from 'onnxruntime-node'

/** Keeps some rows of every tensor, in the order given; a row may be taken twice. Nothing is copied for a run of rows. */
export function takeRows(
  state: Readonly<Record<string, Tensor>>,
  rows: readonly number[],
): Record<string, Tensor> {
  const [first = 0] = rows
  const isRun = rows.every((row, i) => row === first + i)
  return mapTensors(state, (tensor) => {
    const [count, ...rest] = tensor.dims as [number, ...number[]]
    if (isRun && rows.length === count) return tensor
    const data = tensor.data as Values
    const length = data.length / count
    if (isRun)
      return like(tensor, data.subarray(first * length, (first + rows.length) * length), [
        rows.length,
        ...rest,
      ])
    const taken = empty(data, rows.length * length)
    rows.forEach((row, i) => {
      taken.set(data.subarray(row * length, (row + 1) * length), i * length)
    })
    return like(tensor, taken, [rows.length, ...rest])
  })
}

/** Puts the rows of several states under each other. Nothing is copied when they already are. */
export function stackRows(states: readonly Readonly<Record<string, Tensor>>[]): Record<string, Tensor> {
  const [first] = states
  if (first === undefined) return {}
  if (states.length === 1) return { ...first }
  return mapTensors(first, (tensor, name) => {
    const parts = states.map((state) => state[name] as Tensor)
    const count = parts.reduce((sum, part) => sum + (part.dims[0] as number), 0)
    const dims = [count, ...tensor.dims.slice(1)]
    const whole = adjoining(parts.map((part) => part.data as Values))
    if (whole !== undefined) return like(tensor, whole, dims)
    const data = empty(
      tensor.data as Values,
      parts.reduce((length, part) => length + part.size, 0),
    )
    let at = 0
    for (const part of parts) {
      data.set(part.data as Values, at)
      at += part.size
    }
    return like(tensor, data, dims)
  })
}

/** One view over several that follow each other in the same memory. */
function adjoining(parts: readonly Values[]): Values | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  let end = first.byteOffset
  for (const part of parts) {
    if (part.buffer !== first.buffer || part.byteOffset !== end) return undefined
    end += part.byteLength
  }
  const length = (end - first.byteOffset) / first.BYTES_PER_ELEMENT
  return first instanceof Int8Array
    ? new Int8Array(first.buffer, first.byteOffset, length)
    : new Float32Array(first.buffer, first.byteOffset, length)
}

/** What states are made of. */
type Values = Float32Array | Int8Array

function empty(like: Values, length: number): Values {
  return like instanceof Int8Array ? new Int8Array(length) : new Float32Array(length)
}

function like(tensor: Tensor, data: Values, dims: readonly number[]): Tensor {
  return new Tensor(tensor.type, data, dims)
}

function mapTensors(
  state: Readonly<Record<string, Tensor>>,
  change: (tensor: Tensor, name: string) => Tensor,
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, change(tensor, name)]))
}
