import { AltwrightError, type DocumentFound, type Report, type Run } from '@altwright/core'
import { masked } from '@altwright/core/remote'
import { Twins } from '../frontier/twins.ts'
import { unpack } from '../packed.ts'
import type { PageRecord } from '../page.ts'
import { readQueueAddress } from './address.ts'
import { connect } from './connection.ts'
import { headOf, keysOf } from './keys.ts'
import { pageId } from './page-id.ts'
import type { SharedCrawlOptions } from './shared-crawl.ts'

/**
 * The report of a shared crawl that is done. Of one that is not, what was found so far is entered in the run that `open`
 * answers.
 *
 * @throws AltwrightError `bad-input` where there is no such crawl, and what connecting throws.
 */
export async function readShared(
  { queue, name: given, key }: Pick<SharedCrawlOptions, 'queue' | 'name' | 'key'>,
  open: () => Promise<Run>,
): Promise<{ readonly report: Report; readonly isDone: boolean }> {
  const { commands: redis, label, close } = await connect(readQueueAddress(queue))
  const name = given ?? key
  try {
    const { id, done } = await redis.hgetall(headOf(name))
    const keys = keysOf(name, id ?? '')
    const packed = done === undefined ? null : await redis.getBuffer(keys.report)
    if (packed !== null) return { report: unpack<Report>(packed), isDone: true }
    if (id === undefined || done !== undefined) {
      const which = given === undefined ? 'of these starts and settings' : `“${given}”`
      throw new AltwrightError('bad-input', `${label} has no crawl ${which}, or no longer.`)
    }
    const run = await open()
    const twins = new Twins()
    try {
      let last = '-'
      for (;;) {
        const entries = await redis.xrangeBuffer(keys.journal, last, '+', 'COUNT', 200)
        for (const [entry, [, record]] of entries) {
          last = `(${entry}`
          if (record !== undefined) await enter(unpack<PageRecord>(record))
        }
        if (entries.length === 0) return { report: run.report(), isDone: false }
      }
    } finally {
      await run.dispose()
    }

    async function enter(record: PageRecord): Promise<void> {
      if (record.status === 'failed') run.fail(masked(record.url), record.problem)
      if (record.status !== 'read' || twins.has(record)) return
      const found = await redis.hgetBuffer(keys.pages, pageId(record.url))
      if (found?.length) run.restore(unpack<DocumentFound>(found))
    }
  } finally {
    close()
  }
}
