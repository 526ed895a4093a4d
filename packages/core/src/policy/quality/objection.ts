import type { ImageFacts } from '../../image/facts.ts'
import type { RuleId } from '../rules.ts'

/** What a quality rule says against a name. Only rules of high precision. */
export interface Objection {
  readonly rule: RuleId
  readonly reason: string
}

/** A name as the rules look at it, read once for all of them. */
export interface ReadName {
  readonly value: string
  readonly trimmed: string
  /** See `normal`. */
  readonly plain: string
  /** Those of `plain`, with digits apart from the letters before them. */
  readonly words: readonly string[]
}

/** What one rule has to say of a name; `undefined` where it has nothing. */
export type Check = (facts: ImageFacts, name: ReadName) => Objection | undefined

export function readName(value: string): ReadName {
  const plain = normal(value)
  return { value, trimmed: value.trim(), plain, words: wordsIn(plain) }
}

function wordsIn(plain: string): readonly string[] {
  const apart = /\d/.test(plain) ? plain.replace(/(\p{L})(\d)/gu, '$1 $2') : plain
  return apart.split(/[\s,;:/|&+#()[\]_-]+/).filter((word) => word !== '')
}

/** For comparing: without case, white space, and the marks around it. */
export function normal(value: string): string {
  // Most texts are in ASCII, where there is nothing to compose, and to look is quicker than to replace.
  const lower = (/[^ -~]/.test(value) ? value.normalize('NFKC') : value).toLowerCase()
  const isMarked = mark.test(lower.charAt(0)) || mark.test(lower.charAt(lower.length - 1))
  const bare = isMarked ? lower.replace(marksAround, '') : lower
  return /[^\S ]| {2}/.test(bare) ? bare.replace(/\s+/g, ' ') : bare
}

const mark = /[\s"'“”‘’()[\]{}<>.:!…-]/
const marksAround = /^[\s"'“”‘’([{<.:…-]+|[\s"'“”‘’)\]}>.:!…-]+$/g
