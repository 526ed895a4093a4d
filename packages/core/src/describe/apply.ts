import type { Policy } from '../config/options.ts'
import { type RuleId, rules, type Severity } from '../policy/rules.ts'
import type { Finding } from '../report/report.ts'
import { type Decided, silent } from './decided.ts'
import type { DescribeOptions } from './options.ts'

/** What may not be written is told, with the text as a draft. */
export function withinFill(decided: Decided, { fill }: Policy): Decided {
  const { outcome, author, after, confidence } = decided
  if (fill === 'all' || after === undefined || (outcome !== 'filled' && outcome !== 'decorative'))
    return decided
  if (fill === 'approved' && author !== 'generated') return decided
  const reason =
    fill === 'none' ? 'The settings let nothing be written.' : 'No person has approved these words yet.'
  return { outcome: 'review', rule: 'held-back', reason, ...silent, proposal: after, confidence }
}

/** What a finding adds to its element; `undefined` where the document stays as it is. */
export function attributesOf(
  { after, author, language }: Decided,
  before: string | null,
  { mark }: Policy,
): Finding['attributes'] {
  if (after === undefined || before !== null) return undefined
  return {
    alt: after,
    ...(language === undefined ? {} : { lang: language }),
    ...(mark && author === 'generated' ? { 'data-alt-source': 'generated' } : {}),
  }
}

/** Outcomes that somebody has to do something about. */
const open: ReadonlySet<Finding['outcome']> = new Set(['review', 'flawed', 'unreadable'])

/** An image that has no alt yet fails a check, however ready its text is, unless the settings say otherwise. */
export function severityOf({ outcome, rule }: Decided, { writes, policy }: DescribeOptions): Severity {
  if (open.has(outcome) || policy.rules[rule] !== undefined) return ruleSeverity(rule, policy)
  return outcome === 'kept' || writes ? 'info' : 'error'
}

export function ruleSeverity(rule: RuleId, { rules: severities }: Policy): Severity {
  const severity = severities[rule] ?? rules[rule].severity
  return severity === 'off' ? 'info' : severity
}
