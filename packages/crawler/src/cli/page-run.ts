import type { Settings } from '@altwright/core/config'
import { openRun, type Run } from '@altwright/core/page'
import { openMatcher, openModel } from '../model.ts'
import { type FoundPages, findPages } from '../pages/find-pages.ts'
import type { PageWork } from '../pages/page-work.ts'
import { type PageFlags, readSettings, wantsReport } from './flags.ts'
import { colorsFor } from './terminal/colors.ts'
import { type ProgressView, progressView } from './terminal/progress.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What `audit` and `fix` start with. */
export interface PageRun {
  readonly settings: Settings
  readonly work: PageWork
  readonly found: FoundPages
  readonly run: Run
  readonly progress: ProgressView
}

export async function openPageRun(
  command: PageWork['command'],
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
  // What is only for crawls may be functions, which no thread can be told.
  const { crawl: _, ...plain } = settings
  const work: PageWork = {
    command,
    settings: plain,
    thumbnails: wantsReport('html', settings, flags),
    changes: wantsReport('patch', settings, flags),
    isBaseline: flags.updateBaseline === true,
    knowsPictures: flags.source !== undefined,
    dryRun: flags.dryRun === true,
  }
  const run = await openRun({
    ...work,
    openCaptioner: () => openModel(settings),
    openMatcher: () => openMatcher(settings),
    date: new Date().toISOString(),
    signal: terminal.signal,
    onProgress: (news) => progress.update({ ...news, done: Math.min(news.documents, total), total }),
  })
  return { settings, work, found, run, progress }
}
