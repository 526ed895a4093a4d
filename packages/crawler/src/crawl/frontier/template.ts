/** Numbers, dates, UUIDs, hashes; and a title in at least three words. */
const variable =
  /^(?:\d[\d.,_-]*|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?=.*\d)[\da-f]{7,}|[^-_]+(?:[-_][^-_]+){2,})$/i

/**
 * What kind of page an address leads to: its path with what counts or names one of many left out, and the names of its
 * query's parameters: `/shop/17?page=2` is `/shop/*?page`.
 */
export function templateOf(address: string): string {
  const url = new URL(address)
  const path = url.pathname.split('/').map((part) => {
    const [, name = '', ending = ''] = /^(.*?)(\.[a-z]{2,5})?$/i.exec(part) ?? []
    return variable.test(name) ? `*${ending}` : part
  })
  const names = [...new Set(url.searchParams.keys())].sort()
  return `${url.origin}${path.join('/')}${names.length === 0 ? '' : `?${names.join('&')}`}`
}
