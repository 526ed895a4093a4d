import { decisiveStyles } from '@altwright/core'
import type { Fetcher } from '../server/fetcher.ts'
import type { LinkedSheet } from './outline.ts'

export interface SheetsOptions {
  readonly fetcher: Fetcher
  readonly timeout: number
  readonly signal: AbortSignal
}

const mostBytes = 4 * 1024 * 1024
/** Of one page. */
const mostSheets = 30

/** The style sheets of a site: each is fetched once, and only what may hide an element is kept. */
export class Sheets {
  readonly #options: SheetsOptions
  readonly #sheets = new Map<string, Promise<string>>()

  constructor(options: SheetsOptions) {
    this.#options = options
  }

  async textOf(linked: readonly LinkedSheet[]): Promise<string> {
    const texts = await Promise.all(
      linked.slice(0, mostSheets).map(async ({ address, media }) => {
        const text = await this.#sheet(address)
        return text === '' || media === '' ? text : `@media ${media} {\n${text}\n}`
      }),
    )
    return texts.filter((text) => text !== '').join('\n')
  }

  #sheet(address: string): Promise<string> {
    let sheet = this.#sheets.get(address)
    if (sheet === undefined) {
      sheet = this.#fetch(address)
      this.#sheets.set(address, sheet)
    }
    return sheet
  }

  async #fetch(address: string): Promise<string> {
    const { fetcher, timeout, signal } = this.#options
    const fetched = await fetcher.get(address, { timeout, signal, mostBytes, accept: 'text/css,*/*;q=0.1' })
    const isSheet =
      fetched.status === 'answered' &&
      fetched.code < 400 &&
      /css/i.test(fetched.headers['content-type'] ?? 'css')
    if (!isSheet) return ''
    return withAddresses(decisiveStyles(fetched.body.toString('utf8')), fetched.url)
  }
}

/** What a sheet draws lies beside the sheet, not beside the page. */
function withAddresses(css: string, base: string): string {
  return css.replace(/\burl\(\s*(["']?)([^"')]+)\1\s*\)/g, (whole, _, address: string) => {
    if (/^(?:data:|#)/i.test(address) || !URL.canParse(address, base)) return whole
    return `url("${new URL(address, base).href}")`
  })
}
