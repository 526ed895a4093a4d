/** An http address without fragment, user and password; `undefined` for anything else. */
export function pageAddress(address: string, base?: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined
  const url = new URL(address, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  url.hash = ''
  url.username = ''
  url.password = ''
  return url.href
}

/** Endings that no page has; `Node.js` and the like are asked for their type. */
const otherFiles =
  /\.(?:7z|aac|avif|bmp|bz2|dmg|docx?|epub|exe|gif|gz|ico|jpe?g|m4a|mp3|mp4|mpe?g|odt|ogg|pdf|png|pptx?|rar|svg|tar|tgz|wasm|wav|webm|webp|woff2?|xlsx?|zip)$/i

export function mayBePage(address: string): boolean {
  return !otherFiles.test(new URL(address).pathname)
}

/** `www.` and the step from http to https do not make another site. */
export function isSameSite(a: URL, b: URL): boolean {
  const host = (url: URL) => url.hostname.replace(/^www\./, '')
  const ports = a.port === b.port || (a.protocol === 'http:' && b.protocol === 'https:')
  return host(a) === host(b) && ports
}
