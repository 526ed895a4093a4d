import { createHash } from 'node:crypto'
import type { ResolvedBlipOptions } from './options.ts'
import type { Precision } from './precision.ts'
import { type Decoding, greedy } from './search/decoding.ts'

/** Model, revision, precision, and whatever of the options changes the words. */
export function engineId(
  name: string,
  hash: string,
  precision: Precision,
  options: Decoding & Pick<ResolvedBlipOptions, 'prompt' | 'bannedWords'>,
): string {
  const { prompt, bannedWords, beams } = options
  const decoding = [beams === 1 ? 'greedy' : `beam${beams}`]
  if (prompt !== '') decoding.push(`prompt=${encodeURIComponent(prompt)}`)
  const differing = (key: keyof Decoding, as: string): void => {
    if (options[key] !== greedy[key]) decoding.push(`${as}=${options[key]}`)
  }
  differing('maxNewTokens', 'max')
  differing('minNewTokens', 'min')
  if (beams > 1) {
    differing('lengthPenalty', 'length')
    differing('earlyStopping', 'early')
  }
  differing('noRepeatNgram', 'ngram')
  differing('repetitionPenalty', 'repetition')
  if (bannedWords.length > 0)
    decoding.push(
      `banned=${createHash('sha256').update(bannedWords.toSorted().join('\n')).digest('hex').slice(0, 8)}`,
    )
  return `${name}@${hash.slice(0, 8)}/${precision}/${decoding.join(';')}`
}
