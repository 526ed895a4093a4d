import { visionGraph } from '../../blip/graphs/vision.ts'
import type { Graph } from '../../blip/onnx/graph.ts'
import type { HeadConfig } from '../head.ts'

/** The image encoder of captioning, with the keys and values that the *text encoder* takes from the image. */
export function imageGraph(config: HeadConfig): Graph {
  const graph = visionGraph(config)
  return {
    ...graph,
    name: 'image',
    weights: graph.weights.map((weight) => ({
      ...weight,
      tensors: weight.tensors.map((name) => name.replace('text_decoder.bert.', 'text_encoder.')),
    })),
  }
}
