import { linear } from '../../blip/graphs/blocks.ts'
import { buildGraph, type Graph, type GraphBuilder } from '../../blip/onnx/graph.ts'
import type { HeadConfig } from '../head.ts'
import { encodeText, seenInputs } from './encoder.ts'

/**
 * Both of `BlipForImageTextRetrieval`'s scores, for texts of one length and as many images.
 *
 * `input_ids [texts, length]`, and of the image `image_embeds [texts, patches + 1, width]` and `cross.{i}.key|value` →
 * `itm_logits [texts, 2]`: does not fit, fits (the text read while looking at the image); `cosine [texts]` of image and
 * text, each encoded by itself.
 */
export function matchGraph(config: HeadConfig): Graph {
  const g = buildGraph('match')
  const { text, vision, shared } = config
  const tokens = (vision.imageSize / vision.patchSize) ** 2 + 1
  const ids = g.input('input_ids', 'int64', ['texts', 'length'])
  const image = g.input('image_embeds', 'float32', ['texts', tokens, vision.width])
  const seen = seenInputs(g, config)

  const together = firstToken(g, encodeText(g, ids, text, seen))
  g.output('itm_logits', linear(g, together, 'itm_head', text.width, 2), 'float32', ['texts', 2])

  const alone = firstToken(g, encodeText(g, ids, text, undefined))
  const product = g.node('Mul', [
    unit(g, linear(g, firstToken(g, image), 'vision_proj', vision.width, shared)),
    unit(g, linear(g, alone, 'text_proj', text.width, shared)),
  ])
  const cosine = g.node('ReduceSum', [product, g.integers([-1])], { keepdims: { int: 0 } })
  g.output('cosine', cosine, 'float32', ['texts'])
  return g.build()
}

/** `[rows, length, width]` to `[rows, width]` */
function firstToken(g: GraphBuilder, x: string): string {
  return g.node('Gather', [x, g.scalar('int64', 0)], { axis: { int: 1 } })
}

/** Divides each row by its length, as torch's `normalize` does. */
function unit(g: GraphBuilder, x: string): string {
  const length = g.node('ReduceL2', [x, g.integers([-1])])
  return g.node('Div', [x, g.node('Max', [length, g.scalar('float32', 1e-12)])])
}
