import { digest } from '../digest.ts'
import type { ImageFacts } from '../image/facts.ts'
import type { LockEntry, UseDecision } from './entry.ts'

/** Characters that quoted text and addresses keep in a key. */
const longest = 120

/**
 * The keys under which a decision for a use of a picture may stand, the narrowest first: in its document, and in all.
 * A key says what the image is there for, as `about.html › link to /cart`, and not where it stands: no line, no
 * count, no heading. So it outlives rebuilds and edits elsewhere on the page, and a reviewer can read it. A page's
 * origin is left out, so that a crawl of a preview and of the live site share decisions.
 */
export function useKeysIn(document: string): (facts: ImageFacts) => readonly [string, string] {
  const path = quote(pathOf(document))
  return (facts) => {
    const context = contextOf(facts)
    return [`${path} › ${context}`, `* › ${context}`]
  }
}

/** The decision of a person for one of these uses, the narrowest first. */
export function decisionForUse(entry: LockEntry, keys: readonly string[]): UseDecision | undefined {
  const { uses = {} } = entry
  const key = keys.find((candidate) => Object.hasOwn(uses, candidate))
  return key === undefined ? undefined : uses[key]
}

function contextOf({ kind, control, figure, nearby }: ImageFacts): string {
  const what = kind === 'img' ? '' : `${kind} in `
  if (control?.kind === 'link' || (control !== undefined && control.href !== undefined))
    return `${what}link to ${quote(control.href ?? '')}`
  if (control !== undefined) {
    const name = control.name || control.text || control.title
    return `${what}${control.kind}${name === '' ? '' : ` “${quote(name)}”`}`
  }
  if (figure !== undefined)
    return `${what}figure${figure.caption === '' ? '' : ` “${quote(figure.caption)}”`}`
  const { landmark } = nearby
  return landmark === undefined || landmark === 'main' ? kind : `${kind} in ${landmark}`
}

/** Path and query of an address; a file's path as it is. */
function pathOf(document: string): string {
  if (!/^https?:/i.test(document) || !URL.canParse(document)) return document
  const { pathname, search } = new URL(document)
  return `${pathname}${search}`
}

/** One line without control characters; what is cut leaves a digest, so that two long texts stay two. */
function quote(text: string): string {
  const line = (/[^ -~]| {2}/.test(text) ? text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ') : text).trim()
  return line.length <= longest ? line : `${line.slice(0, longest)}…${digest(line)}`
}
