import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AltwrightError } from '../error.ts'
import { formatHubName, modelName, parseModelName, wellFormed } from './name.ts'
import { offlineWay } from './problem.ts'
import { type PullOptions, pullModel } from './pull.ts'
import { hubSettings } from './settings.ts'
import { findSnapshot } from './snapshot.ts'

export interface LocateOptions extends PullOptions {
  /**
   * Fetch a model of the hub that is not in the cache. `HF_HUB_OFFLINE` forbids it all the same.
   *
   * @default false
   */
  readonly download?: boolean | undefined
  /**
   * What a relative path starts from.
   *
   * @default the working directory
   */
  readonly cwd?: string | undefined
}

/** Where a model's files are. */
export interface LocatedModel {
  /** A bundled model's name, `owner/name`, or the name of a folder. */
  readonly name: string
  readonly folder: string
  /** The commit of a model of the hub. */
  readonly revision: string | undefined
}

/**
 * Finds the folder of a model by its name: a bundled one, `owner/name[@revision]` on the hub, or a path. What is in
 * the cache is taken as it is, so a branch that moved on changes nothing until somebody pulls it.
 *
 * @throws AltwrightError `model-missing` where it is not there and must not be fetched, and as {@link pullModel} does.
 */
export async function locateModel(name: string, options: LocateOptions = {}): Promise<LocatedModel> {
  const cwd = options.cwd ?? '.'
  const model = parseModelName(name, cwd)
  if (model.kind === 'bundled') return { name: model.name, folder: model.folder, revision: undefined }
  if (model.kind === 'folder') {
    if (await isFolder(model.folder)) {
      return { name: modelName(model.folder), folder: model.folder, revision: undefined }
    }
    throw new AltwrightError('model-missing', `No model at ${model.folder}. ${wellFormed}`)
  }
  const { cache } = hubSettings(options.env ?? process.env)
  const found =
    (await findSnapshot(cache, model)) ??
    (options.download === true ? await pullModel(name, options) : undefined)
  if (found !== undefined) return { name: found.name, folder: found.path, revision: found.revision }
  const nearby = (await isFolder(resolve(cwd, name))) ? ` If the folder is meant, write ./${name}.` : ''
  throw new AltwrightError(
    'model-missing',
    `${formatHubName(model)} is not in ${cache}. Run \`altwright model pull ${formatHubName(model)}\`.${nearby} ${offlineWay({ model, cache })}`,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
