/**
 * An address without what a build or a cache puts into it: the hash in a file name, and a version in the query. So a
 * rebuilt page still shows the same image. https://vite.dev/guide/assets and bundlers alike: `lens-BxK29dJ1.svg`,
 * `lens.3f2c9a1b.svg`
 */
export function stableAddress(url: string): string {
  return url
    .replace(/([?&])(?:v|ver|version|hash|rev|t|ts|cb)=[^&#]*/gi, '$1')
    .replace(/([?&])&+/g, '$1')
    .replace(/[?&](?=$|#)/, '')
    .replace(/[-.]([\w-]{8}|[0-9a-f]{8,64})(?=(?:\.[a-z0-9]{2,5})+(?:[?#]|$))/i, (part, token: string) =>
      isHash(token) ? '' : part,
    )
}

/** Words and dates are no hashes: a hash mixes letters with digits, or cases within. */
function isHash(token: string): boolean {
  const mixed = /\d/.test(token) && /[a-z]/i.test(token)
  return mixed || (/.[A-Z]/.test(token) && /[a-z]/.test(token))
}
