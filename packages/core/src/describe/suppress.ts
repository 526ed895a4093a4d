import type { ImageFacts } from '../image/facts.ts'
import type { Suppression } from '../image/suppression.ts'
import type { Judgement } from '../policy/judge/judgement.ts'
import { type RuleId, rules, type Severity } from '../policy/rules.ts'
import { cut } from '../policy/wording.ts'
import type { Finding } from '../report/report.ts'

/**
 * What an image without alt may turn out to be once it is looked at. Who suppresses one of these means that it has none, and is
 * right whichever model is at hand.
 */
const waiting: ReadonlySet<string> = new Set<RuleId>([
  ...(['image-alt', 'captioned', 'held-back', 'image-unreadable', 'not-captioned'] as const),
  ...(['photo-needs-model', 'rejected', 'remote', 'unsure'] as const),
])

/** The suppression that an image is under by what was judged of it, so that nobody need look at its picture. */
export function suppressedUnseen(facts: ImageFacts, { verdict, rule }: Judgement): Suppression | undefined {
  if (verdict === 'keep') return undefined
  return facts.suppressions.find(
    ({ rules: named }) =>
      names(named, rule) || (verdict === 'caption' && named.some((name) => waiting.has(name))),
  )
}

/**
 * Findings with the suppressions of their document worked in: what is suppressed neither counts nor is written, and a
 * suppression without a reason, or one that nothing needs, is a finding.
 *
 * @param findings
 *   By image, in the order of the images.
 */
export function suppress(
  images: readonly ImageFacts[],
  findings: readonly Finding[],
  severityOf: (rule: RuleId) => Severity,
): Finding[] {
  const used = new Set<number>()
  const worked = findings.map((finding, index) => {
    if (finding.outcome === 'kept') return finding
    const matching = (images[index]?.suppressions ?? []).filter(({ rules: named }) => covers(named, finding))
    for (const { id } of matching) used.add(id)
    const [suppression] = matching
    return suppression === undefined ? finding : silenced(finding, suppression)
  })
  return worked.map((finding, index) => {
    const [own] = images[index]?.suppressions ?? []
    if (finding.kind !== 'suppression' || own === undefined) return finding
    const objection = objectionTo(own, used)
    if (objection === undefined) return finding
    return { ...finding, ...objection, outcome: 'flawed', severity: severityOf(objection.rule) }
  })
}

function names(named: readonly string[], rule: RuleId): boolean {
  return named.length === 0 || named.includes(rule)
}

function covers(named: readonly string[], { rule }: Finding): boolean {
  return names(named, rule) || (waiting.has(rule) && named.some((name) => waiting.has(name)))
}

function silenced({ attributes: _, ...finding }: Finding, { reason }: Suppression): Finding {
  const written = finding.outcome === 'filled' || finding.outcome === 'decorative'
  return {
    ...finding,
    ...(written && {
      outcome: 'review' as const,
      after: finding.before,
      proposal: finding.after ?? undefined,
      author: undefined,
    }),
    severity: 'info',
    suppressed: { reason },
  }
}

function objectionTo(
  { id, rules: named, reason }: Suppression,
  used: ReadonlySet<number>,
): Pick<Finding, 'rule' | 'reason'> | undefined {
  const unknown = named.find((name) => !Object.hasOwn(rules, name))
  if (unknown !== undefined) {
    return { rule: 'suppression-unused', reason: `There is no rule “${cut(unknown)}”.` }
  }
  if (!used.has(id)) return { rule: 'suppression-unused', reason: 'Nothing is found that it suppresses.' }
  return reason === '' ? { rule: 'suppression-reason', reason: 'It gives no reason.' } : undefined
}
