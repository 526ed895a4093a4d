import { page } from '../html/page.ts'
import { serialise } from '../html/tree.ts'
import type { Report } from '../report.ts'

/**
 * The report as one HTML file that needs nothing beside it: no network, no other file. It can be read without
 * JavaScript; the filters come with it. Thumbnails are taken from `report.pictures` when they are WebP or PNG
 * `data:` URLs.
 */
export function htmlReport(report: Report): string {
  return `<!doctype html>\n${serialise(page(report))}\n`
}
