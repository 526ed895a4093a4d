import { join, relative } from 'node:path'
import type { Finding } from '@altwright/core/page'
import { type FindingsView, formatDiagnostic, formatFindings } from '@altwright/core/terminal'
import picocolors from 'picocolors'
import type { OpenFindings } from './news.ts'

/**
 * What a person has to do after a build, as linters print it; empty where there is nothing.
 *
 * @param list
 *   The path of the report that lists all of it, where one is asked for.
 */
export function formatOpen(
  { findings, documents, more }: OpenFindings,
  root: string,
  list: string | undefined,
): string {
  const text = formatFindings({ findings, documents }, viewOf(root)).trimEnd()
  if (more === 0) return text
  const where = list === undefined ? "the option `report: { html: 'altwright.html' }`" : relative(root, list)
  return `${text}\n\n… and ${more} more; ${where} lists all of them.`
}

/** One finding while Vite serves. */
export function formatWarning(finding: Finding, root: string): string {
  return formatDiagnostic(finding, viewOf(root))
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
