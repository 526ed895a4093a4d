import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Settings } from '../config/options.ts'
import type { Report } from './report.ts'
import { htmlReport } from './reporters/html.ts'
import { jsonReport } from './reporters/json.ts'

/** Writes the reports that the settings ask for, each at once or not at all; answers their paths. */
export async function writeReports(report: Report, paths: Settings['report']): Promise<string[]> {
  const wanted: readonly (readonly [string | undefined, (report: Report) => string])[] = [
    [paths.html, htmlReport],
    [paths.json, jsonReport],
  ]
  const written: string[] = []
  for (const [path, reporter] of wanted) {
    if (path === undefined) continue
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, reporter(report))
    written.push(path)
  }
  return written
}
