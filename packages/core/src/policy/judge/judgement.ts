import type { ImageFacts } from '../../image/facts.ts'
import type { RuleId } from '../rules.ts'

/**
 * What an image needs, decided before any caption exists:
 * - `keep`: its author has answered, or nobody meets it;
 * - `flaw`: it has an alt, and a quality rule objects;
 * - `write`: a rule knows the alt (empty, or an emoji's character);
 * - `caption`: a description is the right answer;
 * - `review`: a person must say.
 */
export type Judgement =
  | { readonly verdict: 'keep'; readonly rule: RuleId; readonly reason: string }
  | { readonly verdict: 'flaw'; readonly rule: RuleId; readonly reason: string }
  | { readonly verdict: 'write'; readonly rule: RuleId; readonly reason: string; readonly alt: string }
  | { readonly verdict: 'caption'; readonly rule: RuleId; readonly reason: string }
  | {
      readonly verdict: 'review'
      readonly rule: RuleId
      readonly reason: string
      readonly proposal?: string | undefined
      /** A caption would help the person who decides. */
      readonly draft: boolean
    }

export function keep(rule: RuleId, reason: string): Judgement {
  return { verdict: 'keep', rule, reason }
}

export function flaw(rule: RuleId, reason: string): Judgement {
  return { verdict: 'flaw', rule, reason }
}

export function write(rule: RuleId, reason: string, alt: string): Judgement {
  return { verdict: 'write', rule, reason, alt }
}

export function ask(rule: RuleId, reason: string, proposal?: string): Judgement {
  return { verdict: 'review', rule, reason, proposal, draft: false }
}

export function draft(rule: RuleId, reason: string, proposal?: string): Judgement {
  return { verdict: 'review', rule, reason, proposal, draft: true }
}

/** Whether there are words, a number or an emoji: “›” and “|” name nothing. */
export function says(text: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)
}

export function controlWord(facts: ImageFacts): string {
  return facts.control?.kind === 'menuitem' ? 'menu item' : (facts.control?.kind ?? 'control')
}
