import { STATUS_CODES } from 'node:http'
import { decodeDataUrl, type ImageFacts, imagesFromHtml, type LoadedImage, unreadable } from '@altwright/core'
import { withAddress } from '../absolute-facts.ts'
import { pageAddress } from '../frontier/address.ts'
import type { Target } from '../frontier/frontier.ts'
import type { Opening, PageReader } from '../page.ts'
import { printOf } from '../print.ts'
import type { Fetched, Fetcher } from '../server/fetcher.ts'
import { withinBounds } from '../server/image-bytes.ts'
import { isPassing } from '../server/retry.ts'
import { decodePage } from './decode.ts'
import { reasonForBrowser } from './evidence.ts'
import { type Outline, outlineOf } from './outline.ts'
import type { Scripts } from './scripts.ts'
import type { Sheets } from './sheets.ts'

export interface StaticOptions {
  readonly fetcher: Fetcher
  readonly sheets: Sheets
  readonly fetchImage: (url: string) => Promise<LoadedImage>
  readonly timeout: number
  readonly signal: AbortSignal
  /** Where pages are opened that need a browser; absent: their source is read as well as it can be. */
  readonly browser?: { readonly reader: PageReader; readonly scripts: Scripts } | undefined
}

/** The most bytes of a page, unpacked. */
const mostBytes = 20 * 1024 * 1024

/** Reads pages as the server sends them. One that only a browser can show is left to the browser, where there is one. */
export class StaticReader implements PageReader {
  readonly #options: StaticOptions

  constructor(options: StaticOptions) {
    this.#options = options
  }

  async read<T>(
    target: Target,
    accepts: (url: string) => boolean,
    use: (opening: Opening) => Promise<T>,
  ): Promise<T> {
    const { fetcher, timeout, signal, browser } = this.#options
    const fetched = await fetcher.get(target.url, {
      timeout,
      signal,
      mostBytes,
      accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
      wants: (headers) => isPage(headers),
    })
    const source = sourceOf(fetched)
    const why = browser && (await reasonToOpen(fetched, source, browser.scripts))
    if (browser !== undefined && why !== undefined) {
      return browser.reader.read(target, accepts, (opening) => use(withReason(opening, why)))
    }
    return use(await this.#openingOf(fetched, source, target, accepts))
  }

  async #openingOf(
    fetched: Fetched,
    source: Source | undefined,
    target: Target,
    accepts: (url: string) => boolean,
  ): Promise<Opening> {
    if (fetched.status === 'failed') return failed(fetched)
    if (fetched.status === 'led-inside') return { status: 'moved', to: fetched.url }
    const refused = refusal(fetched)
    if (refused !== undefined) return refused
    if (fetched.url !== target.url && !accepts(fetched.url)) return { status: 'moved', to: fetched.url }
    if (source === undefined) return { status: 'not-a-page', type: typeOf(fetched.headers) }
    return this.#read(source, fetched.url)
  }

  async #read(source: Source, url: string): Promise<Opening> {
    const images = await this.#factsOf(source)
    if (images === undefined) {
      return { status: 'failed', code: 'page', problem: 'Its elements are nested too deeply to be read.' }
    }
    const load = withinBounds((address) => this.#load(address, source.outline.base))
    const { links, canonical } = source.outline
    const print = printOf([source.html], images, links)
    return {
      status: 'read',
      page: { url: pageAddress(url) ?? url, images, links, print, canonical, load, reader: 'static' },
    }
  }

  async #factsOf({ html, outline }: Source): Promise<ImageFacts[] | undefined> {
    try {
      const images = imagesFromHtml(html, { styles: await this.#options.sheets.textOf(outline.sheets) })
      return images.map((facts) => withAddress(facts, outline.base))
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }

  async #load(address: string, base: string): Promise<LoadedImage> {
    if (!URL.canParse(address, base)) return unreadable('missing', 'Its address is not valid.')
    const url = new URL(address, base)
    if (url.protocol === 'data:') return decodeDataUrl(url.href)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return unreadable('outside-root', `Addresses that start with “${url.protocol}” are not read.`)
    }
    url.hash = ''
    return this.#options.fetchImage(url.href)
  }
}

/** A page as the server sent it. */
interface Source {
  readonly html: string
  readonly outline: Outline
}

function sourceOf(fetched: Fetched): Source | undefined {
  if (fetched.status !== 'answered' || fetched.code >= 400 || !isPage(fetched.headers)) return undefined
  const html = decodePage(fetched.body, fetched.headers['content-type'] ?? '')
  return { html, outline: outlineOf(html, fetched.url) }
}

async function reasonToOpen(
  fetched: Fetched,
  source: Source | undefined,
  scripts: Scripts,
): Promise<string | undefined> {
  // Some servers turn away whatever is no browser.
  if (fetched.status === 'answered' && fetched.code === 403) return 'the server answered 403'
  return source && reasonForBrowser(source.outline, scripts)
}

function withReason(opening: Opening, why: string): Opening {
  return opening.status === 'read' ? { status: 'read', page: { ...opening.page, why } } : opening
}

function failed({ code, problem }: Extract<Fetched, { status: 'failed' }>): Opening {
  if (code === 'refused' || code === 'private') return { status: 'failed', code: 'refused', problem }
  if (code === 'too-large')
    return { status: 'failed', code: 'page', problem: 'The page has more than 20 MiB.' }
  return { status: 'failed', code: code === 'broken' ? 'busy' : 'page', problem }
}

function refusal({
  code,
  headers,
  retryAfter,
}: Extract<Fetched, { status: 'answered' }>): Opening | undefined {
  if (code < 400) return undefined
  const words = STATUS_CODES[code]
  return {
    status: 'failed',
    code: isPassing(code) ? 'busy' : 'http',
    problem: `The server answered ${code}${words === undefined ? '' : ` ${words}`}.`,
    ...(headers['retry-after'] === undefined ? {} : { retryAfter }),
  }
}

function typeOf(headers: Readonly<Record<string, string>>): string {
  if (/^\s*attachment\b/i.test(headers['content-disposition'] ?? '')) return 'a download'
  return (headers['content-type'] ?? 'text/html').replace(/;.*$/s, '').trim().toLowerCase()
}

function isPage(headers: Readonly<Record<string, string>>): boolean {
  const type = typeOf(headers)
  return type === 'text/html' || type === 'application/xhtml+xml'
}
