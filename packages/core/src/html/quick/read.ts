import type { Root } from 'hast'
import { readEndTag } from './end-tag.ts'
import { finish, positionAt, type Reading, startReading } from './reading.ts'
import { readStartTag } from './start-tag.ts'
import { readText } from './text.ts'

/**
 * The tree of a page whose nesting leaves nothing to repair: each end tag ends what is open, or what the standard lets
 * it end, and nothing stands where it may not. Such a page has the same tree here as in the full parser, and
 * is read many times as fast. `undefined` for every other page.
 *
 * Of positions it has where elements and comments start, and nothing else.
 */
export function readQuickly(source: string): Root | undefined {
  if (/[\0\uFEFF]|\r(?!\n)/.test(source)) return undefined
  const reading = startReading(source)
  while (reading.at < source.length) if (!readNext(reading)) return undefined
  const { mode } = reading
  return mode === 'in body' || mode === 'after body' || mode === 'after html' ? finish(reading) : undefined
}

function readNext(reading: Reading): boolean {
  const { source, at } = reading
  const markup = nextMarkup(source, at)
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
const question = 63

/** The offset of the next `<` that begins something; one before a space or a digit is text. */
function nextMarkup(source: string, start: number): number {
  let at = source.indexOf('<', start)
  while (at !== -1) {
    const code = source.charCodeAt(at + 1)
    const isLetter = (code | 32) >= 97 && (code | 32) <= 122
    if (isLetter || code === slash || code === exclamation || code === question) return at
    at = source.indexOf('<', at + 1)
  }
  return source.length
}

/** False where the comment ends in one of the ways that are errors. */
function readComment(reading: Reading): boolean {
  const { source, at, mode, returns, nodes, late } = reading
  const end = source.indexOf('-->', at + 4)
  if (end === -1 || /^-?>/.test(source.slice(at + 4, at + 6))) return false
  const written = source.slice(at + 4, end)
  if (written.includes('--!>')) return false
  const value = returns ? written.replaceAll('\r\n', '\n') : written
  // A comment may be one that suppresses findings, and is then shown where it stands.
  const comment = { type: 'comment' as const, value, position: positionAt(reading, at) }
  const content = mode === 'after body' ? late.html : mode === 'after html' ? late.root : nodes
  content.push(comment)
  reading.at = end + 3
  return true
}

/** The one doctype that is not of the past, where it belongs. */
function readDoctype(reading: Reading): boolean {
  const { source, at, mode } = reading
  const tag = /^<!doctype html\s*>/i.exec(source.slice(at, at + 40))?.[0]
  if (tag === undefined || mode !== 'before html' || reading.doctype) return false
  reading.nodes.push({ type: 'doctype' })
  reading.doctype = true
  reading.at = at + tag.length
  return true
}
