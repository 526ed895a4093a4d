import { createHash } from 'node:crypto'
import { sep } from 'node:path'
import type { Settings } from '@altwright/core/config'
import { version } from '../../version.ts'
import type { Start } from '../start.ts'

/**
 * The same for crawls whose pages would be judged the same: by their starts, their settings, and this version; wherever the
 * root is.
 */
export function crawlKey(start: Start, settings: Settings, thumbnails: boolean): string {
  const { crawl, model, decoding, matcher, answerer, locked, fill, rules, mark, maxLength } = settings
  const { neutral, onOtherLanguage, hashPictures } = settings
  // How fast it goes does not matter, nor who does it.
  const {
    concurrency: _,
    delay: __,
    retries: ___,
    timeout: ____,
    queue: _q,
    queueName: _n,
    ...reading
  } = crawl
  const words = { model, decoding, matcher, answerer, locked, maxLength, neutral, onOtherLanguage }
  const judging = { ...words, fill, rules, mark, hashPictures }
  const { overrides, onMissingModel, root } = settings
  const parts = {
    ...{ version, urls: start.urls, reading, judging, overrides, onMissingModel },
    thumbnails,
  }
  const inside = (path: string) =>
    path === root || path.startsWith(root + sep) ? `.${path.slice(root.length)}` : path
  const plain = (_: string, value: unknown) => {
    if (typeof value === 'string') return inside(value)
    return value instanceof RegExp || typeof value === 'function' ? String(value) : value
  }
  return createHash('sha256').update(JSON.stringify(parts, plain)).digest('hex').slice(0, 24)
}
