import type { ImageFacts } from '@altwright/core'

/** An image with an absolute address, as a browser tells it, so that a report does not depend on who opened the page. */
export function withAddress(facts: ImageFacts, base: string): ImageFacts {
  const { url } = facts.source
  if (url === undefined || /^(?:data|blob):/i.test(url) || !URL.canParse(url, base)) return facts
  return { ...facts, source: { ...facts.source, url: new URL(url, base).href } }
}
