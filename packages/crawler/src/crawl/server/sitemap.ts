import { gunzipSync } from 'node:zlib'
import { SaxesParser } from 'saxes'
import type { Fetcher } from './fetcher.ts'

/** What a sitemap holds: pages, or further sitemaps. https://www.sitemaps.org/protocol.html */
interface Sitemap {
  readonly pages: readonly string[]
  readonly sitemaps: readonly string[]
}

/** As the protocol has it, of the unpacked file. */
const mostBytes = 50 * 1024 * 1024
const mostFiles = 200
const mostPages = 100_000

/** The pages of sitemaps and of those that they name, in their order; what cannot be read is passed over. */
export async function readSitemaps(
  fetcher: Fetcher,
  addresses: readonly string[],
  options: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<string[]> {
  const pages: string[] = []
  const queue = [...addresses]
  const seen = new Set(queue)
  for (let files = 0; queue.length > 0 && files < mostFiles && pages.length < mostPages; files++) {
    const sitemap = await readSitemap(fetcher, queue.shift() ?? '', options)
    for (const page of sitemap.pages) if (pages.length < mostPages) pages.push(page)
    for (const next of sitemap.sitemaps) {
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return pages
}

async function readSitemap(
  fetcher: Fetcher,
  address: string,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<Sitemap> {
  const nothing: Sitemap = { pages: [], sitemaps: [] }
  const fetched = await fetcher.get(address, {
    timeout,
    mostBytes,
    accept: 'application/xml,text/xml',
    signal,
  })
  if (fetched.status !== 'answered' || fetched.code !== 200) return nothing
  const text = unpacked(fetched.body)
  return text === undefined ? nothing : parseSitemap(text, fetched.url)
}

/** Files that end in `.gz` are packed once more than the transfer is. */
function unpacked(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes }).toString('utf8')
  } catch {
    return undefined
  }
}

/** Reads XML, and plain text with an address a line. XML that breaks off is read as far as it goes. */
function parseSitemap(text: string, base: string): Sitemap {
  const found: { pages: string[]; sitemaps: string[] } = { pages: [], sitemaps: [] }
  const add = (list: string[], written: string) => {
    const address = written.trim()
    if (address !== '' && URL.canParse(address, base)) list.push(new URL(address, base).href)
  }
  if (!/^\s*</.test(text.replace(/^\uFEFF/, ''))) {
    for (const line of text.split(/\r?\n/)) if (/^\s*https?:\/\//i.test(line)) add(found.pages, line)
    return found
  }
  const parser = new SaxesParser()
  const path: string[] = []
  let written = ''
  parser.on('error', () => {})
  parser.on('opentag', ({ name }) => {
    path.push(name.replace(/^.*:/, '').toLowerCase())
    written = ''
  })
  parser.on('text', (part) => {
    written += part
  })
  parser.on('cdata', (part) => {
    written += part
  })
  parser.on('closetag', () => {
    const [around, name] = path.slice(-2)
    if (name === 'loc' && around === 'url') add(found.pages, written)
    if (name === 'loc' && around === 'sitemap') add(found.sitemaps, written)
    path.pop()
  })
  parser.write(text).close()
  return found
}
