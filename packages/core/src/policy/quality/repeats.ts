import type { ImageFacts } from '../../image/facts.ts'
import { cut } from '../wording.ts'
import { normal, type Objection, type ReadName } from './objection.ts'

export function repeatsText(
  { kind, name, control, figure, nearby }: ImageFacts,
  { plain }: ReadName,
): Objection | undefined {
  // Who refers to a text by its id means that text.
  if (kind !== 'img' || name.from === 'aria-labelledby') return undefined
  const said = (where: string): Objection => ({
    rule: 'alt-repeats-text',
    reason: `“${cut(name.value)}” is also ${where}.`,
  })
  if (control !== undefined) {
    if (control.name === '' && normal(control.text) === plain)
      return said(`the text beside it in the same ${control.kind}`)
    if (control.text === '' && normal(control.sameTarget) === plain)
      return said(`the text of the link beside it, which leads to the same place`)
  } else if (paragraphs.has(nearby.block) && normal(`${nearby.before} ${nearby.after}`) === plain) {
    return said('the text beside it')
  }
  if (figure !== undefined && figure.caption !== '' && normal(figure.caption) === plain)
    return said('the figure’s caption')
  return undefined
}

/** Blocks whose text is one thing; a `div` may hold anything. */
const paragraphs = new Set('caption dd dt figcaption h1 h2 h3 h4 h5 h6 li p td th'.split(' '))

/** The same words for different pictures side by side tell none of them, unless one is shown in the other's place. */
export function repeatsNeighbour(
  { kind, name, row, source, labels }: ImageFacts,
  { plain }: ReadName,
): Objection | undefined {
  const before = row?.images[row.index - 1]
  if (labels.some((label) => hiding.test(label))) return undefined
  if (kind !== 'img' || before === undefined || source.url === undefined || before.url === undefined)
    return undefined
  if (before.url === source.url || normal(before.name) !== plain) return undefined
  return { rule: 'alt-duplicate', reason: `“${cut(name.value)}” is also the alt of the image before it.` }
}

/** Classes of utility frameworks that hide, as in `hidden dark:block`. */
const hiding = /^(?:[\w-]+:)*(?:d-none|hidden|is-hidden|invisible)$/
