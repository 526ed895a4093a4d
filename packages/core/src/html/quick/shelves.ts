/** Answers for a name that stands between two offsets of a text, in either case; `undefined` for one that is not known. */
export type NameTable<T> = (source: string, start: number, end: number) => T | undefined

interface Named<T> {
  readonly name: string
  readonly value: T
}

const shelfCount = 1024

/**
 * Puts names on shelves by their length and by their first and last letters. Each tag and attribute of a page is looked for
 * where it stands: to cut it out first would take longer.
 *
 * @param entries
 *   Names in lower case, of ASCII.
 */
export function nameTable<T>(entries: Iterable<readonly [name: string, value: T]>): NameTable<T> {
  const shelves: Named<T>[][] = Array.from({ length: shelfCount }, () => [])
  for (const [name, value] of entries) {
    shelves[shelfOf(name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1))]?.push({ name, value })
  }
  return (source, start, end) => {
    const length = end - start
    const shelf = shelves[shelfOf(length, source.charCodeAt(start), source.charCodeAt(end - 1))] as Named<T>[]
    for (let index = 0; index < shelf.length; index++) {
      const { name, value } = shelf[index] as Named<T>
      if (name.length === length && standsAt(source, start, name)) return value
    }
    return undefined
  }
}

/** The same for a letter in either case. */
function shelfOf(length: number, first: number, last: number): number {
  return (length * 41 + (first & 31) * 67 + (last & 31)) & (shelfCount - 1)
}

/** Whether a name of lower-case ASCII stands somewhere, in either case. */
export function standsAt(source: string, start: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const code = source.charCodeAt(start + index)
    if ((code >= 65 && code <= 90 ? code | 32 : code) !== name.charCodeAt(index)) return false
  }
  return true
}
