import { resolve } from 'node:path'
import { AltwrightError, type Unreadable } from '@altwright/core'
import { publishedModels } from '@altwright/core/heads'
import { locateModel } from '@altwright/core/models'
import { readImage } from '../../images/read-image.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Flags of the commands that look at one image with a model of their own kind. */
export interface LookFlags {
  readonly model?: string
  readonly format: 'text' | 'json'
}

/**
 * Reads an image, opens a model, lets it look, and closes it. For a file that cannot be read no model is opened.
 *
 * @returns what it saw, or `undefined` when interrupted
 */
export async function lookAt<Model extends { dispose(): Promise<void> }, Outcome>(
  path: string,
  { cwd, signal }: Terminal,
  openModel: () => Promise<Model>,
  look: (model: Model, image: Uint8Array) => Promise<Outcome>,
): Promise<Outcome | Unreadable | undefined> {
  const image = await readImage(resolve(cwd, path))
  if (!(image instanceof Uint8Array)) return image
  const model = await openModel()
  try {
    return await look(model, image)
  } catch (error) {
    if (signal?.aborted) return undefined
    throw error
  } finally {
    await model.dispose()
  }
}

/**
 * The folder of a model that a flag names, as `altwright model` names them.
 *
 * @throws AltwrightError `model-missing` without a name, because no such model comes with Altwright, or where it is not there.
 */
export async function findModel(
  model: string | undefined,
  head: 'match' | 'answer',
  { cwd, env, signal }: Terminal,
): Promise<string> {
  if (model !== undefined) return (await locateModel(model, { cwd, env, signal })).folder
  const [first, ...others] = publishedModels[head]
  throw new AltwrightError(
    'model-missing',
    `No model that ${does[head]} comes with Altwright. Run \`altwright model pull ${first}\`, then add --model ${first}; ${others.join(' and ')} fits too.`,
  )
}

const does = { match: 'matches images and texts', answer: 'answers questions' } as const

/** Three places are more than the numbers mean. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
