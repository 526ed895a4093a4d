import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Settings } from '../config/options.ts'
import { reportFormats } from './names.ts'
import type { Report } from './report.ts'

/** Writes the reports that the settings ask for, each at once or not at all; answers their paths. */
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
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, reporters[format](report))
    written.push(path)
  }
  return written
}
