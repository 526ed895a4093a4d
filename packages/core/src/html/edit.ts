/** Attributes to add to one start tag. */
export interface Insertion {
  /** Where the tag's `<` stands, in UTF-16 units. */
  readonly offset: number
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * Adds attributes to start tags, right after the tag's name as written; nothing else changes. This is
 * the only place that changes characters of a page.
 *
 * @throws RangeError when an offset does not point at a start tag: the facts belong to another text.
 */
export function insertAttributes(source: string, insertions: readonly Insertion[]): string {
  const sorted = [...insertions].sort((a, b) => a.offset - b.offset)
  let out = ''
  let done = 0
  for (const insertion of sorted) {
    const at = insertion.offset + startTagName(source, insertion.offset).length
    out += source.slice(done, at)
    for (const [name, value] of Object.entries(insertion.attributes))
      out += ` ${name}="${escapeAttribute(value)}"`
    done = at
  }
  return out + source.slice(done)
}

function startTagName(source: string, offset: number): string {
  const name = /^<[a-z][^\s/>]*/i.exec(source.slice(offset, offset + 200))?.[0]
  if (name === undefined) throw new RangeError(`No start tag at offset ${offset}`)
  return name
}

/** For a double-quoted attribute value; `<` too, for tools that look for tags without parsing. */
function escapeAttribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
}
