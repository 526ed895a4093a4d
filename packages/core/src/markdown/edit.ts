import {
  type Insertion,
  insertAttributes,
  insertTexts,
  type TextInsertion,
  textsToInsert,
} from '../html/edit.ts'

/** An alt that goes between the brackets of an image of Markdown. */
export interface BracketInsertion {
  /** Where its `![` stands, in UTF-16 units. */
  readonly offset: number
  readonly alt: string
}

/**
 * The texts that go into a Markdown source, in the order of their places.
 *
 * @param tags
 *   For elements of HTML and JSX.
 * @throws RangeError when an offset does not point at an image without alt, or at a start tag.
 */
export function textsForMarkdown(
  source: string,
  brackets: readonly BracketInsertion[],
  tags: readonly Insertion[],
): TextInsertion[] {
  const between = brackets.map(({ offset, alt }): TextInsertion => {
    const open = /^!\[\s*(?=\])/.exec(source.slice(offset, offset + 80))?.[0]
    if (open === undefined) throw new RangeError(`No image without alt at offset ${offset}`)
    return { at: offset + 2, text: escapeAlt(alt) }
  })
  return [...between, ...textsToInsert(source, tags)].sort((a, b) => a.at - b.at)
}

/** An image as written, an element or one of Markdown, with what goes into it. */
export function withAttributes(markup: string, attributes: Insertion['attributes']): string {
  if (!markup.startsWith('![')) return insertAttributes(markup, [{ offset: 0, attributes }])
  const { alt = '' } = attributes
  return alt === '' ? markup : insertTexts(markup, textsForMarkdown(markup, [{ offset: 0, alt }], []))
}

/** Punctuation that could begin something in Markdown, GFM or MDX stands for itself after a backslash. */
function escapeAlt(alt: string): string {
  return alt.replace(/[\\`*_[\]<>{}&~|$!]/g, '\\$&')
}
