import { close, closeTo, current, how, imply, insert, type Open, type Reading } from './reading.ts'
import { isTableContext, openTablePart } from './table.ts'
import { nameEnd, rest, skipRestOfTag } from './tag.ts'
import { isForSvg, isProseInSvg, tagAt, trait, treeTraits } from './tags.ts'
import { readTextContent, skipFirstNewline } from './text.ts'

/** Deeper pages are for the full parser, which is not quick on them either. */
const deepest = 400

/** Reads a start tag; false where the full parser has to. */
export function readStartTag(reading: Reading): boolean {
  const { source, at: start, depth } = reading
  const end = nameEnd(source, start + 1)
  if (end === -1 || depth > deepest) return false
  const tag = tagAt(source, start + 1, end)
  const { name, number } = tag
  const around = current(reading)
  const inSvg = around !== undefined && (around.traits & trait.foreign) !== 0
  const foreign = inSvg || name === 'svg'
  const said = skipRestOfTag(reading, end, foreign)
  if (said === -1) return false
  const traits = foreign ? trait.foreign : tag.traits
  if (!(inSvg ? mayStandInSvg(around, name) : prepare(reading, name, traits))) return false
  const ends = foreign ? (said & rest.selfCloses) !== 0 : (traits & trait.void) !== 0
  const isProse = foreign ? inSvg && isProseInSvg(name) : (traits & trait.prose) !== 0
  const concerns = !isProse || (said & rest.concerns) !== 0
  if ((tag.traits & trait.sought) !== 0) reading.seeks = true
  const bits = (concerns ? how.concerns : 0) | (ends ? how.ends : 0)
  insert(reading, foreign ? { name, traits, number } : tag, start, end, bits)
  if ((traits & trait.text) !== 0) return readTextContent(reading, name, traits)
  return foreign || name !== 'pre' || skipFirstNewline(reading)
}

/** `title` and `desc` of SVG hold HTML, of which only text is followed. */
function mayStandInSvg(around: Open, name: string): boolean {
  return isForSvg(name) && around.name !== 'title' && around.name !== 'desc'
}

/** Opens and closes what the standard opens and closes before a start tag. */
function prepare(reading: Reading, name: string, traits: number): boolean {
  if (reading.mode !== 'in body') {
    const settled = enterBody(reading, name, traits)
    if (settled !== undefined) return settled
  }
  if ((traits & trait.refused) !== 0) return false
  if (reading.selects > 0) return prepareOption(reading, name)
  const around = current(reading)
  if (around !== undefined && ((traits & trait.tablePart) !== 0 || isTableContext(around))) {
    return openTablePart(reading, name, traits)
  }
  return prepareInBody(reading, name, traits, around)
}

/** What comes before the body’s content; `undefined` once that is reached. */
function enterBody(reading: Reading, name: string, traits: number): boolean | undefined {
  if (reading.mode === 'before html') {
    reading.mode = 'before head'
    if (name === 'html') return true
    imply(reading, 'html', trait.scope)
  }
  if (reading.mode === 'before head') {
    if (name === 'html') return false
    reading.mode = 'in head'
    if (name === 'head') return true
    imply(reading, 'head', 0)
  }
  if (reading.mode === 'in head') {
    if (current(reading)?.name === 'noscript') return name === 'link' || name === 'meta' || name === 'style'
    if (name === 'template') return false
    if ((traits & trait.head) !== 0) return true
    if (name === 'head') return false
    close(reading)
    reading.mode = 'after head'
  }
  if (reading.mode === 'after head') {
    if ((traits & trait.head) !== 0 && name !== 'noscript') return false
    reading.mode = 'in body'
    if (name === 'body') return true
    imply(reading, 'body', 0)
  }
  reading.mode = 'in body'
  return undefined
}

/** In a `select` there are options and their groups. */
function prepareOption(reading: Reading, name: string): boolean {
  if (name !== 'option' && name !== 'optgroup') return false
  if (current(reading)?.name === 'option') close(reading)
  if (name === 'optgroup' && current(reading)?.name === 'optgroup') close(reading)
  return true
}

function prepareInBody(reading: Reading, name: string, traits: number, around: Open | undefined): boolean {
  if ((traits & trait.implied) !== 0 && name !== 'p') {
    if (name === 'li') {
      if (!closeItem(reading, name, name)) return false
      return closeParagraph(reading)
    }
    if (name === 'dd' || name === 'dt') return closeItem(reading, 'dd', 'dt') && closeParagraph(reading)
    if (name === 'option' || name === 'optgroup') {
      if (around?.name === 'option') close(reading)
      return true
    }
    return prepareRuby(reading, around)
  }
  // Of two that may not hold each other, the second one ends the first in ways of its own.
  if (name === 'a') return reading.links === 0
  if (name === 'button') return reading.buttons === 0
  if (name === 'form' && (reading.forms > 0 || isInTemplate(reading))) return false
  if (name === 'table' && !reading.doctype) return true
  if ((traits & trait.block) === 0) return true
  if (!closeParagraph(reading)) return false
  return (traits & trait.heading) === 0 || ((current(reading) as Open).traits & trait.heading) === 0
}

function isInTemplate({ open, depth }: Reading): boolean {
  return open.slice(0, depth).some(({ name }) => name === 'template')
}

function prepareRuby(reading: Reading, around: Open | undefined): boolean {
  if (around?.name === 'ruby') return true
  if (
    around === undefined ||
    reading.open[reading.depth - 2]?.name !== 'ruby' ||
    !/^r[bpt]$/.test(around.name)
  )
    return false
  close(reading)
  return true
}

/** False where a paragraph is open and something in it is not closed. */
function closeParagraph(reading: Reading): boolean {
  if (reading.paragraphs === 0) return true
  const { open, depth } = reading
  for (let index = depth - 1; index >= 0; index--) {
    const { name, traits } = open[index] as Open
    if ((traits & trait.scope) !== 0) return true
    if (name !== 'p') continue
    if (index < depth - 1) return false
    close(reading)
    return true
  }
  return true
}

/** Closes the item before; false where something in it is not closed. */
function closeItem(reading: Reading, name: string, other: string): boolean {
  const { open, depth } = reading
  let closed = true
  for (let index = depth - 1; index >= 0; index--) {
    const item = open[index] as Open
    if (item.name === name || item.name === other) {
      if (closed) closeTo(reading, index)
      return closed
    }
    if (item.name === 'p' || (item.traits & trait.soft) !== 0) continue
    if (!isTransparent(item)) return true
    closed = false
  }
  return true
}

/** Elements of a list outside of which an item still belongs to that list: those that are not “special”, and two that are. */
function isTransparent({ name, traits }: Open): boolean {
  if ((traits & treeTraits) === 0 || (traits & trait.formatting) !== 0) return true
  return name === 'div' || name === 'address' || name === 'dialog'
}
