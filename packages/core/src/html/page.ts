import type { Finding } from '../report/report.ts'
import type { LoadImage, Run } from '../run.ts'

export interface HtmlPage {
  /** Path relative to the root, with `/`, or an address. */
  readonly document: string
  readonly source: string
  readonly load: LoadImage
  /** Set `data-alt-source="generated"` on what the engine wrote. */
  readonly mark: boolean
}

export interface HtmlPageResult {
  /** The page with the alts written; the same string when there is nothing to write. */
  readonly source: string
  readonly findings: readonly Finding[]
}

/** The page step that every adapter over HTML files shares: facts → describe → edit. */
export declare function describeHtml(run: Run, page: HtmlPage): Promise<HtmlPageResult>
