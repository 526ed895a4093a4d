import { join, relative } from 'node:path'
import type { Finding, Report } from '@altwright/core/page'
import { type FindingsView, formatDiagnostic, formatFindings } from '@altwright/core/terminal'
import picocolors from 'picocolors'

/** Findings that a build prints; the reports have all. */
const most = 20

/** What a person has to do after a build, as linters print it; empty where there is nothing. */
export function formatOpen(report: Report, root: string): string {
  const open = report.findings.filter(isOpen)
  const shown = open.slice(0, most)
  const text = formatFindings({ findings: shown, documents: report.documents }, viewOf(root)).trimEnd()
  const more = open.length - shown.length
  if (more === 0) return text
  return `${text}\n\n… and ${more} more; the option \`report: { html: 'altwright.html' }\` lists all of them.`
}

/** Where the first of them are, for an error that has one line. */
export function placesOf(findings: readonly Finding[]): string {
  const places = findings.map(({ document, place, rule }) => {
    const at = place === undefined ? document : `${document}:${place.line}:${place.column}`
    return `${at} (${rule})`
  })
  const more = places.length > 3 ? ` and ${places.length - 3} more` : ''
  return `${places.slice(0, 3).join(', ')}${more}`
}

/** One finding while Vite serves. */
export function formatWarning(finding: Finding, root: string): string {
  return formatDiagnostic(finding, viewOf(root))
}

export function isOpen({ severity, suppressed, known }: Finding): boolean {
  return severity !== 'info' && suppressed === undefined && known !== true
}

function viewOf(root: string): FindingsView {
  return {
    // As for what Vite prints.
    colors: picocolors,
    columns: process.stdout.columns ?? 100,
    nameOf: (document) => {
      const path = relative(process.cwd(), join(root, document))
      return path.startsWith('..') ? document : path
    },
    writes: 'written',
    quiet: false,
    verbose: false,
    placesOfOthers: true,
  }
}
