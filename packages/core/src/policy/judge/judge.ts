import type { ImageFacts } from '../../image/facts.ts'
import type { RuleId } from '../rules.ts'
import { functional } from './functional.ts'
import { gates } from './gates.ts'
import type { Judgement } from './judgement.ts'
import { named } from './named.ts'
import { unnamed } from './unnamed.ts'

export interface JudgeOptions {
  /**
   * Rules that do not object to a name.
   * @default none
   */
  readonly off?: ReadonlySet<RuleId> | undefined
}

/** Decides about an image by its facts alone; the order of the gates is that of the W3C alt decision tree. */
export function judge(facts: ImageFacts, { off }: JudgeOptions = {}): Judgement {
  return gates(facts) ?? named(facts, off) ?? functional(facts) ?? unnamed(facts)
}
