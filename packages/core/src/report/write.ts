import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Settings } from '../config/options.ts'
import { AltwrightError } from '../error.ts'
import { fileProblem } from '../file-problem.ts'
import { reportFormats } from './names.ts'
import type { Report } from './report.ts'

/**
 * Writes the reports that the settings ask for, each at once or not at all; answers their paths.
 *
 * @throws AltwrightError `bad-input` where one cannot be written.
 */
export async function writeReports(report: Report, paths: Settings['report']): Promise<string[]> {
  const written: string[] = []
  if (reportFormats.every((format) => paths[format] === undefined)) return written
  const [{ reporters }, { writeFileAtomic }] = await Promise.all([
    import('./formats.ts'),
    import('../atomic-file.ts'),
  ])
  for (const format of reportFormats) {
    const path = paths[format]
    if (path === undefined) continue
    const text = reporters[format](report)
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFileAtomic(path, text)
    } catch (error) {
      throw new AltwrightError(
        'bad-input',
        `${path}: the report cannot be written (${fileProblem(error)}).`,
        {
          cause: error,
        },
      )
    }
    written.push(path)
  }
  return written
}
