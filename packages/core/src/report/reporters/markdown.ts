import { oneLine } from '../characters.ts'
import { count, number } from '../html/words.ts'
import { code, html, text } from '../markdown/escape.ts'
import { mostCharacters, tables } from '../markdown/tables.ts'
import { isNotable } from '../notable.ts'
import type { DocumentResult, Report } from '../report.ts'
import { countsOf, isProblem } from '../summary.ts'

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
  const left = mostCharacters - [...head, foot].join('\n\n').length
  return `${[...head, ...tables(report.findings.filter(isNotable), left), foot].join('\n\n')}\n`
}

function heading({ summary, documents }: Report): string {
  const { images, errors, warnings, problems: failed } = summary
  const open = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(failed > 0 ? [`${count(failed, 'document')} not read`] : []),
  ]
  if (open.length > 0) return `Image alts: ${open.join(', ')}`
  return images === 0 ? `No images in ${count(documents.length, 'document')}` : 'Image alts: nothing is open'
}

/** The counts that a reviewer asks for; what a machine wrote is said apart. */
function facts(report: Report): string {
  const { summary, baseline } = report
  const shown = countsOf(report).map(
    ({ count, label, remark }) => `${number(count)} ${label}${remark === '' ? '' : `, **${remark}**`}`,
  )
  const total = `${count(summary.images, 'image')} in ${count(summary.documents, 'document')}`
  const fixed =
    baseline === undefined || baseline.fixed === 0
      ? ''
      : ` ${number(baseline.fixed)} of the baseline are fixed.`
  return shown.length === 0 ? `${total}.` : `${total}: ${shown.join('; ')}.${fixed}`
}

function problems(documents: readonly DocumentResult[]): string {
  const failed = documents.filter(isProblem)
  if (failed.length === 0) return ''
  const lines = failed
    .slice(0, 20)
    .map(({ document, problem }) => `- ${code(document)}: ${withAddresses(problem ?? '')}`)
  const more = failed.length - lines.length
  return [
    '**Documents that could not be read or written**',
    '',
    ...lines,
    ...(more > 0 ? [`- and ${number(more)} more`] : []),
  ].join('\n')
}

/** A sentence in which addresses can be copied. */
function withAddresses(sentence: string): string {
  const writers = [spaced, code, (sign: string) => sign]
  return sentence
    .split(/(https?:\/\/\S+?)([.,;]?)(?=\s|$)/)
    .map((part, index) => writers[index % 3]?.(part) ?? '')
    .join('')
}

/** `text` takes the spaces at its ends away. */
function spaced(part: string): string {
  return `${/^\s/.test(part) ? ' ' : ''}${text(part)}${/\s$/.test(part) ? ' ' : ''}`
}

function footer({ tool, command, engine }: Report): string {
  const model = engine === undefined ? '' : `, ${code(engine)}`
  return `<sub>${html(oneLine(tool.name))} ${html(oneLine(tool.version))} ${command}${model}. Whether words are right for their page is for a person to judge.</sub>`
}
