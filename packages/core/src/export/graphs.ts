import type { BlipConfig } from '../blip/config.ts'
import { linear, splitHeads } from '../blip/graphs/blocks.ts'
import { textGraph } from '../blip/graphs/text.ts'
import { visionGraph } from '../blip/graphs/vision.ts'
import { buildGraph, type Graph } from '../blip/onnx/graph.ts'
import { chain, select } from './splice.ts'

/** BLIP's image encoder as `encoder_model`: `pixel_values` → `last_hidden_state [images, patches + 1, width]`. */
export function encoderModel(config: BlipConfig): Graph {
  return select(visionGraph(config), 'encoder_model', new Map([['image_embeds', 'last_hidden_state']]))
}

/**
 * BLIP's text decoder as `decoder_model_merged`, with the names of an encoder-decoder's cache: `input_ids`,
 * `encoder_hidden_states` and, by layer, `past_key_values.{i}.decoder|encoder.key|value` →
 * `logits [rows, 1, vocabulary]` of the last token, and `present.{i}.…`, the next call's past.
 *
 * transformers.js starts with an empty past: a dimension with any other name than `batch_size` is 0.
 */
export function decoderModel(config: BlipConfig): Graph {
  const decoder = select(textGraph(config), 'text', decoderNames(config.text.layers))
  const sized: Graph = {
    ...decoder,
    inputs: decoder.inputs.map((port) => ({
      ...port,
      dims: port.dims.map((dim) => (typeof dim === 'string' ? (dimensions[dim] ?? dim) : dim)),
    })),
  }
  return chain(
    'decoder_model_merged',
    chain('decoder_model', crossGraph(config), sized),
    logitsGraph(config.text.vocabulary),
  )
}

const dimensions: Readonly<Record<string, string>> = {
  rows: 'batch_size',
  length: 'decoder_sequence_length',
  past: 'past_decoder_sequence_length',
}

/** The decoder's own names → those of transformers.js. */
function decoderNames(layers: number): Map<string, string> {
  const names = new Map([['logits', 'last_logits']])
  for (let i = 0; i < layers; i++) {
    for (const part of ['key', 'value']) {
      names.set(`past.${i}.${part}`, `past_key_values.${i}.decoder.${part}`)
      names.set(`present.${i}.${part}`, `present.${i}.decoder.${part}`)
    }
  }
  return names
}

/**
 * The image's keys and values, computed by the first call and passed on by the later ones. There is no branch: what of
 * the image the past lacks is projected, which is all of it or nothing.
 */
function crossGraph({ vision, text }: BlipConfig): Graph {
  const g = buildGraph('cross')
  const { heads, layers, width } = text
  const size = width / heads
  const hidden = g.input('encoder_hidden_states', 'float32', [
    'batch_size',
    'encoder_sequence_length',
    vision.width,
  ])
  const parts = Array.from({ length: layers }, (_, i) =>
    ['key', 'value'].map((part) => ({
      i,
      part,
      past: g.input(`past_key_values.${i}.encoder.${part}`, 'float32', [
        'batch_size',
        heads,
        'past_encoder_sequence_length',
        size,
      ]),
    })),
  ).flat()
  const seen = g.node('Shape', [parts[0]?.past as string], { start: { int: 2 }, end: { int: 3 } })
  const whole = g.node('Shape', [hidden], { start: { int: 1 }, end: { int: 2 } })
  const unseen = g.node('Slice', [hidden, seen, whole, g.integers([1])])
  for (const { i, part, past } of parts) {
    const layer = `text_decoder.bert.encoder.layer.${i}.crossattention.self.${part}`
    const fresh = splitHeads(g, linear(g, unseen, layer, vision.width, width), heads, size)
    const all = g.node('Concat', [past, fresh], { axis: { int: 2 } })
    const dims = ['batch_size', heads, 'encoder_sequence_length', size]
    g.output(`cross.${i}.${part}`, all, 'float32', dims)
    g.output(`present.${i}.encoder.${part}`, all, 'float32', dims)
  }
  return g.build()
}

/** Scores with a place for the sequence, as transformers.js wants them. */
function logitsGraph(vocabulary: number): Graph {
  const g = buildGraph('logits')
  const last = g.input('last_logits', 'float32', ['batch_size', vocabulary])
  g.output('logits', g.node('Unsqueeze', [last, g.integers([1])]), 'float32', ['batch_size', 1, vocabulary])
  return g.build()
}
