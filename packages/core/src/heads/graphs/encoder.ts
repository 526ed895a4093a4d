import type { TextConfig } from '../../blip/config.ts'
import { attention, gelu, layerNorm, linear } from '../../blip/graphs/blocks.ts'
import type { GraphBuilder } from '../../blip/onnx/graph.ts'
import type { HeadConfig } from '../head.ts'

/** Keys and values of one layer, split into heads. */
export interface Seen {
  readonly key: string
  readonly value: string
}

/** Declares what {@link imageGraph} gives: `cross.{i}.key|value`, one of each per layer. */
export function seenInputs(g: GraphBuilder, { text, vision }: HeadConfig): Seen[] {
  const tokens = (vision.imageSize / vision.patchSize) ** 2 + 1
  const input = (name: string): string =>
    g.input(name, 'float32', ['texts', text.heads, tokens, text.width / text.heads])
  return Array.from({ length: text.layers }, (_, i) => ({
    key: input(`cross.${i}.key`),
    value: input(`cross.${i}.value`),
  }))
}

/**
 * BLIP's text encoder: the decoder's post-norm BERT without a mask, for texts of one length.
 *
 * @param ids `[texts, length]`
 * @param seen what each layer looks at between its own words and its MLP; `undefined`: the text alone
 * @returns the last hidden state, `[texts, length, width]`
 */
export function encodeText(
  g: GraphBuilder,
  ids: string,
  text: TextConfig,
  seen: readonly Seen[] | undefined,
): string {
  const { width, heads } = text
  const settle = (x: string, y: string, name: string, inputs: number): string => {
    const sum = g.node('Add', [linear(g, y, `${name}.dense`, inputs, width), x])
    return layerNorm(g, sum, `${name}.LayerNorm`, width, text.epsilon)
  }
  let x = embed(g, ids, text)
  for (let i = 0; i < text.layers; i++) {
    const layer = `text_encoder.encoder.layer.${i}`
    const own = (part: string): string => linear(g, x, `${layer}.attention.self.${part}`, width, width)
    const [mixed] = attention(g, own('query'), own('key'), own('value'), heads) as [string]
    x = settle(x, mixed, `${layer}.attention.output`, width)

    const image = seen?.[i]
    if (image !== undefined) {
      const query = linear(g, x, `${layer}.crossattention.self.query`, width, width)
      const [found] = attention(g, query, image.key, image.value, heads) as [string]
      x = settle(x, found, `${layer}.crossattention.output`, width)
    }
    const inner = gelu(g, linear(g, x, `${layer}.intermediate.dense`, width, text.inner))
    x = settle(x, inner, `${layer}.output`, text.inner)
  }
  return x
}

function embed(g: GraphBuilder, ids: string, { vocabulary, positions, width, epsilon }: TextConfig): string {
  const embeddings = 'text_encoder.embeddings'
  const table = (name: string, rows: number): string =>
    g.weight(`${embeddings}.${name}_embeddings.weight`, [rows, width])
  const length = g.node('Squeeze', [g.node('Shape', [ids], { start: { int: 1 }, end: { int: 2 } })])
  const places = g.node('Range', [g.scalar('int64', 0), length, g.scalar('int64', 1)])
  const sum = g.node('Add', [
    g.node('Gather', [table('word', vocabulary), ids]),
    g.node('Gather', [table('position', positions), places]),
  ])
  return layerNorm(g, sum, `${embeddings}.LayerNorm`, width, epsilon)
}
