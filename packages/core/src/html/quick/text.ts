import { addText, close, current, imply, type Open, type Reading } from './reading.ts'
import { isTableContext } from './table.ts'
import { isSpace } from './tag.ts'
import { trait } from './tags.ts'

/** Reads text between two tags; false where the full parser has to. */
export function readText(reading: Reading, end: number): boolean {
  const { at: start, source } = reading
  reading.at = end
  if (reading.mode !== 'in body') return readTextOutside(reading, start, end)
  // Any other text in a table is moved out of it.
  if (isTableContext(current(reading) as Open) && contentStart(source, start, end) < end) return false
  addText(reading, start, end)
  return true
}

/** Before the body and after it, white space stands apart. */
function readTextOutside(reading: Reading, start: number, end: number): boolean {
  const { source } = reading
  const content = contentStart(source, start, end)
  if (reading.mode === 'after body' || reading.mode === 'after html') {
    if (content < end) reading.mode = 'in body'
    addText(reading, start, end)
    return true
  }
  if (reading.mode === 'in head' || reading.mode === 'after head') addText(reading, start, content)
  if (content === end) return true
  // A reference may stand for white space; a noscript in the head holds no text.
  if (source.startsWith('&', content) || current(reading)?.name === 'noscript') return false
  openBody(reading)
  addText(reading, content, end)
  return true
}

function openBody(reading: Reading): void {
  if (reading.mode === 'before html') imply(reading, 'html', trait.scope)
  if (reading.mode === 'before html' || reading.mode === 'before head') imply(reading, 'head', 0)
  if (reading.mode !== 'after head') close(reading)
  imply(reading, 'body', 0)
  reading.mode = 'in body'
}

/** Reads the content of an element that holds nothing but text; its end tag is left. */
export function readTextContent(reading: Reading, name: string, traits: number): boolean {
  if (name === 'textarea' && !skipFirstNewline(reading)) return false
  const { source, at: start } = reading
  const end = endTagOf(source, name, start)
  if (end === -1) return false
  // Within a comment in a script, another script's end tag does not end it.
  if (name === 'script' && source.slice(start, end).includes('<!--')) return false
  addText(reading, start, end, (traits & trait.references) === 0)
  reading.at = end
  return true
}

/** The first line break in a `pre` or `textarea` is not part of it; false where a reference may stand for it. */
export function skipFirstNewline(reading: Reading): boolean {
  const { source, at } = reading
  if (source.startsWith('\n', at)) reading.at += 1
  else if (source.startsWith('\r\n', at)) reading.at += 2
  return !/^&(?:#|NewLine)/.test(source.slice(at, at + 8))
}

function endTagOf(source: string, name: string, start: number): number {
  let at = source.indexOf('</', start)
  while (at !== -1) {
    const after = at + 2 + name.length
    if (source.slice(at + 2, after).toLowerCase() === name && /[\s/>]/.test(source.charAt(after))) return at
    at = source.indexOf('</', at + 2)
  }
  return -1
}

/** Where the white space of HTML at the start of a text ends. */
function contentStart(source: string, start: number, end: number): number {
  let at = start
  while (at < end && isSpace(source.charCodeAt(at))) at += 1
  return at
}
