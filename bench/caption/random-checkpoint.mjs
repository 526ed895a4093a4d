// Writes a BLIP checkpoint of any size with seeded random weights, for timing: no download, no meaning.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseBlipConfig } from '../../packages/core/dist/blip/config.js'
import { textGraph } from '../../packages/core/dist/blip/graphs/text.js'
import { visionGraph } from '../../packages/core/dist/blip/graphs/vision.js'

/** The published sizes; `layers` may be lowered for a quick look. */
export const sizes = {
  base: {
    vision: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12 },
  },
  large: {
    vision: { hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16 },
  },
}
const text = { num_hidden_layers: 12, num_attention_heads: 12, vocab_size: 30_524, sep_token_id: 102 }

export async function writeRandomCheckpoint(folder, { size = 'base', layers } = {}) {
  await mkdir(folder, { recursive: true })
  const limit = (config) => ({
    ...config,
    num_hidden_layers: Math.min(layers ?? 99, config.num_hidden_layers),
  })
  const json = JSON.stringify(
    { model_type: 'blip', vision_config: limit(sizes[size].vision), text_config: limit(text) },
    null,
    2,
  )
  await writeFile(join(folder, 'config.json'), json)
  // The words do not matter here: ids beyond the small vocabulary are dropped.
  await copyFile(
    fileURLToPath(new URL('../../packages/core/test/fixtures/blip/base/tokenizer.json', import.meta.url)),
    join(folder, 'tokenizer.json'),
  )

  const config = parseBlipConfig(json, 'config.json')
  const tensors = new Map()
  for (const graph of [visionGraph(config), textGraph(config)]) {
    for (const weight of graph.weights) tensors.set(weight.tensors[0], weight.stored)
  }
  const header = {}
  let at = 0
  for (const [name, shape] of tensors) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1)
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] }
    at += bytes
  }
  const head = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(head.length))
  const out = createWriteStream(join(folder, 'model.safetensors'))
  out.write(length)
  out.write(head)
  let state = 12345
  for (const [name, shape] of tensors) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1))
    const norm = /norm/i.test(name) && name.endsWith('weight')
    const scale =
      name.endsWith('bias') || norm
        ? 0.1
        : name.includes('embedding') && !name.includes('patch')
          ? 1
          : 1.5 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 1))
    for (let i = 0; i < values.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      values[i] = (norm ? 1 : 0) + scale * 3.46 * (state / 2 ** 32 - 0.5)
    }
    if (!out.write(Buffer.from(values.buffer))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
