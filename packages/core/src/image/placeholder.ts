/**
 * Whether an address is what lazy loaders show until the picture comes: a tiny picture in the address itself, or a file that
 * is called after its emptiness.
 */
export function isPlaceholder(url: string): boolean {
  if (/^data:image\/(?:gif|png|svg\+xml|webp|jpe?g)[;,]/i.test(url)) return url.length < 2000
  return /(?:^|\/)(?:blank|clear|empty|lazy(?:load(?:ing)?)?|loading|pixel|placeholder|spacer|trans(?:parent)?|1x1)\.(?:gif|png|svg|webp|jpe?g)(?:[?#]|$)/i.test(
    url,
  )
}
