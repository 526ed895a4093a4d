import type { ImageFacts } from '../../image/facts.ts'
import type { RuleId } from '../rules.ts'

/** What a quality rule says against a name. Only rules of high precision. */
export interface Objection {
  readonly rule: RuleId
  readonly reason: string
}

/** What one rule has to say of a name; `undefined` where it has nothing. */
export type Check = (facts: ImageFacts) => Objection | undefined

/** For comparing: without case, white space, and the marks around it. */
export function normal(value: string): string {
  return value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s"'“”‘’([{<.:…-]+|[\s"'“”‘’)\]}>.:!…-]+$/g, '')
    .replace(/\s+/g, ' ')
}
