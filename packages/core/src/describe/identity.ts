import { longDigests } from '../digest.ts'
import type { ImageFacts } from '../image/facts.ts'
import { stableAddress } from '../report/identity.ts'

export function currentAlt(facts: ImageFacts): string | null {
  return 'value' in facts.alt ? facts.alt.value : facts.alt.state === 'empty' ? '' : null
}

/** Data URLs say nothing to a reader. */
export function shortAddress(url: string | undefined): string {
  if (url === undefined) return ''
  if (/^blob:/i.test(url)) return 'blob:…'
  if (/^data:/i.test(url)) return `${url.slice(0, 32)}…`
  return url.length > 500 ? `${url.slice(0, 499)}…` : url
}

/** What the image is, and the link or button that it stands in. */
export function contextOf({ kind, control }: ImageFacts): string {
  if (control === undefined) return kind
  return control.href === undefined
    ? `${kind} in ${control.kind}`
    : `${kind} in ${control.kind} to ${shortAddress(control.href)}`
}

/** What is drawn looks a little different on each machine, so that its picture does not name it. */
function stableSource({ source: { url, drawn } }: ImageFacts): string | undefined {
  if (drawn !== undefined) return 'drawn'
  return url === undefined ? undefined : stableAddress(url)
}

/** Names a finding by document, picture and use; the position may change from run to run. */
export function identities(
  document: string,
): (facts: ImageFacts, context: string, hash: string | undefined) => string {
  const digestOf = longDigests(`[${JSON.stringify(document)},`)
  const seen = new Map<string, number>()
  return (facts, context, hash) => {
    const key = digestOf(JSON.stringify([stableSource(facts) ?? hash ?? facts.labels, context]).slice(1))
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key}-${count}`
  }
}
