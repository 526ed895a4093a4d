import { resolve } from 'node:path'
import { AltwrightError, type CrawlMode, type CrawlSettings, type Shard } from '@altwright/core/config'
import { counted } from '@altwright/core/terminal'
import { openCrawl } from '../../crawl/crawl.ts'
import type { LeftOut } from '../../crawl/frontier/frontier.ts'
import type { Coverage, CrawlPlan, CrawlProgress } from '../../crawl/plan.ts'
import { openModel } from '../../model.ts'
import { runToEnd } from '../conclude.ts'
import { type PageFlags, readSettings, wantsReport } from '../flags.ts'
import { colorsFor } from '../terminal/colors.ts'
import { progressView, type Stage } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface CrawlFlags extends PageFlags {
  readonly mode?: CrawlMode
  readonly depth?: number
  readonly maxPages?: number
  readonly maxPerTemplate?: number
  readonly shard?: Shard
  readonly queue?: string
  readonly queueName?: string
  readonly reportOnly?: boolean
  readonly concurrency?: number
  readonly timeout?: number
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly allowHost?: readonly string[]
  readonly sitemap: boolean
  readonly robots: boolean
  readonly delay?: number
  readonly retries?: number
  readonly browser?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly device?: string
  readonly userAgent?: string
  readonly header?: readonly string[]
  readonly cookie?: readonly string[]
  readonly storageState?: string
  readonly login?: string
  readonly resume: boolean
}

export async function crawlCommand(
  addresses: readonly string[],
  flags: CrawlFlags,
  terminal: Terminal,
): Promise<number> {
  const settings = await readSettings(flags, terminal, { crawl: crawlSettings(flags, terminal) })
  const progress = progressView({
    terminal,
    colors: colorsFor(terminal.stderr, terminal.env, flags.color),
    quiet: flags.quiet === true,
    noun: 'page',
  })
  const plan: CrawlPlan = {
    addresses,
    settings,
    browser: flags.browser,
    openCaptioner: () => openModel(settings),
    resume: flags.resume,
    date: new Date().toISOString(),
    thumbnails: wantsReport('html', settings, flags),
    isBaseline: flags.updateBaseline === true,
    knowsPictures: flags.source !== undefined,
    signal: terminal.signal,
    onProgress: (news) => progress.update(stageOf(news)),
    onVisit(url, outcome, milliseconds) {
      if (flags.verbose) progress.note(`${url}  ${outcome}  ${milliseconds} ms`)
    },
    // Ctrl-C is ours: Playwright would end the process before the lockfile is saved.
    handleSignals: false,
    env: terminal.env,
  }
  const command = {
    ...{ settings, flags, terminal, progress },
    saves: true,
    writes: 'suggested' as const,
    next: 'The site is unchanged. New texts wait for review in the lockfile; `altwright fix` writes them to built pages.',
  }
  if (flags.reportOnly) return (await import('./crawl-shared.ts')).showShared(plan, command)
  const { run, before, shared, work, forget } = await openCrawl(plan)
  const tell = (coverage: Coverage) => {
    for (const words of coverageWords(coverage, settings.crawl.shard)) progress.note(words)
  }
  if (shared !== undefined) {
    const { takePart } = await import('./crawl-shared.ts')
    return takePart({ shared, work }, { ...command, run }, tell)
  }
  if (before !== undefined) progress.note(goingOn(before))
  let isComplete = false
  const code = await runToEnd({
    ...command,
    run,
    async work() {
      tell(await work())
      isComplete = true
    },
  })
  if (isComplete) await forget()
  return code
}

function crawlSettings(flags: CrawlFlags, { cwd }: Terminal): CrawlSettings {
  const here = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path))
  return {
    mode: flags.mode,
    depth: flags.depth,
    maxPages: flags.maxPages,
    maxPerTemplate: flags.maxPerTemplate,
    shard: flags.shard,
    queue: flags.queue,
    queueName: flags.queueName,
    concurrency: flags.concurrency,
    timeout: flags.timeout,
    include: flags.include,
    exclude: flags.exclude,
    allowedHosts: flags.allowHost,
    // A flag that was not given leaves the configuration alone.
    sitemap: flags.sitemap ? undefined : false,
    robots: flags.robots ? undefined : false,
    delay: flags.delay,
    retries: flags.retries,
    viewport: flags.viewport,
    device: flags.device,
    userAgent: flags.userAgent,
    headers: pairs(flags.header, /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/, '--header takes “Name: value”'),
    cookies: pairs(flags.cookie, /^\s*([^\s=;]+)=([^;]*)$/, '--cookie takes “name=value”'),
    storageState: here(flags.storageState),
    login: here(flags.login),
  }
}

/** @throws AltwrightError `bad-input` for a line of another form; it is not repeated, as it may hold a secret. */
function pairs(
  lines: readonly string[] | undefined,
  form: RegExp,
  hint: string,
): Record<string, string> | undefined {
  if (lines === undefined) return undefined
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = form.exec(line) ?? []
      if (name === undefined || value === undefined) throw new AltwrightError('bad-input', `${hint}.`)
      return [name, value]
    }),
  )
}

function stageOf({ opened, known, images, captioned, toCaption }: CrawlProgress): Stage {
  return { done: opened, total: known, images, captioned, toCaption }
}

function goingOn({ pages, at }: { readonly pages: number; readonly at: number }): string {
  const minutes = Math.round((Date.now() - at) / 60_000)
  const ago =
    minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`
  return `Going on with a crawl that ended ${ago}, after ${counted(pages, 'page')}; --no-resume starts anew.`
}

/** A report that says nothing of what was not looked at would seem complete. */
function coverageWords({ leftOut, twins, unfollowed }: Coverage, shard: Shard | undefined): string[] {
  const lines = [...twinWords(twins), ...leftOutWords(leftOut)]
  if (shard === undefined) return lines
  const { index, count } = shard
  const share = `This is share ${index} of ${count}; \`altwright report merge\` makes the reports of all one.`
  const pages = counted(unfollowed, 'page')
  const lost = `Links of ${pages} of other shares were not followed, as they could not be read.`
  return [...lines, ...(unfollowed === 0 ? [] : [lost]), share]
}

/** Progress has counted their images too. */
function twinWords(twins: number): string[] {
  if (twins === 0) return []
  if (twins === 1) return ['1 address leads to a page that was read under another; the page counts once.']
  return [`${twins} addresses lead to pages that were read under others; each page counts once.`]
}

/** What links lead to and was not opened. */
function leftOutWords({ robots, depth, maxPages, maxPerTemplate }: LeftOut): string[] {
  const parts = [
    [maxPages, 'over --max-pages'],
    [depth, 'deeper than --depth'],
    [maxPerTemplate, 'over --max-per-template'],
    [robots, 'closed by robots.txt'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`)
  const total = parts.reduce((sum, [count]) => sum + count, 0)
  if (said.length === 0) return []
  return [`Not opened: ${counted(total, 'page')} that links lead to (${said.join(', ')}).`]
}
