import type { DocumentFound, Run } from '@altwright/core'
import { masked } from '@altwright/core/remote'
import type { Target } from './frontier/frontier.ts'
import type { OpenedPage, Opening, PageReader, PageRecord } from './page.ts'
import type { Pacing } from './server/pace.ts'
import { backoff } from './server/retry.ts'

export interface VisitorOptions {
  readonly run: Run
  readonly reader: PageReader
  readonly pace: Pacing
  readonly retries: number
  /** Whether its images are wanted, and not its links alone. */
  readonly isDescribed: boolean
  readonly signal: AbortSignal
  /** Called with each page's end, for a log. */
  readonly onVisit: (url: string, outcome: string, milliseconds: number) => void
}

/** Opens a page, again where that may help, has its images described, and says what came of it. */
export async function visitPage(
  target: Target,
  accepts: (url: string) => boolean,
  options: VisitorOptions,
): Promise<PageRecord> {
  const { reader, pace, signal, onVisit } = options
  for (let attempt = 0; ; attempt++) {
    await pace.turn(target.url, signal)
    const began = performance.now()
    const record = await reader.read(target, accepts, async (opening) => {
      signal.throwIfAborted()
      onVisit(masked(target.url), outcomeOf(opening), Math.round(performance.now() - began))
      if (opening.status !== 'failed' || opening.code !== 'busy' || attempt >= options.retries) {
        return recordOf(target.url, opening, options)
      }
      pace.pause(target.url, opening.retryAfter ?? backoff(attempt))
      return undefined
    })
    if (record !== undefined) return record
  }
}

function outcomeOf(opening: Opening): string {
  if (opening.status !== 'read') return opening.status
  const { reader, why } = opening.page
  return `read (${reader}${why === undefined ? '' : `: ${why}`})`
}

async function recordOf(url: string, opening: Opening, options: VisitorOptions): Promise<PageRecord> {
  switch (opening.status) {
    case 'read':
      return {
        status: 'read',
        url,
        address: opening.page.url,
        links: opening.page.links,
        print: opening.page.print,
        canonical: opening.page.canonical,
        found: options.isDescribed ? await describePage(opening.page, options) : undefined,
      }
    case 'moved':
      return { status: 'moved', url, to: opening.to }
    case 'not-a-page':
      return { status: 'not-a-page', url, type: opening.type }
    case 'failed':
      return { status: 'failed', url, problem: masked(opening.problem), code: opening.code }
  }
}

/** What the run knows of the page then, to be kept beside it. */
async function describePage(page: OpenedPage, { run }: VisitorOptions): Promise<DocumentFound> {
  const document = masked(page.url)
  await run.describe(document, page.images, page.load)
  return run.found(document) as DocumentFound
}
