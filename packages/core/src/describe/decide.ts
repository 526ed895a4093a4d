import type { Unreadable } from '../captioner.ts'
import type { Answer } from '../captions/desk.ts'
import { isReviewed } from '../captions/entry.ts'
import { decisionForUse } from '../captions/use.ts'
import type { Policy } from '../config/options.ts'
import { draftAlt } from '../policy/draft.ts'
import type { Judgement } from '../policy/judge/judgement.ts'
import { type Decided, silent } from './decided.ts'
import { currentAlt, shortAddress } from './identity.ts'
import { isPlainReview, type Looked, takesAlt } from './look.ts'
import type { DescribeOptions } from './options.ts'
import { byEntry } from './recall.ts'

export function decide(
  item: Looked,
  answer: Answer | Unreadable | undefined,
  options: DescribeOptions,
): Decided {
  const { judgement } = item
  if (item.isSettled && judgement.verdict === 'caption')
    return { outcome: 'review', rule: judgement.rule, reason: judgement.reason, ...silent }
  const settled = decidedByPerson(item, answer, options)
  if (settled !== undefined) return settled
  switch (judgement.verdict) {
    case 'keep':
      if (judgement.rule === 'unreviewed') return ofMachine(item, answer, options)
      return { outcome: 'kept', rule: judgement.rule, reason: judgement.reason, ...silent }
    case 'flaw':
      return { outcome: 'flawed', rule: judgement.rule, reason: judgement.reason, ...silent }
    case 'write':
      return {
        outcome: judgement.alt === '' ? 'decorative' : 'filled',
        rule: judgement.rule,
        reason: judgement.reason,
        ...silent,
        after: judgement.alt,
        author: 'rule',
      }
    case 'review':
      return {
        outcome: 'review',
        rule: judgement.rule,
        reason: judgement.reason,
        ...silent,
        proposal: judgement.proposal ?? draftOf(answer, options.policy),
      }
    case 'caption':
      return describeAnswer(item, answer, options)
  }
}

/** For this use, or where the question is about the picture itself, for the picture. */
function decidedByPerson(
  { facts, judgement, uses }: Looked,
  answer: Answer | Unreadable | undefined,
  options: DescribeOptions,
): Decided | undefined {
  if (answer?.status !== 'known' || judgement.verdict === 'keep' || judgement.verdict === 'flaw')
    return undefined
  const { entry } = answer
  const forUse =
    takesAlt.has(facts.kind) && options.desk.hasDecisions(uses) ? decisionForUse(entry, uses) : undefined
  if (forUse !== undefined) return byEntry(facts, forUse, options)
  const answers = isPlainReview(facts, judgement) && isReviewed(entry) && entry.state !== 'rejected'
  return answers ? byEntry(facts, entry, options) : undefined
}

/** An alt that a machine wrote in an earlier run, held against what a person has decided since. */
function ofMachine(
  { facts, judgement, uses }: Looked,
  answer: Answer | Unreadable | undefined,
  options: DescribeOptions,
): Decided {
  const entry = answer?.status === 'known' ? answer.entry : undefined
  const decision = entry && (decisionForUse(entry, uses) ?? (isReviewed(entry) ? entry : undefined))
  const decided = decision && byEntry(facts, decision, options)
  if (decided === undefined)
    return { outcome: 'kept', rule: judgement.rule, reason: judgement.reason, ...silent }
  if (decision?.state === 'approved' || decided.after === currentAlt(facts))
    return { outcome: 'kept', rule: 'named', reason: decided.reason, ...silent }
  const { reason, after: proposal } = decided
  return { outcome: 'flawed', rule: 'overruled', reason, ...silent, proposal }
}

function draftOf(answer: Answer | Unreadable | undefined, policy: Policy): string | undefined {
  if (answer?.status !== 'known') return undefined
  const { state } = answer.entry
  // Neither a person nor the model itself stands behind these words.
  if (state === 'rejected' || state === 'abstained') return undefined
  const words = answer.entry.alt ?? answer.entry.caption
  return words === undefined ? undefined : draftAlt(words, policy)
}

/** A run that writes says why it did not; one that looks says what is missing. */
function unanswered({ rule, reason }: Judgement, { writes }: DescribeOptions): Decided {
  if (!writes) return { outcome: 'review', rule, reason, ...silent }
  const why = 'It is not in the lockfile, and captioning is off in this run.'
  return { outcome: 'review', rule: 'not-captioned', reason: why, ...silent }
}

function describeAnswer(
  { facts, judgement }: Looked,
  answer: Answer | Unreadable | undefined,
  options: DescribeOptions,
): Decided {
  if (answer === undefined || answer.status === 'not-asked') return unanswered(judgement, options)
  if (answer.status === 'unreadable') {
    const rule = answer.code === 'remote' ? 'remote' : 'image-unreadable'
    return { outcome: 'unreadable', rule, reason: answer.message, ...silent }
  }
  const { entry } = answer
  if (entry.state === 'abstained' && entry.reason === 'photo' && options.failOnMissingModel !== undefined)
    throw options.failOnMissingModel(shortAddress(facts.source.url))
  return byEntry(facts, entry, options) ?? unanswered(judgement, options)
}
