import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AltwrightOptions, isCi, settingsFor } from '@altwright/core/config'
import {
  AltwrightError,
  type Captioner,
  excessOf,
  formatSummary,
  openRun,
  type Report,
  writeReports,
} from '@altwright/core/page'
import { openMatcher, openModel } from '../model.ts'
import { findPages } from './find-pages.ts'
import type { PageWork } from './page-work.ts'
import { sharePages } from './share-pages.ts'

/** What a configuration file may say, and what only `fix` takes. Everything is optional. */
export interface FixOptions extends AltwrightOptions {
  /**
   * Bring your own engine. Called at most once, and only when an image is not in the lockfile.
   * @default opens the model that `model` names
   */
  readonly openCaptioner?: (() => Promise<Captioner>) | null | undefined
  /**
   * Told the summary, and where reports were written, or else how to see what is left.
   * @default console.log
   */
  readonly log?: ((text: string) => void) | null | undefined
}

/**
 * Fills the missing alts in a folder of HTML files, such as what a site generator has just written: `altwright fix` for a
 * generator's own hooks. Reads the configuration file of the working directory, under the options given here.
 *
 * @param paths
 *   Folders or HTML files, inside the root.
 * @returns The report. A page that cannot be read or written is part of it.
 * @throws AltwrightError
 *   `bad-config`, `bad-lockfile`, `bad-input` where a path is not there or holds no page, or where there are more findings
 *   than `fail` allows, after all is written; and what the engine throws.
 * @example
 *   eleventyConfig.on('eleventy.after', ({ directories }) => fix(directories.output))
 */
export async function fix(
  paths: string | URL | readonly (string | URL)[],
  options?: FixOptions | null,
): Promise<Report> {
  const { openCaptioner, log, ...inline } = options ?? {}
  const cwd = process.cwd()
  const settings = await settingsFor(cwd, inline, 'Options of fix', { root: cwd, ci: isCi(process.env) })
  const found = await findPages([paths].flat().map(pathOf), { root: settings.root, cwd })
  const { crawl: _, ...plain } = settings
  const work: PageWork = {
    command: 'fix',
    settings: plain,
    thumbnails: settings.report.html !== undefined,
    changes: settings.report.patch !== undefined,
    dryRun: false,
  }
  const run = await openRun({
    ...work,
    openCaptioner: openCaptioner ?? (() => openModel(settings)),
    openMatcher: () => openMatcher(settings),
  })
  try {
    // What a generator has written, it writes again: there is nothing to undo.
    await sharePages(run, { found, work }).finally(() => run.save())
    const report = run.report()
    const tell = log ?? console.log
    tell(`altwright: ${formatSummary(report)}`)
    const written = await writeReports(report, settings.report)
    for (const path of written) tell(`altwright: report written to ${path}`)
    const { errors, warnings } = report.summary
    if (errors + warnings > 0 && written.length === 0)
      tell(`altwright: \`${auditOf([paths].flat().map(pathOf), settings.base, cwd)}\` shows what is left`)
    const excess = excessOf(report.summary, settings.fail)
    if (excess.length > 0) throw new AltwrightError('bad-input', `altwright: ${excess.join('; ')}`)
    return report
  } finally {
    await run.dispose()
  }
}

/** The command that shows what a hook has only counted. */
function auditOf(paths: readonly string[], base: string, cwd: string): string {
  const names = paths.map((path) => relative(cwd, resolve(cwd, path)) || '.')
  const words = ['npx altwright audit', ...names, ...(base === '/' ? [] : [`--base ${base}`])]
  return words.join(' ')
}

function pathOf(path: string | URL): string {
  return typeof path === 'string' ? path : fileURLToPath(path)
}
