import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AltwrightError } from '../error.ts'

/** What a model's name stands for. */
export type ModelName = BundledModel | FolderModel | HubModel

/** A model that comes with the package. */
export interface BundledModel {
  readonly kind: 'bundled'
  readonly name: string
  readonly folder: string
}

interface FolderModel {
  readonly kind: 'folder'
  readonly folder: string
}

/** A repository on the Hugging Face hub. */
export interface HubModel {
  readonly kind: 'hub'
  /** `owner/name`. */
  readonly id: string
  /** A branch, a tag, a pull request such as `refs/pr/1`, or a commit. */
  readonly revision: string
}

/** The path holds from `src/models` and from `dist/models`. */
export const bundledModels: readonly BundledModel[] = ['graphics'].map((name) => ({
  kind: 'bundled',
  name,
  folder: fileURLToPath(new URL(`../../models/${name}`, import.meta.url)),
}))

/**
 * Reads a model's name: a bundled one, `owner/name` or `owner/name@revision` on the hub, else the path of a folder.
 * Names come first: a folder `owner/name` is written `./owner/name`, so that what lies around never changes a build.
 *
 * @throws AltwrightError `bad-input` when it is neither a name nor could be a path.
 */
export function parseModelName(text: string, cwd: string): ModelName {
  const bundled = bundledModels.find(({ name }) => name === text)
  if (bundled !== undefined) return bundled
  const at = text.indexOf('@')
  const id = at === -1 ? text : text.slice(0, at)
  if (isId(id)) return { kind: 'hub', id, revision: at === -1 ? 'main' : revisionOf(text, at) }
  if (text.trim() === '' || text.includes('\0')) {
    throw new AltwrightError('bad-input', `“${text}” is no model. ${wellFormed}`)
  }
  return { kind: 'folder', folder: resolve(cwd, text.replace(/^~(?=[\\/]|$)/, homedir())) }
}

/**
 * A model's name as it can be passed on: a path becomes absolute, any other name stays.
 *
 * @throws AltwrightError `bad-input` when it is neither.
 */
export function resolveModelName(text: string, cwd: string): string {
  const model = parseModelName(text, cwd)
  return model.kind === 'folder' ? model.folder : text
}

/**
 * Reads the name of what can be fetched or removed.
 *
 * @throws AltwrightError `bad-input` when it is bundled, a path, or misspelt.
 */
export function parseHubName(text: string): HubModel {
  const model = parseModelName(text, '.')
  if (model.kind === 'hub') return model
  throw new AltwrightError(
    'bad-input',
    model.kind === 'bundled'
      ? `“${text}” comes with Altwright: it is always there.`
      : `“${text}” is not a model on the Hugging Face hub. Write owner/name or owner/name@revision, for example Salesforce/blip-image-captioning-base.`,
  )
}

export const wellFormed = `Name ${bundledModels
  .map(({ name }) => `"${name}"`)
  .join(
    ' or ',
  )}, owner/name on the Hugging Face hub, or a folder with config.json, model.safetensors and tokenizer.json.`

/** A name as a person writes it. */
export function formatHubName({ id, revision }: HubModel): string {
  return revision === 'main' ? id : `${id}@${revision}`
}

/** The name that a model's folder has for people: `owner/name` in the hub's cache, else the folder's own. */
export function modelName(folder: string): string {
  const repository = /^models--(.+?)--(.+)$/.exec(basename(dirname(dirname(folder))))
  return repository !== null && basename(dirname(folder)) === 'snapshots'
    ? `${repository[1]}/${repository[2]}`
    : basename(folder)
}

/** The folder's name in the hub's cache, the same in all of the hub's tools. */
export function repositoryFolder(cache: string, { id }: Pick<HubModel, 'id'>): string {
  return join(cache, `models--${id.replace('/', '--')}`)
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}

/** The hub's own rule for names, which also keeps them from leaving a folder. */
function isId(id: string): boolean {
  const [owner, name, ...rest] = id.split('/')
  return rest.length === 0 && isPart(owner) && isPart(name) && !id.includes('--')
}

function isPart(part: string | undefined): boolean {
  return part !== undefined && /^\w(?:[\w.-]{0,94}\w)?$/.test(part) && !part.includes('..')
}

/** What git allows in the name of a branch, as far as it matters for a path and an address. */
function revisionOf(text: string, at: number): string {
  const revision = text.slice(at + 1)
  const parts = revision.split('/')
  if (parts.every((part) => /^\w[\w.+-]{0,199}$/.test(part) && !part.includes('..') && !part.endsWith('.')))
    return revision
  throw new AltwrightError(
    'bad-input',
    `“${text}” is not a model: a revision stands behind the @, a branch, a tag or a commit, for example ${text.slice(0, at)}@main.`,
  )
}
