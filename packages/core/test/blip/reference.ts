import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CompileOptions, compileModel } from '../../dist/blip/compile.js'
import { type BlipConfig, parseBlipConfig } from '../../dist/blip/config.js'
import { readModelFiles } from '../../dist/blip/files.js'
import type { Precision } from '../../dist/blip/precision.js'
import { openSafetensors } from '../../dist/blip/safetensors.js'
import { type BlipSessions, type CrossState, openSessions } from '../../dist/blip/session.js'

/** Checkpoints and vectors made by `bench/reference/make_reference.py` with Hugging Face's own BLIP. */
export const checkpoints = ['base', 'large', 'tiny'] as const
export type Checkpoint = (typeof checkpoints)[number]

const fixtures = fileURLToPath(new URL('../fixtures/blip/', import.meta.url))

export const checkpointFolder = (name: Checkpoint): string => join(fixtures, name)
export const imagePath = (name: string): string => join(fixtures, 'images', name)

export interface Golden {
  readonly images: string[]
  readonly maxLength: number
  readonly prompt: string
  readonly greedy: number[][]
  readonly ids: number[][]
  readonly texts: string[]
  readonly logProbs: number[][]
  readonly promptedIds: number[][]
  readonly promptedTexts: string[]
  readonly promptedLogProbs: number[][]
  readonly pixels: Float32Array
  readonly embeds: Float32Array
  readonly logits: Float32Array
}

export async function readGolden(name: Checkpoint): Promise<Golden> {
  const json = JSON.parse(await readFile(join(checkpointFolder(name), 'golden.json'), 'utf8'))
  const file = await openSafetensors(join(checkpointFolder(name), 'golden.safetensors'))
  const [pixels, embeds, logits] = [
    await file.read('pixel_values'),
    await file.read('image_embeds'),
    await file.read('logits'),
  ]
  await file.close()
  return { ...json, pixels, embeds, logits }
}

export async function readImages(names: readonly string[]): Promise<Buffer[]> {
  return Promise.all(names.map((name) => readFile(imagePath(name))))
}

export interface Loaded {
  readonly config: BlipConfig
  readonly compile: CompileOptions
  readonly sessions: BlipSessions
}

/** Compiles and loads a checkpoint in this thread. */
export async function loadCheckpoint(
  name: Checkpoint,
  cache: string,
  precision: Precision = 'fp32',
): Promise<Loaded> {
  const files = await readModelFiles(checkpointFolder(name))
  const config = parseBlipConfig(files.config, files.configPath)
  const compile: CompileOptions = {
    config,
    weightsPath: files.weightsPath,
    hash: name,
    name,
    cache,
    precision,
  }
  const { folder } = await compileModel(compile)
  return { config, compile, sessions: await openSessions(folder, config, 1) }
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let largest = 0
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)))
  return largest
}

/** Each image's keys and values by themselves, as the engine computes them. */
export async function encodeEach({ sessions }: Loaded, { pixels, images }: Golden): Promise<CrossState[]> {
  const size = pixels.length / images.length
  const states: CrossState[] = []
  for (let i = 0; i < images.length; i++)
    states.push(await sessions.encode(pixels.slice(i * size, (i + 1) * size), 1))
  return states
}
