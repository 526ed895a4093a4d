import { readBaseline, withBaseline } from '@altwright/core/report'
import { counted } from '@altwright/core/terminal'
import type { Coverage, Crawl, CrawlPlan } from '../../crawl/plan.ts'
import { sharedReport } from '../../crawl/prepare.ts'
import type { SharedCrawl } from '../../crawl/queue/shared-crawl.ts'
import { type RunOfCommand, runToEnd } from '../conclude.ts'
import { exit } from '../exit.ts'

/** Takes part in a crawl that several processes share; the one that is left with the report concludes as if it had crawled alone. */
export async function takePart(
  { shared, work }: { readonly shared: SharedCrawl; readonly work: Crawl['work'] },
  command: Omit<RunOfCommand, 'work'>,
  tell: (coverage: Coverage) => void,
): Promise<number> {
  const { run, terminal, progress } = command
  let isConcluded = false
  try {
    progress.note(greeting(shared))
    const ended = await work().catch(async (error: unknown) => {
      // Captions are slow to make; what ends the work should not cost them.
      await run.save().catch(() => {})
      progress.end()
      if (terminal.signal?.aborted) return undefined
      throw error
    })
    if (ended?.isReporter) {
      isConcluded = true
      return await runToEnd({
        ...command,
        work: async () => tell(ended),
        onReport: (report) => shared.finish(report),
      })
    }
    if (ended !== undefined) await run.save()
    progress.end()
    if (shared.status !== 'done') progress.note(ended === undefined ? givenBack : elsewhere)
    return ended === undefined ? exit.interrupted : exit.clean
  } finally {
    if (!isConcluded) await run.dispose()
    await shared.leave()
  }
}

/** Writes the report of a shared crawl, of one that is not done what was found so far. */
export async function showShared(
  plan: CrawlPlan,
  command: Omit<RunOfCommand, 'run' | 'work'>,
): Promise<number> {
  const { progress, settings } = command
  const { report, isDone } = await sharedReport(plan)
  if (!isDone) progress.note('The crawl is not done; this is what was found so far.')
  const { baseline } = settings
  const isHeld = baseline !== undefined && plan.isBaseline !== true
  const shown = isHeld ? withBaseline(report, await readBaseline(baseline)) : report
  const nothing = async () => {}
  return runToEnd({
    ...command,
    run: { report: () => shown, save: nothing, dispose: nothing },
    work: nothing,
    saves: false,
  })
}

const givenBack =
  'Interrupted. The pages that were under way here are given back; the same command goes on with the crawl.'
const elsewhere = 'Done. Another process writes the report; with --report-only it is written here too.'

function greeting({ status, name, label, others }: SharedCrawl): string {
  switch (status) {
    case 'began':
      return `Began the crawl “${name}” on ${label}; the same command elsewhere takes part in it.`
    case 'joined':
      return others === 0
        ? `Going on with the crawl “${name}” on ${label}, which nobody works at; --no-resume starts anew.`
        : `Takes part in the crawl “${name}” on ${label}, beside ${counted(others, 'other worker')}.`
    case 'done':
      return `The crawl “${name}” on ${label} is done. --report-only writes its report; another --queue-name begins another.`
  }
}
