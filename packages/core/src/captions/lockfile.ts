import { AltwrightError } from '../error.ts'
import { nearest } from '../nearest.ts'
import { isContentHash, type LockEntry, type LockfileData, type UseDecision } from './entry.ts'

/**
 * Reads a lockfile's text, of this version or an older one. A key that is not known is refused, because it may be a
 * misspelt decision.
 *
 * @throws AltwrightError `bad-lockfile`, which names the file and what is wrong; the file is left alone.
 */
export function parseLockfile(text: string, path: string): LockfileData {
  const fail = (what: string, cause?: unknown): never => {
    throw new AltwrightError(
      'bad-lockfile',
      `${path}: ${what}. Restore it from version control, or move it away to start anew; nothing was changed.`,
      { cause },
    )
  }
  if (/^(?:<{7}|>{7})(?: |\r?$)/m.test(text)) {
    throw new AltwrightError(
      'bad-lockfile',
      `${path}: holds merge conflict markers; \`altwright lock merge\` settles them.`,
    )
  }
  if (text.trim() === '') return fail('is empty')
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return fail(`is not valid JSON (${(error as Error).message})`, error)
  }
  if (!isObject(data)) return fail('is not an object')
  if (data['version'] !== 1 && data['version'] !== 2) {
    const newer = typeof data['version'] === 'number' && data['version'] > 2
    const what = `has version ${JSON.stringify(data['version'])}, and this release reads versions 1 and 2`
    if (!newer) return fail(what)
    throw new AltwrightError('bad-lockfile', `${path}: ${what}. Update altwright; nothing was changed.`)
  }
  refuseUnknown(data, ['version', 'images', '$schema'], 'the lockfile', fail)
  const { $schema, images } = data
  if ($schema !== undefined && typeof $schema !== 'string') return fail('`$schema` is not text')
  if (!isObject(images)) return fail('has no object `images`')
  const entries = Object.entries(images).map(([hash, value]) => {
    if (!isContentHash(hash))
      return fail(`\`images\` has the key “${hash.slice(0, 80)}”, which is no content hash`)
    checkEntry(value, `the entry ${hash.slice(0, 19)}…`, data['version'] === 1, fail)
    return [hash, value] as const
  })
  const checked = Object.fromEntries(entries) as Record<string, LockEntry>
  for (const [hash, { copyOf }] of Object.entries(checked)) {
    if (copyOf === undefined || checked[copyOf]?.copyOf === undefined) continue
    return fail(`the entry ${hash.slice(0, 19)}… is a copy of a copy`)
  }
  // Version 1 had the same entries, without uses, copies, fingerprints and notes.
  return { version: 2, ...($schema === undefined ? {} : { $schema }), images: checked }
}

type Fail = (what: string, cause?: unknown) => never

const states = ['approved', 'edited', 'decorative', 'rejected', 'generated', 'abstained']
const useStates = ['edited', 'decorative', 'rejected']
const reasons = ['photo', 'plain', 'unknown', 'unsure', 'chart', 'text', 'logo']
const kinds = ['graphic', 'photo']
const texts = ['alt', 'caption', 'engine', 'source', 'note', 'fingerprint', 'copyOf']
const firstKeys = ['state', 'alt', 'caption', 'confidence', 'reason', 'engine', 'source']
const entryKeys = [...firstKeys, 'seenAs', 'note', 'fingerprint', 'copyOf', 'uses']

function checkEntry(value: unknown, where: string, first: boolean, fail: Fail): asserts value is LockEntry {
  if (!isObject(value)) return fail(`${where} is not an object`)
  refuseUnknown(value, first ? firstKeys : entryKeys, where, fail)
  checkTexts(value, where, fail)
  const { state, copyOf, confidence, reason, uses } = value
  if (
    state === undefined
      ? first || (copyOf === undefined && uses === undefined)
      : !states.includes(state as string)
  ) {
    return fail(`${where} has the state ${JSON.stringify(state)}; known: ${states.join(', ')}`)
  }
  if (state !== undefined && copyOf !== undefined) return fail(`${where} has both \`state\` and \`copyOf\``)
  if (copyOf !== undefined && !isContentHash(copyOf as string))
    return fail(`${where}: \`copyOf\` is no content hash`)
  checkWords(value, where, fail)
  if ((state === 'generated' || state === 'approved') && value['caption'] === undefined)
    return fail(`${where} is ${state} and has no \`caption\``)
  if (confidence !== undefined && typeof confidence !== 'number')
    return fail(`${where}: \`confidence\` is not a number`)
  if (reason !== undefined && !reasons.includes(reason as string))
    return fail(`${where}: \`reason\` is not known`)
  if (value['seenAs'] !== undefined && !kinds.includes(value['seenAs'] as string))
    return fail(`${where}: \`seenAs\` is not known`)
  if (uses === undefined) return
  if (!isObject(uses)) return fail(`${where}: \`uses\` is not an object`)
  if (Object.hasOwn(uses, '')) return fail(`${where}: \`uses\` has an empty key`)
  for (const [use, decision] of Object.entries(uses))
    checkUse(decision, `${where}, use “${use.slice(0, 80)}”`, fail)
}

function checkUse(value: unknown, where: string, fail: Fail): asserts value is UseDecision {
  if (!isObject(value)) return fail(`${where} is not an object`)
  refuseUnknown(value, ['state', 'alt', 'note'], where, fail)
  checkTexts(value, where, fail)
  if (!useStates.includes(value['state'] as string)) {
    return fail(
      `${where} has the state ${JSON.stringify(value['state'])}; known for a use: ${useStates.join(', ')}`,
    )
  }
  checkWords(value, where, fail)
}

function checkWords({ state, alt }: Record<string, unknown>, where: string, fail: Fail): void {
  if (state !== 'edited') return
  if (typeof alt !== 'string') fail(`${where} is edited and has no \`alt\``)
  else if (alt !== '' && alt.trim() === '')
    fail(`${where} is edited and its \`alt\` is nothing but white space`)
}

function checkTexts(value: Record<string, unknown>, where: string, fail: Fail): void {
  for (const key of texts) {
    if (value[key] !== undefined && typeof value[key] !== 'string') fail(`${where}: \`${key}\` is not text`)
  }
}

function refuseUnknown(
  value: Record<string, unknown>,
  known: readonly string[],
  where: string,
  fail: Fail,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const hint = near === undefined ? '' : `, did you mean \`${near}\`?`
    fail(`${where} has the key \`${key.slice(0, 40)}\`, which is not known${hint}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sorted keys and one field a line, so that diffs are small and merges easy. */
export function formatLockfile(data: LockfileData): string {
  const { $schema, version, images } = data
  const sorted = { ...($schema === undefined ? {} : { $schema }), version, images: sortKeys(images) }
  return `${JSON.stringify(sorted, null, 2)}\n`
}

/** By code units, which is the same everywhere; own properties, also one named `__proto__`. */
export function sortKeys<T>(value: T): T {
  // A build asks for very many entries of a lockfile that is in order.
  if (!isObject(value) || isSorted(value)) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]),
  ) as T
}

function isSorted(value: object): boolean {
  let before = ''
  return Object.entries(value).every(([key, item]) => {
    const follows = before <= key && item !== undefined && (!isObject(item) || isSorted(item))
    before = key
    return follows
  })
}
