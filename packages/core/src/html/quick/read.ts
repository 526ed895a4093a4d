import type { Root } from 'hast'
import { readEndTag } from './end-tag.ts'
import { treeOf } from './nodes.ts'
import { addComment, closeTo, type Reading, startReading } from './reading.ts'
import { readStartTag } from './start-tag.ts'
import { addRecord, kind, rewound, startTape, type Tape } from './tape.ts'
import { readText } from './text.ts'

/**
 * The tree of a page whose nesting leaves nothing to repair: each end tag ends what is open, or what the standard lets
 * it end, and nothing stands where it may not. Such a page has the same tree here as in the full parser, and
 * is read many times as fast. `undefined` for every other page.
 *
 * Its nodes are made when they are looked at. Of positions they have where elements and comments start, and nothing else.
 *
 * @param tape
 *   What it is read onto, as long as its nodes are looked at; default: a new one.
 */
export function readQuickly(source: string, tape: Tape = startTape(source.length)): Root | undefined {
  if (source.includes('\0') || source.includes('\uFEFF') || hasLoneReturn(source)) return undefined
  const reading = startReading(source, rewound(tape))
  while (reading.at < source.length) if (!readNext(reading)) return undefined
  const { mode } = reading
  if (mode !== 'in body' && mode !== 'after body' && mode !== 'after html') return undefined
  closeTo(reading, 0)
  return treeOf(reading)
}

function hasLoneReturn(source: string): boolean {
  return source.includes('\r') && /\r(?!\n)/.test(source)
}

function readNext(reading: Reading): boolean {
  const { source, at } = reading
  const markup = isMarkup(source, at) ? at : nextMarkup(source, at)
  if (markup > at) return readText(reading, markup)
  switch (source.charCodeAt(at + 1)) {
    case slash:
      return readEndTag(reading)
    case exclamation:
      return source.startsWith('<!--', at) ? readComment(reading) : readDoctype(reading)
    case question:
      return false
    default:
      return readStartTag(reading)
  }
}

const exclamation = 33
const slash = 47
const less = 60
const question = 63

/** The offset of the next `<` that begins something. */
function nextMarkup(source: string, start: number): number {
  let at = source.indexOf('<', start)
  while (at !== -1 && !isMarkup(source, at)) at = source.indexOf('<', at + 1)
  return at === -1 ? source.length : at
}

/** Whether a `<` stands somewhere that begins something; one before a space or a digit is text. */
function isMarkup(source: string, at: number): boolean {
  if (source.charCodeAt(at) !== less) return false
  const code = source.charCodeAt(at + 1)
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122
  return isLetter || code === slash || code === exclamation || code === question
}

/** False where the comment ends in one of the ways that are errors. */
function readComment(reading: Reading): boolean {
  const { source, at } = reading
  const end = source.indexOf('-->', at + 4)
  if (end === -1 || /^-?>/.test(source.slice(at + 4, at + 6))) return false
  if (source.slice(at + 4, end).includes('--!>')) return false
  addComment(reading, at, end + 3)
  reading.at = end + 3
  return true
}

/** The one doctype that is not of the past, where it belongs. */
function readDoctype(reading: Reading): boolean {
  const { source, at, mode } = reading
  const tag = /^<!doctype html\s*>/i.exec(source.slice(at, at + 40))?.[0]
  if (tag === undefined || mode !== 'before html' || reading.doctype) return false
  reading.doctype = true
  reading.at = at + tag.length
  addRecord(reading.tape, kind.doctype, at, reading.at)
  return true
}
