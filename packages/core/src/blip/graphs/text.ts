import type { BlipConfig } from '../config.ts'
import { buildGraph, type Graph, type GraphBuilder } from '../onnx/graph.ts'
import { attention, gelu, layerNorm, linear } from './blocks.ts'

/**
 * BLIP's text decoder, one graph for the prompt and for every later token: a post-norm BERT with cross-attention,
 * causal, without token types: Hugging Face's `modeling_blip_text.py`.
 *
 * `input_ids [rows, length]`, `past.{i}.key|value [rows, heads, past, head size]` (past may be 0) and
 * `cross.{i}.key|value [images, heads, patches + 1, head size]` → `logits [rows, vocabulary]` of the last token,
 * and `present.{i}.key|value`, the next call's past. Rows may be a multiple of images, image by image: then
 * the rows of an image share its keys and values, as beams do.
 */
export function textGraph(config: BlipConfig): Graph {
  const g = buildGraph('text')
  const { text, vision } = config
  const { width, heads, epsilon } = text
  const size = width / heads
  const tokens = (vision.imageSize / vision.patchSize) ** 2 + 1
  const ids = g.input('input_ids', 'int64', ['rows', 'length'])

  const layers = Array.from({ length: text.layers }, (_, i) => ({
    past: both((part) => g.input(`past.${i}.${part}`, 'float32', ['rows', heads, 'past', size])),
    cross: both((part) => g.input(`cross.${i}.${part}`, 'float32', ['images', heads, tokens, size])),
  }))

  const bert = 'text_decoder.bert'
  const words = g.node('Gather', [
    g.weight(`${bert}.embeddings.word_embeddings.weight`, [text.vocabulary, width]),
    ids,
  ])
  const positions = g.node('Gather', [
    g.weight(`${bert}.embeddings.position_embeddings.weight`, [text.positions, width]),
    positionIds(g, ids, layers[0]?.past.key as string),
  ])
  let x = layerNorm(g, g.node('Add', [words, positions]), `${bert}.embeddings.LayerNorm`, width, epsilon)

  layers.forEach(({ past, cross }, i) => {
    const layer = `${bert}.encoder.layer.${i}`
    const self = `${layer}.attention.self`
    const [q, k, v] = ['query', 'key', 'value'].map((part) =>
      linear(g, x, `${self}.${part}`, width, width),
    ) as [string, string, string]
    const [mixed, key, value] = attention(g, q, k, v, heads, { past }) as [string, string, string]
    g.output(`present.${i}.key`, key, 'float32', ['rows', heads, 'past + length', size])
    g.output(`present.${i}.value`, value, 'float32', ['rows', heads, 'past + length', size])
    x = settle(g, x, mixed, `${layer}.attention.output`, width, width, epsilon)

    const asked = linear(g, x, `${layer}.crossattention.self.query`, width, width)
    const seen = lookAtImage(g, asked, cross, heads, width)
    x = settle(g, x, seen, `${layer}.crossattention.output`, width, width, epsilon)

    const inner = gelu(g, linear(g, x, `${layer}.intermediate.dense`, width, text.inner))
    x = settle(g, x, inner, `${layer}.output`, text.inner, width, epsilon)
  })

  g.output('logits', head(g, x, config), 'float32', ['rows', text.vocabulary])
  return g.build()
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
): string {
  return layerNorm(
    g,
    g.node('Add', [linear(g, y, `${name}.dense`, inputs, width), x]),
    `${name}.LayerNorm`,
    width,
    epsilon,
  )
}

/** Cross-attention has no mask and no order, so all of an image's rows and tokens are one long query. */
function lookAtImage(
  g: GraphBuilder,
  query: string,
  cross: { key: string; value: string },
  heads: number,
  width: number,
): string {
  const images = g.node('Shape', [cross.key], { start: { int: 0 }, end: { int: 1 } })
  const folded = g.node('Reshape', [
    query,
    g.node('Concat', [images, g.integers([-1, width])], { axis: { int: 0 } }),
  ])
  const [seen] = attention(g, folded, cross.key, cross.value, heads) as [string]
  return g.node('Reshape', [seen, g.node('Shape', [query])])
}

/** Scores the next word, for the last token of each row only. */
function head(g: GraphBuilder, x: string, { text }: BlipConfig): string {
  const { width, vocabulary, epsilon } = text
  const predictions = 'text_decoder.cls.predictions'
  const last = g.node('Gather', [x, scalar(g, -1)], { axis: { int: 1 } })
  const dense = gelu(g, linear(g, last, `${predictions}.transform.dense`, width, width))
  const normed = layerNorm(g, dense, `${predictions}.transform.LayerNorm`, width, epsilon)
  // Checkpoints whose head is tied to the word embeddings store neither it nor, in some releases, the decoder's own bias.
  const weight = g.weight(
    [`${predictions}.decoder.weight`, 'text_decoder.bert.embeddings.word_embeddings.weight'],
    [vocabulary, width],
    { transposed: true },
  )
  const bias = g.weight([`${predictions}.decoder.bias`, `${predictions}.bias`], [vocabulary])
  return g.node('Add', [g.node('MatMul', [normed, weight]), bias])
}
