import { Parser } from 'htmlparser2'
import { pageAddress } from '../frontier/address.ts'

/** What a page's source says of where it leads and what it is made with; read in one pass, without a tree. */
export interface Outline {
  /** Where it is. */
  readonly address: string
  /** What relative addresses resolve against. */
  readonly base: string
  /** Absolute, in document order. */
  readonly links: readonly string[]
  /** Absolute. */
  readonly canonical: string | undefined
  /** Style sheets that may hold on a screen, in order. */
  readonly sheets: readonly LinkedSheet[]
  /** Scripts that run: absolute addresses of those outside, the text of those inside and of event attributes. */
  readonly scripts: readonly { readonly address?: string; readonly text?: string }[]
  /** Addresses of frames; empty for one whose document stands in its attribute. */
  readonly frames: readonly string[]
  /** The name of a custom element, where there is one. */
  readonly customElement: string | undefined
  readonly shadowRoot: boolean
  /** It moves on by itself. */
  readonly refresh: boolean
}

export interface LinkedSheet {
  /** Absolute. */
  readonly address: string
  /** The media queries under which it holds; empty where it always does. */
  readonly media: string
}

const mostLinks = 10_000
const reserved = /^(?:annotation-xml|color-profile|font-face(?:-.*)?|missing-glyph)$/
/** A type that a browser runs; anything else is data. */
const runs = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i

export function outlineOf(html: string, address: string): Outline {
  const links: string[] = []
  const sheets: LinkedSheet[] = []
  const scripts: { address?: string; text?: string }[] = []
  const frames: string[] = []
  const seen = {
    canonical: undefined as string | undefined,
    customElement: undefined as string | undefined,
    shadowRoot: false,
    refresh: false,
  }
  let base: string | undefined
  let script: string | undefined
  const absolute = (written: string | undefined): string | undefined => {
    const trimmed = written?.trim() ?? ''
    const from = base ?? address
    return trimmed !== '' && URL.canParse(trimmed, from) ? new URL(trimmed, from).href : undefined
  }
  const onWeb = (written: string | undefined): string | undefined => {
    const found = absolute(written)
    return found !== undefined && /^https?:/.test(found) ? found : undefined
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        for (const key in attributes) {
          if (key.startsWith('on') && attributes[key] !== undefined) scripts.push({ text: attributes[key] })
        }
        if (name.includes('-') && !reserved.test(name)) seen.customElement ??= name
        switch (name) {
          case 'base':
            if (base === undefined && attributes.href !== undefined) base = absolute(attributes.href)
            break
          case 'a':
          case 'area':
            if (links.length < mostLinks) {
              const link = onWeb(attributes.href)
              if (link !== undefined) links.push(link)
            }
            break
          case 'link':
            if (isSheet(attributes)) {
              const sheet = onWeb(attributes.href)
              if (sheet !== undefined) sheets.push({ address: sheet, media: mediaOf(attributes) })
            } else if (isCanonical(attributes))
              seen.canonical ??= pageAddress(absolute(attributes.href) ?? '')
            break
          case 'script':
            if (!runs.test(attributes.type ?? '')) break
            if (attributes.src === undefined) script = ''
            else scripts.push({ address: absolute(attributes.src) ?? attributes.src })
            break
          case 'iframe':
          case 'frame':
            frames.push(attributes.srcdoc === undefined ? (absolute(attributes.src) ?? 'about:blank') : '')
            break
          case 'template':
            if (attributes.shadowrootmode !== undefined) seen.shadowRoot = true
            break
          case 'meta':
            if (/^\s*refresh\s*$/i.test(attributes['http-equiv'] ?? '')) seen.refresh = true
        }
      },
      ontext(part) {
        if (script !== undefined) script += part
      },
      onclosetag(name) {
        if (name === 'script' && script !== undefined) {
          scripts.push({ text: script })
          script = undefined
        }
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  )
  parser.end(html)
  return { address, base: base ?? address, links, sheets, scripts, frames, ...seen }
}

function isCanonical({ rel = '' }: Readonly<Record<string, string>>): boolean {
  return rel.toLowerCase().split(/\s+/).includes('canonical')
}

function isSheet(attributes: Readonly<Record<string, string>>): boolean {
  const words = (attributes.rel ?? '').toLowerCase().split(/\s+/)
  return (
    words.includes('stylesheet') &&
    !words.includes('alternate') &&
    attributes.disabled === undefined &&
    // For paper, or with what no query has.
    !/^(?:only )?print$|[{};]/.test(mediaOf(attributes))
  )
}

function mediaOf({ media = '' }: Readonly<Record<string, string>>): string {
  const list = media.trim().toLowerCase()
  return /^(?:all|(?:only )?screen)$/.test(list) ? '' : list
}
