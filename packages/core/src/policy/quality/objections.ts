import type { ImageFacts } from '../../image/facts.ts'
import type { RuleId } from '../rules.ts'
import { otherBrand } from './brand.ts'
import { keywords, placeholder, prefixed, stub, vague } from './empty-words.ts'
import { fileNamed, textFile } from './file-name.ts'
import { type Check, type Objection, readName } from './objection.ts'
import { repeatsNeighbour, repeatsText } from './repeats.ts'

/** The first objection to a name that its author gave; `undefined` where there is nothing to say. */
export function objectionTo(facts: ImageFacts, off?: ReadonlySet<RuleId>): Objection | undefined {
  const name = readName(facts.name.value)
  for (const check of checks) {
    const objection = check(facts, name)
    if (objection !== undefined && off?.has(objection.rule) !== true) return objection
  }
  return undefined
}

const checks: readonly Check[] = [
  fileNamed,
  placeholder,
  vague,
  stub,
  keywords,
  repeatsText,
  repeatsNeighbour,
  otherBrand,
  textFile,
  prefixed,
]
