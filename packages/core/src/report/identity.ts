import { digest } from '../digest.ts'
import type { Finding } from './report.ts'

/**
 * One image in one use, as two runs recognise it: by document, picture and context, and by nothing that moves. A line, an
 * order, a date and a hash in a file name are no part of it. `docs/ci.md` says the same to users.
 */
export interface Use {
  /** A path, or the path and query of an address where all documents are of one origin. */
  readonly document: string
  /** The content hash, where the bytes were looked at. */
  readonly picture: string | undefined
  /** The address without hashes; where there is none, a digest of the start tag. */
  readonly image: string
  readonly context: string
  /** What is wrong with it; `undefined` where nothing is. */
  readonly problem: string | undefined
  readonly alt: string | null
}

/** @param root The report's: documents of its origin lose it, so that a preview is compared with the live site. */
export function useOf(finding: Finding, root: string): Use {
  const { document, picture, source, context, before, markup } = finding
  return {
    document: documentName(document, root),
    picture,
    image: source === '' ? `#${digest(markup ?? '')}` : stableAddress(withoutOrigin(source, root)),
    context: withoutOrigin(context, root),
    problem: problemOf(finding),
    alt: before,
  }
}

export function documentName(document: string, root: string): string {
  const name = withoutOrigin(document, root)
  return name === '' ? '/' : name
}

function withoutOrigin(text: string, root: string): string {
  return /^https?:\/\/[^/]+$/i.test(root) ? text.replaceAll(root, '') : text
}

/**
 * Why it counts. An image without alt stays that, whichever rule says why; an alt with another flaw is another problem, so
 * that a bad repair is a new finding.
 */
function problemOf({ outcome, severity, suppressed, rule }: Finding): string | undefined {
  if (severity === 'info' || suppressed !== undefined) return undefined
  return outcome === 'flawed' || outcome === 'kept' ? rule : 'missing'
}

/**
 * An address without what a build or a cache puts into it: the hash in a file name, and a version in the query. So a
 * rebuilt page still shows the same image. Bundlers write `lens-BxK29dJ1.svg` or `lens.3f2c9a1b.svg`.
 */
export function stableAddress(url: string): string {
  return (url.includes('?') || url.includes('&') ? withoutVersion(url) : url).replace(
    /[-.]([\w-]{8}|[0-9a-f]{8,64})(?=(?:\.[a-z0-9]{2,5})+(?:[?#]|$))/i,
    (part, token: string) => (isHash(token) ? '' : part),
  )
}

function withoutVersion(url: string): string {
  return url
    .replace(/([?&])(?:v|ver|version|hash|rev|t|ts|cb)=[^&#]*/gi, '$1')
    .replace(/([?&])&+/g, '$1')
    .replace(/[?&](?=$|#)/, '')
}

/** Words and dates are no hashes: a hash mixes letters with digits, or cases within. */
function isHash(token: string): boolean {
  const mixed = /\d/.test(token) && /[a-z]/i.test(token)
  return mixed || (/.[A-Z]/.test(token) && /[a-z]/.test(token))
}
