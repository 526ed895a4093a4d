import type { GraphBuilder } from '../onnx/graph.ts'
import { microsoftDomain } from '../onnx/model.ts'
import type { Precision } from '../precision.ts'

/** How a graph multiplies with weights and looks words up. */
export interface Style {
  readonly linear: Linear
  /** Rows of a table `[rows, width]`. */
  readonly lookup: (g: GraphBuilder, table: string, rows: number, width: number, ids: string) => string
  /** Whether the image's keys and values are int8. */
  readonly crossInt8: boolean
}

/** Names of a tensor: the first that the checkpoint has is taken. */
type Names = string | readonly string[]

/** `x · weightᵀ + bias`, as torch's `nn.Linear(inputs, outputs)`. */
type Linear = (
  g: GraphBuilder,
  x: string,
  weight: Names,
  bias: Names,
  inputs: number,
  outputs: number,
) => string

/**
 * The image encoder sees one image at a time, so one scale for all of its tokens is that image's own affair. The decoder's
 * rows belong to different images, and each has its own scale: what an image says does not depend on its neighbours.
 */
export function styleOf(precision: Precision, part: 'vision' | 'text'): Style {
  switch (precision) {
    case 'fp32':
      return exact
    case 'fp16':
      return half
    case 'int8':
      return { linear: part === 'vision' ? int8Linear : int8RowLinear, lookup: int8Lookup, crossInt8: true }
    case 'int8-row':
      return { linear: int8RowLinear, lookup: int8Lookup, crossInt8: true }
  }
}

export const exact: Style = {
  linear(g, x, weight, bias, inputs, outputs) {
    const product = g.node('MatMul', [x, g.weight(weight, [outputs, inputs], { transposed: true })])
    return g.node('Add', [product, g.weight(bias, [outputs])])
  },
  lookup: (g, table, rows, width, ids) => g.node('Gather', [g.weight(table, [rows, width]), ids]),
  crossInt8: false,
}

const onnxFloat = 1
const onnxUint8 = 2

/** The runtime widens the weights once, when it loads. */
const half: Style = {
  linear(g, x, weight, bias, inputs, outputs) {
    const narrow = g.weight(weight, [outputs, inputs], { transposed: true, encoding: 'float16' })
    const product = g.node('MatMul', [x, toFloat(g, narrow)])
    return g.node('Add', [product, g.weight(bias, [outputs])])
  },
  lookup: (g, table, rows, width, ids) =>
    toFloat(g, g.node('Gather', [g.weight(table, [rows, width], { encoding: 'float16' }), ids])),
  crossInt8: false,
}

/** One scale and zero point for all of `x`. */
const int8Linear: Linear = (g, x, weight, bias, inputs, outputs) => {
  const [q, scale, zero] = g.nodes('DynamicQuantizeLinear', [x], 3) as [string, string, string]
  const w = g.weight(weight, [outputs, inputs], { transposed: true, encoding: 'int8' })
  const scales = g.weight(weight, [outputs, inputs], { shape: [outputs], encoding: 'scales' })
  const sum = [q, w, scale, scales, zero, '', g.weight(bias, [outputs])]
  return g.nodes('MatMulIntegerToFloat', sum, 1, {}, microsoftDomain)[0] as string
}

/** One scale for each row of `x`. */
const int8RowLinear: Linear = (g, x, weight, bias, inputs, outputs) => {
  const { quantised, inverse } = quantiseRows(g, x, 127)
  const w = g.weight(weight, [outputs, inputs], { transposed: true, encoding: 'int8' })
  const scales = g.weight(weight, [outputs, inputs], { shape: [outputs], encoding: 'scales' })
  const product = g.nodes(
    'MatMulIntegerToFloat',
    [quantised, w, g.scalar('float32', 1), scales, g.scalar('uint8', 128)],
    1,
    {},
    microsoftDomain,
  )[0] as string
  return g.node('Add', [g.node('Div', [product, inverse]), g.weight(bias, [outputs])])
}

/**
 * Brings each row of `x` to `-most … most` around a zero point of `most + 1`, in uint8.
 * Divide a product by `inverse`, one per row, to undo it.
 */
export function quantiseRows(
  g: GraphBuilder,
  x: string,
  most: number,
): { quantised: string; inverse: string } {
  const greatest = g.node('ReduceMax', [g.node('Abs', [x]), g.integers([-1])])
  // A row of zeros stays one.
  const some = g.node('Max', [greatest, g.scalar('float32', 1e-30)])
  const inverse = g.node('Div', [g.scalar('float32', most), some])
  const whole = g.node('Round', [g.node('Mul', [x, inverse])])
  return { quantised: toUint8(g, g.node('Add', [whole, g.scalar('float32', most + 1)])), inverse }
}

const int8Lookup: Style['lookup'] = (g, table, rows, width, ids) => {
  const words = g.node('Gather', [g.weight(table, [rows, width], { encoding: 'int8' }), ids])
  const scales = g.node('Gather', [
    g.weight(table, [rows, width], { shape: [rows, 1], encoding: 'scales' }),
    ids,
  ])
  return g.node('Mul', [toFloat(g, words), scales])
}

export function toFloat(g: GraphBuilder, x: string): string {
  return g.node('Cast', [x], { to: { int: onnxFloat } })
}

export function toUint8(g: GraphBuilder, x: string): string {
  return g.node('Cast', [x], { to: { int: onnxUint8 } })
}
