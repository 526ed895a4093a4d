import { withAttributes } from '../markdown/edit.ts'
import type { Finding } from '../report/report.ts'
import type { Colors } from './colors.ts'
import { fit, plainLine } from './plain.ts'

const mostLines = 6

/** The start tag as it stands in the page, with line numbers where they are known. */
export function codeFrame(finding: Finding, colors: Colors, width: number): string[] {
  if (finding.markup === undefined) return []
  const lines = tagLines(finding)
  const first = finding.place?.line
  const gutter = first === undefined ? 0 : String(first + lines.length - 1).length
  return lines.map((line, index) => {
    const number = first === undefined ? '' : `${String(first + index).padStart(gutter)} `
    return `${colors.dim(`${number}│`)} ${fit(line, Math.max(20, width - gutter - 3))}`
  })
}

/** What a run changes in a tag, as a diff of the tag alone. */
export function tagDiff(finding: Finding, colors: Colors): string[] {
  const { attributes } = finding
  if (attributes === undefined || finding.markup === undefined) return []
  const after = withAttributes(finding.markup, attributes)
  return [
    ...tagLines(finding).map((line) => colors.red(`- ${line}`)),
    ...tagLines({ ...finding, markup: after }).map((line) => colors.green(`+ ${line}`)),
  ]
}

/** The tag's lines, without the indentation that they share. */
function tagLines({ markup = '', place }: Pick<Finding, 'markup' | 'place'>): string[] {
  const all = markup.split(/\r\n|\r|\n/)
  const lines = all.length <= mostLines ? all : [...all.slice(0, mostLines - 1), '…']
  const [first = '', ...rest] = lines.map(plainLine)
  const column = (place?.column ?? 1) - 1
  const written = rest.filter((line) => line.trim() !== '' && line !== '…')
  const shared = Math.min(column, ...written.map(indentation))
  return [
    ' '.repeat(column - shared) + first,
    ...rest.map((line) => line.slice(Math.min(shared, indentation(line)))),
  ]
}

function indentation(line: string): number {
  return line.length - line.trimStart().length
}
