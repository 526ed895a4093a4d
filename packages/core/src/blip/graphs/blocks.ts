import type { GraphBuilder } from '../onnx/graph.ts'
import { microsoftDomain } from '../onnx/model.ts'

/** `x · weightᵀ + bias`, as torch's `nn.Linear(inputs, outputs)` stored under `name`. */
export function linear(g: GraphBuilder, x: string, name: string, inputs: number, outputs: number): string {
  const product = g.node('MatMul', [x, g.weight(`${name}.weight`, [outputs, inputs], { transposed: true })])
  return g.node('Add', [product, g.weight(`${name}.bias`, [outputs])])
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
