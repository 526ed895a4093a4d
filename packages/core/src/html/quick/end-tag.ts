import { close, closeTo, current, type Open, type Reading } from './reading.ts'
import { standsAt } from './shelves.ts'
import { endsWithTablePart } from './table.ts'
import { nameEnd, tagEnd } from './tag.ts'
import { tagAt, trait } from './tags.ts'

/** Reads an end tag; false where the full parser has to. */
export function readEndTag(reading: Reading): boolean {
  const { source, at } = reading
  if (endsCurrent(reading)) return true
  const end = nameEnd(source, at + 2)
  const after = end === -1 ? -1 : tagEnd(source, end)
  if (after === -1) return false
  const { name, traits } = tagAt(source, at + 2, end)
  reading.at = after
  if (name === 'body' || name === 'html') return endDocument(reading, name)
  if (reading.mode === 'after body' || reading.mode === 'after html') reading.mode = 'in body'
  const around = current(reading)
  if (around === undefined) return false
  if (around.name === name) {
    if (reading.mode === 'in head' && name === 'head') reading.mode = 'after head'
    close(reading)
    return true
  }
  if (reading.mode !== 'in body') return false
  const depth = depthOf(reading, name, traits)
  if (depth === -1) return false
  closeTo(reading, depth)
  return true
}

/** Most end tags, as they are written mostly: `</p>` after a `p`, in the body. */
function endsCurrent(reading: Reading): boolean {
  const { source, at, mode } = reading
  const name = current(reading)?.name
  if (mode !== 'in body' || name === undefined || name === 'body' || name === 'html') return false
  const end = at + 2 + name.length
  if (source.charCodeAt(end) !== 62 || !standsAt(source, at + 2, name)) return false
  reading.at = end + 1
  close(reading)
  return true
}

/** The index of the open element that an end tag ends, where it may also end all that is in it; else -1. */
function depthOf({ open, depth, selects }: Reading, name: string, traits: number): number {
  const inSvg = ((open[depth - 1] as Open).traits & trait.foreign) !== 0
  for (let index = depth - 1; index >= 0; index--) {
    const item = open[index] as Open
    if (((item.traits & trait.foreign) !== 0) !== inSvg) return -1
    if (item.name === name) return index
    if (inSvg) continue
    if (selects > 0 ? !endsInSelect(name, item, open[index - 1]) : !endsWith(name, traits, item)) return -1
  }
  return -1
}

/** Whether an end tag closes this element, which is in the one that it ends. */
function endsWith(name: string, traits: number, inner: Open): boolean {
  if (name === 'p' || (traits & trait.formatting) !== 0) return false
  if (name === 'table' || (traits & trait.tablePart) !== 0) return endsWithTablePart(name, inner)
  return (inner.traits & ((traits & trait.closer) === 0 ? trait.soft : trait.implied)) !== 0
}

function endsInSelect(name: string, inner: Open, around: Open | undefined): boolean {
  if (name === 'select') return inner.name === 'option' || inner.name === 'optgroup'
  return name === 'optgroup' && inner.name === 'option' && around?.name === 'optgroup'
}

/** `</body>` and `</html>` close nothing: what follows is added to what is open. */
function endDocument(reading: Reading, name: string): boolean {
  const { mode, open, depth } = reading
  if (mode === 'in body') {
    // Within a table, a select or an SVG these end tags mean something else, or nothing.
    const around = open
      .slice(0, depth)
      .some(
        ({ traits, name: inner }) =>
          inner !== 'html' && ((traits & (trait.scope | trait.foreign)) !== 0 || inner === 'select'),
      )
    if (around) return false
  } else if (mode !== 'after body' && mode !== 'after html') return false
  reading.mode = name === 'html' ? 'after html' : 'after body'
  return true
}
