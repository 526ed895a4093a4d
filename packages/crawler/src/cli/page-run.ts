import { type Command, openRun, type Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { openMatcher, openModel } from '../model.ts'
import { type FoundPages, findPages } from '../pages/find-pages.ts'
import { type PageFlags, readSettings, wantsReport } from './flags.ts'
import { colorsFor } from './terminal/colors.ts'
import { type ProgressView, progressView } from './terminal/progress.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What `audit` and `fix` start with. */
export interface PageRun {
  readonly settings: Settings
  readonly found: FoundPages
  readonly run: Run
  readonly progress: ProgressView
}

export async function openPageRun(
  command: Command,
  paths: readonly string[],
  flags: PageFlags & { readonly dryRun?: boolean },
  terminal: Terminal,
): Promise<PageRun> {
  const settings = await readSettings(flags, terminal)
  const found = await findPages(paths, { root: settings.root, cwd: terminal.cwd })
  const progress = progressView({
    terminal,
    colors: colorsFor(terminal.stderr, terminal.env, flags.color),
    quiet: flags.quiet === true,
    noun: 'page',
  })
  const total = found.pages.length + found.outside.length
  const run = await openRun({
    command,
    settings,
    openCaptioner: () => openModel(settings),
    openMatcher: () => openMatcher(settings),
    thumbnails: wantsReport('html', settings, flags),
    changes: wantsReport('patch', settings, flags),
    isBaseline: flags.updateBaseline === true,
    knowsPictures: flags.source !== undefined,
    date: new Date().toISOString(),
    signal: terminal.signal,
    dryRun: flags.dryRun === true,
    onProgress: (news) => progress.update({ ...news, done: Math.min(news.documents, total), total }),
  })
  return { settings, found, run, progress }
}
