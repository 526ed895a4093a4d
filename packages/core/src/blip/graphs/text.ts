import type { BlipConfig } from '../config.ts'
import { buildGraph, type Graph, type GraphBuilder } from '../onnx/graph.ts'
import type { Precision } from '../precision.ts'
import { attention, gelu, int8Attention, layerNorm, linear, type Quantised } from './blocks.ts'
import { type Style, styleOf } from './style.ts'

/**
 * BLIP's text decoder, one graph for the prompt and for every later token: a post-norm BERT with cross-attention,
 * causal, without token types: Hugging Face's `modeling_blip_text.py`.
 *
 * `input_ids [rows, length]`, `past.{i}.key|value [rows, heads, past, head size]` (past may be 0) and
 * `cross.{i}.key|value [images, heads, patches + 1, head size]` → `logits [rows, vocabulary]` of the last token,
 * `normaliser [rows]`, the logarithm of the sum of their exponentials,
 * and `present.{i}.key|value`, the next call's past. Rows may be a multiple of images, image by image: then
 * the rows of an image share its keys and values, as beams do.
 */
export function textGraph(config: BlipConfig, precision: Precision = 'fp32'): Graph {
  const g = buildGraph('text')
  const style = styleOf(precision, 'text')
  const { text, vision } = config
  const { width, heads, epsilon } = text
  const size = width / heads
  const tokens = (vision.imageSize / vision.patchSize) ** 2 + 1
  const ids = g.input('input_ids', 'int64', ['rows', 'length'])

  const layers = Array.from({ length: text.layers }, (_, i) => ({
    past: both((part) => g.input(`past.${i}.${part}`, 'float32', ['rows', heads, 'past', size])),
    cross: both((part) => crossInput(g, `cross.${i}.${part}`, part, style, [heads, tokens, size])),
  }))

  const bert = 'text_decoder.bert'
  const words = style.lookup(g, `${bert}.embeddings.word_embeddings.weight`, text.vocabulary, width, ids)
  const positions = g.node('Gather', [
    g.weight(`${bert}.embeddings.position_embeddings.weight`, [text.positions, width]),
    positionIds(g, ids, layers[0]?.past.key as string),
  ])
  let x = layerNorm(g, g.node('Add', [words, positions]), `${bert}.embeddings.LayerNorm`, width, epsilon)

  layers.forEach(({ past, cross }, i) => {
    const layer = `${bert}.encoder.layer.${i}`
    const self = `${layer}.attention.self`
    const [q, k, v] = ['query', 'key', 'value'].map((part) =>
      linear(g, x, `${self}.${part}`, width, width, style),
    ) as [string, string, string]
    const [mixed, key, value] = attention(g, q, k, v, heads, { past }) as [string, string, string]
    g.output(`present.${i}.key`, key, 'float32', ['rows', heads, 'past + length', size])
    g.output(`present.${i}.value`, value, 'float32', ['rows', heads, 'past + length', size])
    x = settle(g, x, mixed, `${layer}.attention.output`, width, width, epsilon, style)

    const asked = linear(g, x, `${layer}.crossattention.self.query`, width, width, style)
    const seen = lookAtImage(g, asked, cross, heads, width)
    x = settle(g, x, seen, `${layer}.crossattention.output`, width, width, epsilon, style)

    const inner = gelu(g, linear(g, x, `${layer}.intermediate.dense`, width, text.inner, style))
    x = settle(g, x, inner, `${layer}.output`, text.inner, width, epsilon, style)
  })

  const logits = head(g, x, config, style)
  g.output('logits', logits, 'float32', ['rows', text.vocabulary])
  const normaliser = g.node('ReduceLogSumExp', [logits, g.integers([-1])], { keepdims: { int: 0 } })
  g.output('normaliser', normaliser, 'float32', ['rows'])
  return g.build()
}

/** An image's keys or values; with a scale they are int8, and the keys transposed. */
interface CrossInput {
  readonly values: string
  readonly scale: string | undefined
}

function crossInput(
  g: GraphBuilder,
  name: string,
  part: 'key' | 'value',
  { crossInt8 }: Style,
  [heads, tokens, size]: readonly [number, number, number],
): CrossInput {
  if (!crossInt8)
    return { values: g.input(name, 'float32', ['images', heads, tokens, size]), scale: undefined }
  const dims = part === 'key' ? [size, tokens] : [tokens, size]
  return {
    values: g.input(name, 'int8', ['images', heads, ...dims]),
    scale: g.input(`${name}.scale`, 'float32', ['images', 1, 1, 1]),
  }
}

function isQuantised(input: CrossInput): input is Quantised {
  return input.scale !== undefined
}

function both<T>(make: (part: 'key' | 'value') => T): { key: T; value: T } {
  return { key: make('key'), value: make('value') }
}

/** `[1, length]`: `past, past + 1, … past + length - 1` */
function positionIds(g: GraphBuilder, ids: string, pastKey: string): string {
  const length = sizeOf(g, ids, 1)
  const past = sizeOf(g, pastKey, 2)
  const range = g.node('Range', [past, g.node('Add', [past, length]), scalar(g, 1)])
  return g.node('Unsqueeze', [range, g.integers([0])])
}

/** One dimension of a value, as a scalar. */
function sizeOf(g: GraphBuilder, value: string, axis: number): string {
  return g.node('Squeeze', [g.node('Shape', [value], { start: { int: axis }, end: { int: axis + 1 } })])
}

function scalar(g: GraphBuilder, value: number): string {
  return g.node('Squeeze', [g.integers([value])])
}

/** `LayerNorm(dense(y) + x)` */
function settle(
  g: GraphBuilder,
  x: string,
  y: string,
  name: string,
  inputs: number,
  width: number,
  epsilon: number,
  style: Style,
): string {
  return layerNorm(
    g,
    g.node('Add', [linear(g, y, `${name}.dense`, inputs, width, style), x]),
    `${name}.LayerNorm`,
    width,
    epsilon,
  )
}

/** Cross-attention has no mask and no order, so all of an image's rows and tokens are one long query. */
function lookAtImage(
  g: GraphBuilder,
  query: string,
  cross: { key: CrossInput; value: CrossInput },
  heads: number,
  width: number,
): string {
  const { key, value } = cross
  const images = g.node('Shape', [key.values], { start: { int: 0 }, end: { int: 1 } })
  const folded = g.node('Reshape', [
    query,
    g.node('Concat', [images, g.integers([-1, width])], { axis: { int: 0 } }),
  ])
  const seen =
    isQuantised(key) && isQuantised(value)
      ? int8Attention(g, folded, key, value, heads, width / heads)
      : attention(g, folded, key.values, value.values, heads)[0]
  return g.node('Reshape', [seen as string, g.node('Shape', [query])])
}

/** Scores the next word, for the last token of each row only. */
function head(g: GraphBuilder, x: string, { text }: BlipConfig, style: Style): string {
  const { width, vocabulary, epsilon } = text
  const predictions = 'text_decoder.cls.predictions'
  const last = g.node('Gather', [x, scalar(g, -1)], { axis: { int: 1 } })
  const dense = gelu(g, linear(g, last, `${predictions}.transform.dense`, width, width, style))
  const normed = layerNorm(g, dense, `${predictions}.transform.LayerNorm`, width, epsilon)
  // Checkpoints whose head is tied to the word embeddings store neither it nor, in some releases, the decoder's own bias.
  const weight = [`${predictions}.decoder.weight`, 'text_decoder.bert.embeddings.word_embeddings.weight']
  const bias = [`${predictions}.decoder.bias`, `${predictions}.bias`]
  return style.linear(g, normed, weight, bias, width, vocabulary)
}
