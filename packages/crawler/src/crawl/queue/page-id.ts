import { createHash } from 'node:crypto'
import { masked } from '@altwright/core/remote'

/** Names a page's job and its record. */
export function pageId(url: string): string {
  return `page-${createHash('sha256').update(masked(url)).digest('hex').slice(0, 32)}`
}
