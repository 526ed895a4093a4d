import type { Severity } from '../../policy/rules.ts'
import { groupBy } from '../group.ts'
import { number } from '../html/words.ts'
import { type Repeated, repeated } from '../notable.ts'
import { whereOf } from '../origin.ts'
import type { Finding } from '../report.ts'
import { bySeverity, ruleOf } from '../rule.ts'
import { code, html, text } from './escape.ts'

/** A comment on GitHub holds 65,536 characters; what is left is for those who put the report into a text of their own. */
export const mostCharacters = 60_000

/** Findings in a folded table for each rule, as many rows as there is room for; what does not fit is counted. */
export function tables(findings: readonly Finding[], room: number): string[] {
  const byRule = groupBy(repeated(findings), ({ first }) => first.rule)
  const sorted = [...byRule.values()].toSorted((a, b) => bySeverity(worst(a), worst(b)))
  const out: string[] = []
  let left = room - 200
  let dropped = 0
  for (const group of sorted) {
    const { open, rows, close } = table(group)
    const fitting: string[] = []
    let size = open.length + close.length + 120
    for (const row of rows) {
      if (size + row.length > left) break
      size += row.length + 1
      fitting.push(row)
    }
    if (fitting.length === 0) {
      dropped += group.length
      continue
    }
    left -= size
    const missing = rows.length - fitting.length
    out.push(
      [open, ...fitting, ...(missing > 0 ? ['', `and ${number(missing)} more`] : []), close].join('\n'),
    )
  }
  return dropped > 0 ? [...out, `${number(dropped)} more findings do not fit here.`] : out
}

function worst(group: readonly Repeated[]): Severity {
  return group[0]?.first.severity ?? 'info'
}

function table(group: readonly Repeated[]): {
  readonly open: string
  readonly rows: readonly string[]
  readonly close: string
} {
  const rule = group[0]?.first.rule ?? ''
  const { title, fix } = isReady(group[0]?.first) ? ready : ruleOf(rule)
  const images = group.reduce((sum, { findings }) => sum + findings.length, 0)
  const open = [
    `<details><summary><b>${worst(group)}</b> <code>${rule}</code> ${html(title)} (${number(images)})</summary>`,
    '',
    fix.startsWith('Nothing') ? '' : `${fix}\n`,
    '| where | image | why | alt |',
    '| --- | --- | --- | --- |',
  ]
  return { open: open.join('\n'), rows: group.map(row), close: '\n</details>' }
}

/** In a run that wrote nothing, what a rule says was written is yet to be. */
const ready = {
  title: 'The alt is known, and is not in the document yet',
  fix: '`altwright fix` writes it; so do the plugins while they build.',
}

function isReady(finding: Finding | undefined): boolean {
  const { outcome, severity } = finding ?? {}
  return severity !== 'info' && (outcome === 'filled' || outcome === 'decorative')
}

function row({ first, findings }: Repeated): string {
  const { source, context, reason } = first
  const { document, place } = whereOf(first)
  const where = code(place === undefined ? document : `${document}:${place.line}`)
  const more = findings.length === 1 ? '' : ` and ${number(findings.length - 1)} more`
  return `| ${where}${more} | ${code(source === '' ? context : source)} | ${text(reason)} | ${alt(first)} |`
}

function alt({ before, after, proposal }: Finding): string {
  if (after !== before && after !== null) return `→ ${value(after)}`
  const now = before === null ? '' : value(before)
  if (proposal === undefined) return now
  return `${now === '' ? '' : `${now}, `}draft ${value(proposal)}`
}

function value(words: string): string {
  return words === '' ? code('alt=""') : code(words)
}
