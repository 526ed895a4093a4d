import type { Finding } from './report.ts'

/**
 * The same findings without the page that they quote: a text that was cut from a page keeps all of it in memory, so theirs are
 * cut from one text of their own.
 */
export function detached(findings: readonly Finding[]): readonly Finding[] {
  const texts: string[] = []
  for (const finding of findings) {
    const { source, context, use, reason, before, after, proposal, markup, attributes, suppressed } = finding
    texts.push(source, context, use ?? '', reason, before ?? '', after ?? '', proposal ?? '', markup ?? '')
    texts.push(attributes?.['alt'] ?? '', suppressed?.reason ?? '')
  }
  const whole = texts.join('')
  let at = 0
  const cut = <T extends string | null | undefined>(text: T): T => {
    if (typeof text !== 'string') return text
    at += text.length
    return whole.slice(at - text.length, at) as T
  }
  return findings.map((finding) => {
    const { use, attributes, suppressed } = finding
    const copy: { -readonly [Key in keyof Finding]: Finding[Key] } = { ...finding }
    copy.source = cut(finding.source)
    copy.context = cut(finding.context)
    if (use !== undefined) copy.use = cut(use)
    copy.reason = cut(finding.reason)
    copy.before = cut(finding.before)
    copy.after = cut(finding.after)
    copy.proposal = cut(finding.proposal)
    copy.markup = cut(finding.markup)
    if (attributes?.['alt'] !== undefined) copy.attributes = { ...attributes, alt: cut(attributes['alt']) }
    if (suppressed !== undefined) copy.suppressed = { reason: cut(suppressed.reason) }
    return copy
  })
}
