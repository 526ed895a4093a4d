import { decodeHTML } from 'entities/decode'
import { isBlank } from '../../image/element.ts'
import { numberOf, type Tag, trait } from './tags.ts'
import {
  addRecord,
  block,
  cell,
  foreign,
  kind,
  numberBits,
  seen,
  startTape,
  type Tape,
  width,
} from './tape.ts'

/** An element that has started and not ended; when it has, the next one at its depth takes its place. */
export interface Open {
  name: string
  traits: number
  record: number
  /** What it is and what was met in it so far, as bits of `seen`. */
  seen: number
}

/** The part of a document that is being read, after the standard's insertion modes. */
type Mode = 'before html' | 'before head' | 'in head' | 'after head' | 'in body' | 'after body' | 'after html'

/** Tapes of the document that are started when there is something for them. */
interface Late {
  html: Tape | undefined
  root: Tape | undefined
}

/** A page on its way to a tree. */
export interface Reading {
  readonly source: string
  /** Whether a doctype was met; a page without one is read as browsers read old pages. */
  doctype: boolean
  readonly tape: Tape
  /** Comments after the end of the body and of the document; what follows them is content again. */
  readonly late: Late
  /** Whether something was met that is looked for all over a page. */
  seeks: boolean
  /** Whether there is a comment that may suppress findings. */
  suppresses: boolean
  /** The outermost first; those from `depth` on have ended. */
  readonly open: Open[]
  /** How many elements are open. */
  depth: number
  mode: Mode
  /** The offset of what is read next. */
  at: number
  /** How many are open of what may not hold another one of its kind. */
  links: number
  buttons: number
  paragraphs: number
  forms: number
  selects: number
}

export function startReading(source: string, tape: Tape): Reading {
  return {
    source,
    doctype: false,
    tape,
    late: { html: undefined, root: undefined },
    seeks: false,
    suppresses: false,
    open: [],
    depth: 0,
    mode: 'before html',
    at: 0,
    links: 0,
    buttons: 0,
    paragraphs: 0,
    forms: 0,
    selects: 0,
  }
}

export function current({ open, depth }: Reading): Open | undefined {
  return depth === 0 ? undefined : open[depth - 1]
}

/** What else an element is, as bits. */
export const how = {
  /** Images, or what is around them, may be read from it. */
  concerns: 1,
  /** It has no content. */
  ends: 2,
} as const

/**
 * Adds an element, and opens it unless it ends at once.
 *
 * @param start
 *   The offset of its start tag; -1 where the source leaves it out, and then of the name's end as well.
 * @param bits
 *   Of `how`.
 */
export function insert(
  reading: Reading,
  { name, traits, number }: Tag,
  start: number,
  nameEnd: number,
  bits: number,
): void {
  const isForeign = (traits & trait.foreign) !== 0
  let found = (bits & how.concerns) !== 0 ? seen.concern : 0
  if ((traits & trait.heading) !== 0) found |= seen.heading
  if ((traits & trait.link) !== 0) found |= seen.link
  const isBlock = (traits & trait.apart) !== 0
  const place = (isForeign ? foreign : 0) | (isBlock ? block : 0)
  const cellBits = kind.element | found | place | (number << numberBits)
  const record = addRecord(reading.tape, cellBits, start, nameEnd)
  if ((bits & how.ends) !== 0) notice(reading, found)
  else {
    enter(reading, name, traits, record, found)
    count(reading, name, traits, 1)
  }
}

function enter(reading: Reading, name: string, traits: number, record: number, found: number): void {
  const { open, depth } = reading
  reading.depth = depth + 1
  if (depth === open.length) {
    open.push({ name, traits, record, seen: found })
    return
  }
  const place = open[depth] as Open
  place.name = name
  place.traits = traits
  place.record = record
  place.seen = found
}

/** Opens an element that the source leaves out; its name is a known one. */
export function imply(reading: Reading, name: string, traits: number): void {
  const bits = (traits & trait.prose) === 0 ? how.concerns : 0
  insert(reading, { name, traits, number: numberOf(name) }, -1, -1, bits)
}

/** Something was met in the element that is open. */
function notice(reading: Reading, found: number): void {
  const around = current(reading)
  if (around !== undefined) around.seen |= found
}

export function close(reading: Reading): void {
  const { name, traits, record, seen: met } = current(reading) as Open
  reading.depth -= 1
  count(reading, name, traits, -1)
  // A link or button in which no text is met may be one that a picture has to name.
  const isNameless = (met & seen.text) === 0 && (traits & trait.control) !== 0
  const found = isNameless ? met | seen.concern : met
  const { cells, count: next } = reading.tape
  const at = record * width
  cells[at + cell.bits] = (cells[at + cell.bits] as number) | found
  cells[at + cell.next] = next
  notice(reading, found)
}

/** Closes elements until this many are open. */
export function closeTo(reading: Reading, depth: number): void {
  while (reading.depth > depth) close(reading)
}

function count(reading: Reading, name: string, traits: number, by: 1 | -1): void {
  if ((traits & (trait.foreign | trait.counted)) !== trait.counted) return
  if (name === 'p') reading.paragraphs += by
  else if (name === 'a') reading.links += by
  else if (name === 'button') reading.buttons += by
  else if (name === 'form') reading.forms += by
  else if (name === 'select') reading.selects += by
}

/** Adds the text between two offsets, in which character references count unless it is `literal`. */
export function addText(reading: Reading, start: number, end: number, literal = false): void {
  if (start === end) return
  addRecord(reading.tape, literal ? kind.literal : kind.text, start, end)
  const around = current(reading)
  if (around === undefined || (around.seen & seen.text) !== 0) return
  if (literal || saysSomething(reading.source, start, end)) around.seen |= seen.text
}

/** Adds a comment, to what is open or to what is told once all else is read. */
export function addComment(reading: Reading, start: number, end: number): void {
  const { source } = reading
  addRecord(tapeOfComment(reading), kind.comment, start, end)
  if (!source.slice(start, end).includes('altwright')) return
  reading.suppresses = true
  notice(reading, seen.concern)
}

function tapeOfComment({ mode, late, tape }: Reading): Tape {
  if (mode !== 'after body' && mode !== 'after html') return tape
  const part = mode === 'after body' ? 'html' : 'root'
  const known = late[part] ?? startTape(0)
  late[part] = known
  return known
}

/** Whether a text is not blank; most can be told by their first character. */
function saysSomething(source: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at)
    if (code <= 32 || code === 127) continue
    // A reference may stand for a space, and there are more spaces than those of ASCII.
    return (code !== ampersand && code < 127) || !isBlank(decodeHTML(source.slice(at, end)))
  }
  return false
}

const ampersand = 38
