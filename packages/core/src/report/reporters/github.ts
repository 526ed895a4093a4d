import type { Severity } from '../../policy/rules.ts'
import { oneLine, printable } from '../characters.ts'
import { isNotable, type Repeated, repeated } from '../notable.ts'
import { whereOf } from '../origin.ts'
import type { DocumentResult, Report } from '../report.ts'
import { isProblem } from '../summary.ts'

/** GitHub shows so many annotations of one kind for a step, and drops the rest without a word. */
const most = 10

/**
 * The report as annotations of GitHub Actions, to be printed by a step: the worst first, the same image in many pages once,
 * and where there are more than GitHub shows, the last says how many.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubReport(report: Report): string {
  const notable = repeated(report.findings.filter(isNotable))
  const failed = report.documents.filter(isProblem)
  const lines = (Object.keys(commands) as Severity[]).flatMap((severity) => {
    const own = notable.filter(({ first }) => first.severity === severity)
    const all = [...(severity === 'error' ? failures(failed) : []), ...own.map(annotation)]
    if (all.length <= most) return all
    const more = `${all.length - most + 1} more of this kind are in the report.`
    return [...all.slice(0, most - 1), command(commands[severity], { title: 'altwright' }, more)]
  })
  return lines.map((line) => `${line}\n`).join('')
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

function annotation({ first, findings }: Repeated): string {
  const { rule, severity, reason, source, proposal, before, after } = first
  const { document, place } = whereOf(first)
  const elsewhere = findings.length === 1 ? [] : [`And in ${findings.length - 1} more places.`]
  const draft = proposal === undefined || proposal === '' ? [] : [`Draft: “${oneLine(proposal)}”.`]
  const words = after !== before && after !== null ? [`It should say alt="${oneLine(after)}".`] : []
  const image = source === '' ? [] : [`Image: ${oneLine(source)}.`]
  const address = isAddress(document) ? [`Page: ${oneLine(document)}.`] : []
  const text = [oneLine(reason), ...words, ...draft, ...image, ...address, ...elsewhere].join(' ')
  const at = place === undefined || isAddress(document) ? {} : { line: place.line, col: place.column }
  return command(commands[severity], { ...fileOf(document), ...at, title: rule }, text)
}

/** Many dead links must not keep the images from being seen. */
const mostFailures = 3

function failures(failed: readonly DocumentResult[]): string[] {
  if (failed.length <= mostFailures) return failed.map(failure)
  const some = failed.slice(0, mostFailures).map(({ document }) => oneLine(document))
  const text = `${failed.length} documents could not be read or written: ${some.join(', ')}, and ${failed.length - mostFailures} more.`
  return [command('error', { title: 'document' }, text)]
}

function failure({ document, problem }: DocumentResult): string {
  return command(
    'error',
    { ...fileOf(document), title: 'document' },
    `${oneLine(document)}: ${oneLine(problem ?? '')}`,
  )
}

function isAddress(document: string): boolean {
  return /^https?:/i.test(document)
}

function fileOf(document: string): { readonly file?: string } {
  return isAddress(document) ? {} : { file: document }
}

function command(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${name} ${list.join(',')}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
