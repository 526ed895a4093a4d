import type { GraphBuilder } from '../onnx/graph.ts'
import { microsoftDomain } from '../onnx/model.ts'
import { exact, quantiseRows, type Style, toFloat, toUint8 } from './style.ts'

/** A torch `nn.Linear(inputs, outputs)` stored under `name`. */
export function linear(
  g: GraphBuilder,
  x: string,
  name: string,
  inputs: number,
  outputs: number,
  style: Style = exact,
): string {
  return style.linear(g, x, `${name}.weight`, `${name}.bias`, inputs, outputs)
}

export function layerNorm(g: GraphBuilder, x: string, name: string, width: number, epsilon: number): string {
  const scale = g.weight(`${name}.weight`, [width])
  const shift = g.weight(`${name}.bias`, [width])
  return g.node('LayerNormalization', [x, scale, shift], { axis: { int: -1 }, epsilon: { float: epsilon } })
}

/** The exact gelu, by erf. */
export function gelu(g: GraphBuilder, x: string): string {
  return g.node('Gelu', [x])
}

/** `[rows, length, heads · size]` to `[rows, heads, length, size]`. */
export function splitHeads(g: GraphBuilder, x: string, heads: number, size: number): string {
  return g.node('Transpose', [g.node('Reshape', [x, g.integers([0, 0, heads, size])])], {
    perm: { ints: [0, 2, 1, 3] },
  })
}

export interface AttentionOptions {
  /** Earlier keys and values, `[rows, heads, past, size]`; then a token sees only itself and what came before. */
  readonly past?: { readonly key: string; readonly value: string }
}

/**
 * `softmax(q·kᵀ / √size) · v`. The query is `[rows, length, heads · size]`; keys and values are that too,
 * or already split into heads. With a past it also gives the keys and values with which to go on.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention
 */
export function attention(
  g: GraphBuilder,
  q: string,
  k: string,
  v: string,
  heads: number,
  { past }: AttentionOptions = {},
): string[] {
  const inputs = past === undefined ? [q, k, v] : [q, k, v, '', '', '', past.key, past.value]
  return g.nodes(
    'MultiHeadAttention',
    inputs,
    past === undefined ? 1 : 3,
    { num_heads: { int: heads }, unidirectional: { int: past === undefined ? 0 : 1 } },
    microsoftDomain,
  )
}

/** An image's keys or values in int8, with the scale that undoes it. */
export interface Quantised {
  readonly values: string
  readonly scale: string
}

/** One scale for all of `x`, which is one image's: `[1, 1, 1, 1]`. */
export function quantiseWhole(g: GraphBuilder, x: string): Quantised {
  const greatest = g.node('ReduceMax', [g.node('Abs', [x])], { keepdims: { int: 0 } })
  const some = g.node('Max', [greatest, g.scalar('float32', 1e-30)])
  const scale = g.node('Div', [some, g.scalar('float32', 127)])
  return {
    values: g.node('QuantizeLinear', [x, scale, g.scalar('int8', 0)]),
    scale: g.node('Reshape', [scale, g.integers([1, 1, 1, 1])]),
  }
}

/**
 * Attention over int8 keys `[images, heads, size, tokens]` and values `[images, heads, tokens, size]`, whose query is
 * `[images, length, heads · size]`. Each row of the query, and of the weights of the softmax, has a scale of its own.
 * Both stay within 7 bits: two products of them fit the 16-bit sums of processors without VNNI.
 */
export function int8Attention(
  g: GraphBuilder,
  query: string,
  key: Quantised,
  value: Quantised,
  heads: number,
  size: number,
): string {
  const { quantised, inverse } = quantiseRows(g, splitHeads(g, query, heads, size), 63)
  const likeness = toFloat(g, g.node('MatMulInteger', [quantised, key.values, g.scalar('uint8', 64)]))
  const unit = g.node('Div', [g.node('Mul', [key.scale, g.scalar('float32', 1 / Math.sqrt(size))]), inverse])
  const scores = g.node('Mul', [likeness, unit])
  const greatest = g.node('ReduceMax', [scores, g.integers([-1])])
  // The greatest weight is 1 before they are divided by their sum: small ones keep their places.
  const weights = g.node('Round', [
    g.node('Mul', [g.node('Exp', [g.node('Sub', [scores, greatest])]), g.scalar('float32', 127)]),
  ])
  const total = g.node('ReduceSum', [weights, g.integers([-1])])
  const mixed = toFloat(g, g.node('MatMulInteger', [toUint8(g, weights), value.values]))
  const seen = g.node('Mul', [mixed, g.node('Div', [value.scale, total])])
  return g.node('Reshape', [
    g.node('Transpose', [seen], { perm: { ints: [0, 2, 1, 3] } }),
    g.integers([0, 0, heads * size]),
  ])
}
