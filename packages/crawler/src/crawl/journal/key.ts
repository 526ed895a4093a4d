import { createHash } from 'node:crypto'
import type { Settings } from '@altwright/core/config'
import { version } from '../../version.ts'
import type { Start } from '../start.ts'

/** The same for crawls whose pages would be judged the same: by their starts, their settings, and this version. */
export function crawlKey(start: Start, settings: Settings): string {
  const { crawl, model, decoding, matcher, answerer, locked, fill, rules, mark, maxLength, neutral } =
    settings
  // How fast it goes does not matter.
  const { concurrency: _, delay: __, retries: ___, timeout: ____, ...reading } = crawl
  const judging = { model, decoding, matcher, answerer, locked, fill, rules, mark, maxLength, neutral }
  const { overrides, onMissingModel, report } = settings
  const parts = {
    ...{ version, urls: start.urls, reading, judging, overrides, onMissingModel },
    thumbnails: report.html !== undefined,
  }
  return createHash('sha256').update(JSON.stringify(parts, plain)).digest('hex').slice(0, 24)
}

function plain(_: string, value: unknown): unknown {
  return value instanceof RegExp || typeof value === 'function' ? String(value) : value
}
