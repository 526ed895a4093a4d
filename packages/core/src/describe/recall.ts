import type { LockEntry } from '../captions/entry.ts'
import type { ImageFacts } from '../image/facts.ts'
import { composeRead } from '../policy/compose.ts'
import { draftAlt } from '../policy/draft.ts'
import type { RuleId } from '../policy/rules.ts'
import { type Decided, silent } from './decided.ts'
import type { DescribeOptions } from './options.ts'

/** `undefined` where the lockfile decides for other uses only. */
export function byEntry(
  facts: ImageFacts,
  entry: LockEntry,
  { policy, readCaption }: Pick<DescribeOptions, 'policy' | 'readCaption'>,
): Decided | undefined {
  const confidence = entry.confidence
  switch (entry.state) {
    case undefined:
      return undefined
    case 'decorative': {
      const reason = 'A reviewer marked it as decorative.'
      return { outcome: 'decorative', rule: 'recalled', reason, ...silent, after: '', author: 'reviewed' }
    }
    case 'edited': {
      const reason = 'A reviewer wrote this text.'
      return {
        outcome: 'filled',
        rule: 'recalled',
        reason,
        ...silent,
        after: entry.alt ?? '',
        author: 'reviewed',
      }
    }
    case 'approved': {
      // The words that a person has approved, not what the settings would make of them now.
      const after =
        entry.alt ?? draftAlt(entry.caption ?? '', { maxLength: policy.maxLength, approved: true })
      const reason = 'A reviewer approved this text.'
      return { outcome: 'filled', rule: 'recalled', reason, ...silent, confidence, after, author: 'reviewed' }
    }
    case 'rejected': {
      const reason = 'A reviewer rejected the caption and wrote none.'
      return { outcome: 'review', rule: 'rejected', reason, ...silent }
    }
    case 'abstained': {
      const draft = draftAlt(entry.caption ?? '', policy) || undefined
      const proposal = entry.reason === 'plain' ? '' : draft
      const [rule, reason] = abstentions[entry.reason ?? 'unsure']
      // How sure it is that it does not know says nothing about the picture.
      const sureness = entry.reason === 'unsure' ? { confidence } : {}
      return { outcome: 'review', rule, reason, ...silent, proposal, ...sureness }
    }
    case 'generated': {
      const composed = composeRead(facts, readCaption(entry.caption ?? '', policy), policy)
      if (composed.verdict === 'ask') {
        const { rule, reason, proposal } = composed
        return { outcome: 'review', rule, reason, ...silent, proposal, confidence }
      }
      const reason = `It informs and had no alt; ${speaker(entry)} described it.`
      return {
        outcome: 'filled',
        rule: 'captioned',
        reason,
        proposal: undefined,
        confidence,
        after: composed.alt,
        author: 'generated',
        ...(composed.language === undefined ? {} : { language: composed.language }),
      }
    }
  }
}

/** Which model spoke, and why that one. */
function speaker({ engine, seenAs }: LockEntry): string {
  const name = engine?.split('@')[0] ?? 'the engine'
  if (seenAs === undefined) return name
  return seenAs === 'graphic' ? `${name}, which is for flat drawings,` : `${name}, which is for photos,`
}

const abstentions = {
  photo: [
    'photo-needs-model',
    'It is a photo, a painting or a screenshot, and the model at hand knows graphics only.',
  ],
  unknown: ['unsure', 'The model does not know what this shows.'],
  unsure: ['unsure', 'The model is not sure enough of its words.'],
  plain: ['maybe-decorative', 'It is a plain colour, a gradient, a line or a pattern.'],
  chart: ['complex-image', 'A model that answers questions takes it for a chart or a map.'],
  text: ['text-image', 'A model that answers questions takes it for a text.'],
  logo: ['logo', 'A model that answers questions takes it for a logo.'],
} as const satisfies Record<string, readonly [RuleId, string]>
