import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSafetensors } from '../../dist/blip/safetensors.js'
import type { Head } from '../../dist/heads/head.js'
import { type LoadedModel, openModel } from '../../dist/heads/model.js'
import { resolveHeadOptions } from '../../dist/heads/options.js'

/** Checkpoints and vectors made by `bench/reference/make_heads.py` with Hugging Face's own classes. */
export const headFolder = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/heads/${name}`, import.meta.url))

interface Shared {
  readonly images: string[]
  /** Each image by itself, `[3, size, size]`. */
  readonly pixels: readonly Float32Array[]
  read(name: string): Promise<Float32Array>
  close(): Promise<void>
}

export interface MatchGolden extends Shared {
  readonly texts: string[]
  readonly ids: number[][]
  /** By image, then text. */
  readonly probabilities: number[][]
}

export interface AnswerGolden extends Shared {
  readonly questions: string[]
  readonly questionIds: number[][]
  readonly maxLength: number
  /** By question, then image. */
  readonly ids: number[][]
  readonly texts: string[]
  readonly logProbs: number[][]
}

export async function readGolden<T extends Shared>(name: string): Promise<T> {
  const json = JSON.parse(await readFile(join(headFolder(name), 'golden.json'), 'utf8'))
  const file = await openSafetensors(join(headFolder(name), 'golden.safetensors'))
  const all = await file.read('pixel_values')
  const size = all.length / json.images.length
  const pixels = json.images.map((_: string, i: number) => all.slice(i * size, (i + 1) * size))
  return { ...json, pixels, read: (tensor: string) => file.read(tensor), close: () => file.close() }
}

/** Compiles and loads a checkpoint in this thread. */
export function loadModel(head: Head, name: string, cacheDir: string): Promise<LoadedModel> {
  return openModel(head, resolveHeadOptions({ model: headFolder(name), cacheDir }))
}
