import type { HubFile } from './hub.ts'
import { fetchError, type Subject } from './problem.ts'

export const configFile = 'config.json'
export const weightsFile = 'model.safetensors'
export const weightsIndexFile = 'model.safetensors.index.json'
/** Either holds the vocabulary; the first is preferred. */
export const tokenizerFiles = ['tokenizer.json', 'vocab.txt'] as const

/** What is fetched where it is there; `altwright.json` holds Altwright's own notes beside a model. */
const optionalFiles = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'preprocessor_config.json',
  'generation_config.json',
  'altwright.json',
]

/** The files that an engine reads, small ones first. */
export interface NeededFiles {
  readonly small: readonly HubFile[]
  /** The weights, or the index of the files that they are cut into. */
  readonly weights: HubFile
}

/**
 * Picks the files that an engine reads from a repository's list.
 *
 * @throws AltwrightError `bad-model` when one is missing, with what is there instead.
 */
export function neededFiles(listed: readonly HubFile[], subject: Subject): NeededFiles {
  const find = (path: string) => listed.find((file) => file.path === path)
  const config = find(configFile)
  const tokenizer = tokenizerFiles.map(find).find((file) => file !== undefined)
  const weights = find(weightsFile) ?? find(weightsIndexFile)
  if (config === undefined) throw lacks(configFile, listed, subject)
  if (weights === undefined) throw noSafetensors(listed, subject)
  if (tokenizer === undefined) throw lacks(tokenizerFiles.join(' and no '), listed, subject)
  return {
    small: [config, tokenizer, ...optionalFiles.map(find).filter((file) => file !== undefined)],
    weights,
  }
}

/** The names in `weight_map` of an index; none where it is broken. */
export function shardNames(index: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(index) as { weight_map?: Readonly<Record<string, unknown>> }
    const names = new Set(Object.values(map ?? {}))
    return [...names].filter((name) => typeof name === 'string').sort()
  } catch {
    return []
  }
}

/** The files that an index names. */
export function shardFiles(index: string, listed: readonly HubFile[], subject: Subject): HubFile[] {
  const names = shardNames(index)
  if (names.length === 0) {
    throw fetchError('bad-model', subject, `its ${weightsIndexFile} names no file of weights.`)
  }
  return names.map((name) => {
    const shard = listed.find(({ path }) => path === name && path.endsWith('.safetensors'))
    if (shard === undefined) throw lacks(`${name}, which its ${weightsIndexFile} names`, listed, subject)
    return shard
  })
}

function noSafetensors(listed: readonly HubFile[], subject: Subject): Error {
  const pickle = listed.find(({ path }) => /^pytorch_model.*\.bin(?:\.index\.json)?$/.test(path))
  if (pickle === undefined) return lacks(weightsFile, listed, subject)
  const { id, revision } = subject.model
  return fetchError(
    'bad-model',
    subject,
    `its weights at “${revision}” are only there as ${pickle.path}, a format of PyTorch that can run code, and Altwright reads ${weightsFile}. Another revision may have it, often a pull request: look at ${subject.endpoint}/${id}/discussions and write ${id}@refs/pr/1.`,
  )
}

function lacks(file: string, listed: readonly HubFile[], subject: Subject): Error {
  const names = listed.map(({ path }) => path)
  const there =
    names.length === 0
      ? 'It is empty.'
      : `It has ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}.`
  return fetchError('bad-model', subject, `${subject.endpoint}/${subject.model.id} has no ${file}. ${there}`)
}
