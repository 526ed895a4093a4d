import type { Finding } from '../report/report.ts'
import type { DescribeOptions } from './options.ts'

/** What stands in a `noscript` for browsers without scripts says the same as the image that it is the copy of. */
export function mirror(
  finding: Finding,
  twin: number | undefined,
  findings: readonly Finding[],
  { policy }: DescribeOptions,
): Finding {
  const original = twin === undefined ? undefined : findings[twin]
  if (original === undefined || finding.before !== null || finding.outcome !== 'kept') return finding
  const reason = 'It is the copy of the image beside it for browsers without scripts.'
  const { outcome, rule, after, author, attributes, confidence } = original
  if (attributes !== undefined) {
    return { ...finding, reason, outcome, rule, after, author, attributes, confidence }
  }
  const isAnswered = original.outcome === 'kept' && original.before !== null && policy.fill !== 'none'
  if (!isAnswered || policy.rules['same-image'] === 'off') return finding
  return {
    ...finding,
    reason,
    outcome: original.before === '' ? 'decorative' : 'filled',
    rule: 'same-image',
    after: original.before,
    author: 'rule',
    attributes: { alt: original.before ?? '' },
  }
}
