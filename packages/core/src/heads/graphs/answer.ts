import { linear, splitHeads } from '../../blip/graphs/blocks.ts'
import { textGraph } from '../../blip/graphs/text.ts'
import { buildGraph, type Graph } from '../../blip/onnx/graph.ts'
import type { HeadConfig } from '../head.ts'
import { encodeText, seenInputs } from './encoder.ts'

/**
 * Reads a question while looking at the image, and gives the keys and values that the answer's decoder takes from it.
 *
 * `input_ids [texts, length]` and the image's `cross.{i}.key|value` → `asked.{i}.key|value [texts, heads, length, head size]`.
 */
export function questionGraph(config: HeadConfig): Graph {
  const g = buildGraph('question')
  const { width, heads, layers } = config.text
  const size = width / heads
  const ids = g.input('input_ids', 'int64', ['texts', 'length'])
  const question = encodeText(g, ids, config.text, seenInputs(g, config))
  for (let i = 0; i < layers; i++) {
    const cross = `text_decoder.bert.encoder.layer.${i}.crossattention.self`
    for (const part of ['key', 'value']) {
      const projected = linear(g, question, `${cross}.${part}`, width, width)
      const split = splitHeads(g, projected, heads, size)
      g.output(`asked.${i}.${part}`, split, 'float32', ['texts', heads, 'length', size])
    }
  }
  return g.build()
}

/** The decoder of captioning, which looks at as many tokens as a question has. */
export function answerGraph(config: HeadConfig): Graph {
  const graph = textGraph(config)
  return {
    ...graph,
    name: 'answer',
    inputs: graph.inputs.map((port) =>
      port.name.startsWith('cross.')
        ? { ...port, dims: port.dims.map((dim, axis) => (axis === 2 ? 'question' : dim)) }
        : port,
    ),
  }
}
