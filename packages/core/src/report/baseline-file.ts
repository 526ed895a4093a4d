import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { AltwrightError } from '../error.ts'
import { fileProblem } from '../file-problem.ts'
import { type Baseline, baselineOf, formatBaseline, parseBaseline } from './baseline.ts'
import type { Report } from './report.ts'

/** @throws AltwrightError `bad-input` where it is not there, or cannot be read. */
export async function readBaseline(path: string): Promise<Baseline> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT' ? 'there is no such baseline' : `it cannot be read (${fileProblem(error)})`
    throw new AltwrightError('bad-input', `${path}: ${what}; \`--update-baseline\` writes one.`, {
      cause: error,
    })
  })
  return parseBaseline(text, path)
}

/**
 * Writes the problems of a report as a baseline, at once or not at all; answers how many they are.
 *
 * @throws AltwrightError `bad-input` where it cannot be written.
 */
export async function writeBaseline(path: string, report: Report): Promise<number> {
  const baseline = baselineOf(report)
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, formatBaseline(baseline))
  } catch (error) {
    throw new AltwrightError(
      'bad-input',
      `${path}: the baseline cannot be written (${fileProblem(error)}).`,
      {
        cause: error,
      },
    )
  }
  return baseline.findings.reduce((sum, { count = 1 }) => sum + count, 0)
}
