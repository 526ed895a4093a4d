import { readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { Settings } from '@altwright/core/config'
import { AltwrightError, fileProblem, type Report } from '@altwright/core/page'
import { parseReport, writeBaseline } from '@altwright/core/report'
import { counted } from '@altwright/core/terminal'
import type { Terminal } from './terminal/terminal.ts'

/** @throws AltwrightError `bad-input` where the file is not there, or is no report. */
export async function readReport(path: string, cwd: string): Promise<Report> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT' ? 'there is no such report' : `it cannot be read (${fileProblem(error)})`
    throw new AltwrightError('bad-input', `${path}: ${what}.`, { cause: error })
  })
  return parseReport(text, path)
}

/** Writes what a report found as the baseline; answers what to tell of it. */
export async function saveBaseline(
  report: Report,
  { baseline, root }: Pick<Settings, 'baseline' | 'root'>,
  { cwd }: Terminal,
): Promise<string> {
  const path = baseline ?? join(root, 'altwright.baseline.json')
  const known = await writeBaseline(path, report)
  const name = relative(cwd, path) || path
  return `Baseline: ${name}, ${counted(known, 'finding')}. Commit it, and name it with --baseline or in the configuration.\n`
}
