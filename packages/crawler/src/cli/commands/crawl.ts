import { type CrawlProgress, openCrawl } from '../../crawl/crawl.ts'
import { openModel } from '../../model.ts'
import { runToEnd } from '../conclude.ts'
import { type PageFlags, readSettings } from '../flags.ts'
import { colorsFor } from '../terminal/colors.ts'
import { progressView, type Stage } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface CrawlFlags extends PageFlags {
  readonly depth?: number
  readonly maxPages?: number
  readonly concurrency?: number
  readonly timeout?: number
  readonly browser?: string
}

export async function crawlCommand(
  addresses: readonly string[],
  flags: CrawlFlags,
  terminal: Terminal,
): Promise<number> {
  const { depth, maxPages, concurrency, timeout } = flags
  const settings = await readSettings(flags, terminal, { crawl: { depth, maxPages, concurrency, timeout } })
  const progress = progressView({
    terminal,
    colors: colorsFor(terminal.stderr, terminal.env, flags.color),
    quiet: flags.quiet === true,
    noun: 'page',
  })
  const { run, work } = await openCrawl({
    addresses,
    settings,
    browser: flags.browser,
    openCaptioner: () => openModel(settings),
    date: new Date().toISOString(),
    signal: terminal.signal,
    onProgress: (news) => progress.update(stageOf(news)),
    onVisit(url, outcome, milliseconds) {
      if (flags.verbose) progress.note(`${url}  ${outcome}  ${milliseconds} ms`)
    },
    // Ctrl-C is ours: Playwright would end the process before the lockfile is saved.
    handleSignals: false,
    env: terminal.env,
  })
  return runToEnd({
    run,
    work,
    settings,
    flags,
    terminal,
    progress,
    saves: true,
    writes: 'suggested',
    next: 'The site is unchanged. New texts wait for review in the lockfile; `altwright fix` writes them to built pages.',
  })
}

function stageOf({ opened, known, images, captioned, toCaption }: CrawlProgress): Stage {
  return { done: opened, total: known, images, captioned, toCaption }
}
