import { close, closeTo, current, imply, type Open, type Reading } from './reading.ts'
import { trait, traitsOf } from './tags.ts'

const sections = new Set(['tbody', 'tfoot', 'thead'])

/** In a table, and not in one of its cells or its caption. */
export function isTableContext({ name, traits }: Open): boolean {
  if ((traits & trait.foreign) !== 0) return false
  return name === 'table' || (traits & (trait.tablePart | trait.scope)) === trait.tablePart
}

/**
 * Makes room for a start tag that is a part of a table, or stands in a table: closes the cell, the row or the group before
 * it, opens what the source leaves out. False where it has no place there.
 */
export function openTablePart(reading: Reading, name: string, traits: number): boolean {
  for (;;) {
    const around = current(reading) as Open
    if (!isTableContext(around)) {
      if (!closeCell(reading)) return false
      continue
    }
    const step = nextStep(around.name, name, traits)
    if (step === 'insert') return true
    if (step === 'refuse') return false
    if (step === 'close') close(reading)
    else imply(reading, step, traitsOf(step))
  }
}

/** What a table's part says to a start tag: it belongs there, this one ends first, or an element is left out. */
function nextStep(
  around: string,
  name: string,
  traits: number,
): 'insert' | 'refuse' | 'close' | 'colgroup' | 'tbody' | 'tr' {
  const isCell = name === 'td' || name === 'th'
  if (around === 'colgroup') return name === 'col' ? 'insert' : name === 'template' ? 'refuse' : 'close'
  if (name === 'script' || name === 'style' || name === 'template') return 'insert'
  if ((traits & trait.tablePart) === 0) return 'refuse'
  if (around === 'table') {
    if (isCell || name === 'tr') return 'tbody'
    return name === 'col' ? 'colgroup' : 'insert'
  }
  if (around === 'tr') return isCell ? 'insert' : 'close'
  if (isCell) return 'tr'
  return name === 'tr' ? 'insert' : 'close'
}

/** Closes the cell or the caption that the next part of the table ends. */
function closeCell(reading: Reading): boolean {
  const { open, depth } = reading
  for (let index = depth - 1; index >= 0; index--) {
    const { traits } = open[index] as Open
    const isCell = (traits & trait.tablePart) !== 0 && (traits & trait.scope) !== 0
    if (isCell) {
      closeTo(reading, index)
      return true
    }
    if ((traits & trait.implied) === 0) return false
  }
  return false
}

/** Whether the end tag of a table or a part of it closes this element, which is in it. */
export function endsWithTablePart(name: string, { name: inner, traits }: Open): boolean {
  if ((traits & trait.implied) !== 0) return true
  const isCell = inner === 'td' || inner === 'th'
  switch (name) {
    case 'tr':
      return isCell
    case 'tbody':
    case 'tfoot':
    case 'thead':
      return isCell || inner === 'tr'
    case 'table':
      return isCell || inner === 'tr' || sections.has(inner) || inner === 'caption' || inner === 'colgroup'
    default:
      return false
  }
}
