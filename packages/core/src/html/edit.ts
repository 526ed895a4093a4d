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
  return insertTexts(source, textsToInsert(source, insertions))
}

/** Text that goes into a source. */
export interface TextInsertion {
  /** Where, in UTF-16 units of the source. */
  readonly at: number
  readonly text: string
}

/**
 * @param insertions
 *   In the order of their places.
 */
export function insertTexts(source: string, insertions: readonly TextInsertion[]): string {
  let out = ''
  let done = 0
  for (const { at, text } of insertions) {
    out += source.slice(done, at) + text
    done = at
  }
  return out + source.slice(done)
}

/**
 * The same as texts and where they go, in order, for an editor that keeps a source map.
 *
 * @throws RangeError as `insertAttributes` does.
 */
export function textsToInsert(source: string, insertions: readonly Insertion[]): TextInsertion[] {
  const sorted = [...insertions].sort((a, b) => a.offset - b.offset)
  return sorted.map(({ offset, attributes }) => {
    let text = ''
    for (const name in attributes) text += ` ${name}="${escapeAttribute(attributes[name] as string)}"`
    return { at: endOfTagName(source, offset), text }
  })
}

function endOfTagName(source: string, offset: number): number {
  const tag = /<[a-z][^\s/>]*/iy
  tag.lastIndex = offset
  if (!tag.test(source)) throw new RangeError(`No start tag at offset ${offset}`)
  return tag.lastIndex
}

/**
 * For a double-quoted attribute value; `<` too, for tools that look for tags without parsing, and braces, for those that
 * take them for expressions: Svelte, and templates of servers.
 */
function escapeAttribute(value: string): string {
  if (!/[&"<{}]/.test(value)) return value
  return value.replace(/[&"<{}]/g, (character) => references[character] ?? character)
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '{': '&#123;',
  '}': '&#125;',
}
