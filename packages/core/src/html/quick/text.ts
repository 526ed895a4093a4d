import { decodeHTML } from 'entities/decode'
import { addText, close, current, imply, type Open, type Reading } from './reading.ts'
import { isTableContext } from './table.ts'
import { trait } from './tags.ts'

/** Reads text between two tags; false where the full parser has to. */
export function readText(reading: Reading, end: number): boolean {
  const raw = reading.source.slice(reading.at, end)
  reading.at = end
  if (reading.mode !== 'in body') return readTextOutside(reading, raw)
  const around = current(reading) as Open
  // Any other text in a table is moved out of it.
  if (isTableContext(around) && !isBlank(raw)) return false
  addText(reading, plain(reading, raw, true))
  return true
}

/** Before the body and after it, white space stands apart. */
function readTextOutside(reading: Reading, raw: string): boolean {
  const rest = raw.replace(/^[ \t\n\f\r]+/, '')
  const space = plain(reading, raw.slice(0, raw.length - rest.length), false)
  if (reading.mode === 'after body' || reading.mode === 'after html') {
    if (rest !== '') reading.mode = 'in body'
    addText(reading, plain(reading, raw, true))
    return true
  }
  if (reading.mode === 'in head' || reading.mode === 'after head') addText(reading, space)
  if (rest === '') return true
  // A reference may stand for white space; a noscript in the head holds no text.
  if (rest.startsWith('&') || current(reading)?.name === 'noscript') return false
  openBody(reading)
  addText(reading, plain(reading, rest, true))
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
  const end = endTagOf(reading.source, name, reading.at)
  if (end === -1) return false
  const raw = reading.source.slice(reading.at, end)
  // Within a comment in a script, another script's end tag does not end it.
  if (name === 'script' && raw.includes('<!--')) return false
  addText(reading, plain(reading, raw, (traits & trait.references) !== 0))
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

function plain({ returns }: Reading, raw: string, references: boolean): string {
  const text = returns && raw.includes('\r') ? raw.replaceAll('\r\n', '\n') : raw
  return references && text.includes('&') ? decodeHTML(text) : text
}

function isBlank(text: string): boolean {
  return !/[^ \t\n\f\r]/.test(text)
}
