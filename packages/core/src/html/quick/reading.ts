import type { Element, ElementContent, Properties, Root, RootContent } from 'hast'
import { svgName, trait } from './tags.ts'

/** An element that has started and not ended. */
export interface Open {
  readonly name: string
  readonly traits: number
  /** Where its content goes: a template's stands apart. */
  readonly content: ElementContent[]
}

/** The part of a document that is being read, after the standard's insertion modes. */
type Mode = 'before html' | 'before head' | 'in head' | 'after head' | 'in body' | 'after body' | 'after html'

/** A page on its way to a tree. */
export interface Reading {
  readonly source: string
  readonly root: Root
  /** Lines end with `\r\n` somewhere. */
  readonly returns: boolean
  readonly open: Open[]
  mode: Mode
  /** The offset of what is read next. */
  at: number
  line: number
  lineStart: number
  /** The offset of the next `\n`, -1 where there is none. */
  lineEnd: number
  /** How many are open of what may not hold another one of its kind. */
  links: number
  buttons: number
  paragraphs: number
  forms: number
  selects: number
}

export function startReading(source: string): Reading {
  return {
    source,
    root: { type: 'root', children: [], data: { quirksMode: true } },
    returns: source.includes('\r'),
    open: [],
    mode: 'before html',
    at: 0,
    line: 1,
    lineStart: 0,
    lineEnd: source.indexOf('\n'),
    links: 0,
    buttons: 0,
    paragraphs: 0,
    forms: 0,
    selects: 0,
  }
}

export function current({ open }: Reading): Open | undefined {
  return open[open.length - 1]
}

/** Where the next node goes. */
export function contentHere(reading: Reading): RootContent[] {
  return current(reading)?.content ?? reading.root.children
}

/** The content of all elements that have none. */
const none: ElementContent[] = []
Object.freeze(none)

/** Adds an element, and opens it unless it ends at once. */
export function insert(
  reading: Reading,
  name: string,
  traits: number,
  properties: Properties,
  start: number,
  ends: boolean,
): void {
  const tagName = (traits & trait.foreign) === 0 ? name : svgName(name)
  const children: ElementContent[] = ends ? none : []
  const element: Element = { type: 'element', tagName, properties, children }
  if (
    start >= 0 &&
    (isPlaced(traits) || properties['role'] !== undefined || properties['dataAltIgnore'] !== undefined)
  ) {
    const point = pointAt(reading, start)
    element.position = { start: point, end: point }
  }
  contentHere(reading).push(element)
  if (ends) return
  let content = children
  if (name === 'template' && (traits & trait.foreign) === 0) {
    content = []
    element.content = { type: 'root', children: content, data: { quirksMode: false } }
  }
  reading.open.push({ name, traits, content })
  count(reading, name, traits, 1)
}

/** Whether it may be an image, a link, a button or a heading, of which a place is told. */
function isPlaced(traits: number): boolean {
  return (traits & (trait.placed | trait.heading | trait.foreign)) !== 0
}

/** Opens an element that the source leaves out. */
export function imply(reading: Reading, name: string, traits: number): void {
  insert(reading, name, traits, {}, -1, false)
}

export function close(reading: Reading): void {
  const { name, traits } = reading.open.pop() as Open
  count(reading, name, traits, -1)
}

/** Closes elements until this many are open. */
export function closeTo(reading: Reading, depth: number): void {
  while (reading.open.length > depth) close(reading)
}

function count(reading: Reading, name: string, traits: number, by: 1 | -1): void {
  if ((traits & trait.foreign) !== 0) return
  if (name === 'p') reading.paragraphs += by
  else if (name === 'a') reading.links += by
  else if (name === 'button') reading.buttons += by
  else if (name === 'form') reading.forms += by
  else if (name === 'select') reading.selects += by
}

/** Adds text after what is there; two pieces in a row are one text. */
export function addText(reading: Reading, value: string): void {
  if (value === '') return
  const content = contentHere(reading)
  const last = content[content.length - 1]
  if (last?.type === 'text') last.value += value
  else content.push({ type: 'text', value })
}

export function pointAt(reading: Reading, offset: number): { line: number; column: number; offset: number } {
  while (reading.lineEnd !== -1 && reading.lineEnd < offset) {
    reading.line += 1
    reading.lineStart = reading.lineEnd + 1
    reading.lineEnd = reading.source.indexOf('\n', reading.lineStart)
  }
  return { line: reading.line, column: offset - reading.lineStart + 1, offset }
}
