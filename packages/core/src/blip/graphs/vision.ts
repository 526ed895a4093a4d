import type { BlipConfig } from '../config.ts'
import { buildGraph, type Graph } from '../onnx/graph.ts'
import type { Precision } from '../precision.ts'
import { attention, gelu, layerNorm, linear, quantiseWhole, splitHeads } from './blocks.ts'
import { styleOf } from './style.ts'

/**
 * BLIP's image encoder, and the keys and values that the text decoder takes from the image, once per image.
 * A pre-norm vision transformer: Hugging Face's `modeling_blip.py`.
 *
 * `pixel_values [images, 3, size, size]` → `image_embeds [images, patches + 1, width]` and, for each text layer,
 * `cross.{i}.key` and `cross.{i}.value`, `[images, heads, patches + 1, head size]`. In int8 precisions these are int8
 * with a `cross.{i}.key|value.scale`, the keys are transposed, and there is one image at a time.
 */
export function visionGraph({ vision, text }: BlipConfig, precision: Precision = 'fp32'): Graph {
  const g = buildGraph('vision')
  const style = styleOf(precision, 'vision')
  const { width, patchSize, imageSize } = vision
  const tokens = (imageSize / patchSize) ** 2 + 1
  const pixels = g.input('pixel_values', 'float32', ['images', 3, imageSize, imageSize])

  const patch = 'vision_model.embeddings.patch_embedding'
  const patches = g.node(
    'Conv',
    [
      pixels,
      g.weight(`${patch}.weight`, [width, 3, patchSize, patchSize]),
      g.weight(`${patch}.bias`, [width]),
    ],
    {
      kernel_shape: { ints: [patchSize, patchSize] },
      strides: { ints: [patchSize, patchSize] },
    },
  )
  const sequence = g.node('Transpose', [g.node('Reshape', [patches, g.integers([0, width, -1])])], {
    perm: { ints: [0, 2, 1] },
  })
  const images = g.node('Shape', [pixels], { start: { int: 0 }, end: { int: 1 } })
  const classShape = g.node('Concat', [images, g.integers([1, width])], { axis: { int: 0 } })
  const classToken = g.node('Expand', [
    g.weight('vision_model.embeddings.class_embedding', [1, 1, width]),
    classShape,
  ])
  const embedded = g.node('Concat', [classToken, sequence], { axis: { int: 1 } })
  let x = g.node('Add', [
    embedded,
    g.weight('vision_model.embeddings.position_embedding', [1, tokens, width]),
  ])

  for (let i = 0; i < vision.layers; i++) {
    const layer = `vision_model.encoder.layers.${i}`
    const seen = layerNorm(g, x, `${layer}.layer_norm1`, width, vision.epsilon)
    const qkv = linear(g, seen, `${layer}.self_attn.qkv`, width, 3 * width, style)
    const [q, k, v] = g.nodes('Split', [qkv], 3, { axis: { int: -1 }, num_outputs: { int: 3 } }) as [
      string,
      string,
      string,
    ]
    const [mixed] = attention(g, q, k, v, vision.heads) as [string]
    x = g.node('Add', [x, linear(g, mixed, `${layer}.self_attn.projection`, width, width, style)])
    const inner = gelu(
      g,
      linear(
        g,
        layerNorm(g, x, `${layer}.layer_norm2`, width, vision.epsilon),
        `${layer}.mlp.fc1`,
        width,
        vision.inner,
        style,
      ),
    )
    x = g.node('Add', [x, linear(g, inner, `${layer}.mlp.fc2`, vision.inner, width, style)])
  }
  const embeds = layerNorm(g, x, 'vision_model.post_layernorm', width, vision.epsilon)
  g.output('image_embeds', embeds, 'float32', ['images', tokens, width])

  for (let i = 0; i < text.layers; i++) {
    const layer = `text_decoder.bert.encoder.layer.${i}.crossattention.self`
    const size = text.width / text.heads
    for (const part of ['key', 'value']) {
      const projected = linear(g, embeds, `${layer}.${part}`, width, text.width, style)
      const name = `cross.${i}.${part}`
      if (style.crossInt8) {
        const { values, scale } = quantiseWhole(g, projected)
        const split = g.node('Reshape', [values, g.integers([0, 0, text.heads, size])])
        const perm = part === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3]
        const dims = part === 'key' ? [size, tokens] : [tokens, size]
        g.output(name, g.node('Transpose', [split], { perm: { ints: perm } }), 'int8', [
          'images',
          text.heads,
          ...dims,
        ])
        g.output(`${name}.scale`, scale, 'float32', ['images', 1, 1, 1])
      } else {
        g.output(name, splitHeads(g, projected, text.heads, size), 'float32', [
          'images',
          text.heads,
          tokens,
          size,
        ])
      }
    }
  }
  return g.build()
}
