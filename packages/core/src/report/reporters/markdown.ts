import type { Severity } from '../../policy/rules.ts'
import { cut, oneLine } from '../characters.ts'
import { groupBy } from '../group.ts'
import { isNotable, type Repeated, repeated } from '../notable.ts'
import type { DocumentResult, Finding, Report } from '../report.ts'
import { bySeverity, ruleOf } from '../rule.ts'
import { writtenOf } from '../summary.ts'

/** A comment on GitHub holds 65,536 characters; what is left is for those who put the report into a text of their own. */
const most = 60_000
const longest = 160

/**
 * The report as Markdown for a comment on a pull request or a job's summary: what is open in one line, then the findings by
 * rule, folded. Never longer than a comment may be; what is left out is counted. It starts with a comment that is not
 * shown, by which a job finds the comment that it wrote before.
 */
export function markdownReport(report: Report): string {
  const head = [
    '<!-- altwright report -->',
    `## ${heading(report)}`,
    facts(report),
    problems(report.documents),
  ].filter((part) => part !== '')
  const foot = footer(report)
  const left = most - [...head, foot].join('\n\n').length
  return `${[...head, ...groups(report.findings.filter(isNotable), left), foot].join('\n\n')}\n`
}

function heading({ summary, documents }: Report): string {
  const { images, errors, warnings, problems: failed } = summary
  const open = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(failed > 0 ? [`${counted(failed, 'document')} not read`] : []),
  ]
  if (open.length > 0) return `Image alts: ${open.join(', ')}`
  return images === 0
    ? `No images in ${counted(documents.length, 'document')}`
    : 'Image alts: nothing is open'
}

/** The counts that a reviewer asks for; what a machine wrote is said apart. */
function facts({ summary, documents, baseline }: Report): string {
  const filled = { all: 'filled', some: 'filled or ready', none: 'ready to be filled' }[writtenOf(documents)]
  const rows: readonly (readonly [number, string])[] = [
    [summary.kept, 'answered by their authors'],
    [summary.generated, `${filled} by the engine, **not reviewed**`],
    [summary.reviewed, `${filled} from reviewed text`],
    [summary.decorative, `${filled} by a rule`],
    [summary.review, 'left for a person'],
    [summary.flawed, 'with an alt that needs work'],
    [summary.unreadable, 'unreadable'],
    [summary.suppressed, 'suppressed by their authors'],
    [summary.known, 'of these known from the baseline'],
  ]
  const shown = rows.filter(([count]) => count > 0).map(([count, label]) => `${number(count)} ${label}`)
  const total = `${counted(summary.images, 'image')} in ${counted(summary.documents, 'document')}`
  const fixed =
    baseline === undefined || baseline.fixed === 0
      ? ''
      : ` ${number(baseline.fixed)} of the baseline are fixed.`
  return shown.length === 0 ? `${total}.` : `${total}: ${shown.join(', ')}.${fixed}`
}

function problems(documents: readonly DocumentResult[]): string {
  const failed = documents.filter(({ problem }) => problem !== undefined)
  if (failed.length === 0) return ''
  const lines = failed
    .slice(0, 20)
    .map(({ document, problem }) => `- ${code(document)}: ${text(problem ?? '')}`)
  const more = failed.length - lines.length
  return [
    '**Documents that could not be read or written**',
    '',
    ...lines,
    ...(more > 0 ? [`- and ${number(more)} more`] : []),
  ].join('\n')
}

/** A folded table for each rule, as many rows as there is room for. */
function groups(findings: readonly Finding[], room: number): string[] {
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
  const { title, fix } = ruleOf(rule)
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

function row({ first, findings }: Repeated): string {
  const { document, place, source, context, reason } = first
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

function footer({ tool, command, engine }: Report): string {
  const model = engine === undefined ? '' : `, ${code(engine)}`
  return `<sub>${html(oneLine(tool.name))} ${html(oneLine(tool.version))} ${command}${model}. Whether words are right for their page is for a person to judge.</sub>`
}

/**
 * Text of a page, as code: neither Markdown nor HTML, no mention and no link. A pipe would end the cell of a table, and
 * a backslash before one is read there even in code. https://github.github.com/gfm/#tables-extension-
 */
function code(words: string): string {
  const line = cut(oneLine(words), longest)
  if (line === '') return ''
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  const padded = /^`|`$|^ .* $/.test(line) ? ` ${line} ` : line
  return `${fence}${padded.replaceAll('\\|', '\\ |').replaceAll('|', '\\|')}${fence}`
}

/**
 * A sentence that may quote a page: every sign that could mean something is written by its number, and what renderers look
 * for in the text itself (mentions, numbers of issues, addresses) is broken by a space of no width.
 */
function text(words: string): string {
  return cut(oneLine(words), 2 * longest)
    .replace(/[\\`*_{}[\]()#+!|<>~@:&$^=]|(?<=^\s*)[-\d.]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replace(/(&#64;|&#35;)(?=[\p{L}\p{N}])|(&#58;)(?=\/)|(www)(?=\.)/giu, '$&&#8203;')
}

function html(words: string): string {
  return words.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** With a comma at the thousands, whatever the machine's language. */
function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
