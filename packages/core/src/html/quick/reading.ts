import type { Comment, Element, ElementContent, Properties, Root, RootContent } from 'hast'
import { svgName, trait } from './tags.ts'

/** An element that has started and not ended. */
export interface Open {
  readonly name: string
  readonly traits: number
  readonly element: Element
  /** Where its content begins among the nodes. */
  readonly start: number
}

/** The part of a document that is being read, after the standard's insertion modes. */
type Mode = 'before html' | 'before head' | 'in head' | 'after head' | 'in body' | 'after body' | 'after html'

/** A page on its way to a tree. */
export interface Reading {
  readonly source: string
  /** Whether a doctype was met; a page without one is read as browsers read old pages. */
  doctype: boolean
  /**
   * The nodes of the document and of all open elements, those of each after its start: an element takes its own when it
   * is closed, and so has a list that is as long as it has to be.
   */
  readonly nodes: RootContent[]
  /** Comments after the end of the body and of the document; what follows them is content again. */
  readonly late: { readonly html: Comment[]; readonly root: Comment[] }
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
    doctype: false,
    nodes: [],
    late: { html: [], root: [] },
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

/** The children of all elements that have none. */
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
  const element: Element = isPlaced(traits, properties)
    ? { type: 'element', tagName, properties, children: none, position: positionAt(reading, start) }
    : { type: 'element', tagName, properties, children: none }
  reading.nodes.push(element)
  if (ends) return
  reading.open.push({ name, traits, element, start: reading.nodes.length })
  count(reading, name, traits, 1)
}

/**
 * Whether it may be an image, also one that a style or an icon font draws, a link, a button or a heading, or suppress
 * findings: of these a place is told.
 */
function isPlaced(traits: number, properties: Properties): boolean {
  if ((traits & (trait.placed | trait.heading | trait.foreign)) !== 0) return true
  if (properties['role'] !== undefined || properties['dataAltIgnore'] !== undefined) return true
  const { style, className } = properties
  return (
    (typeof style === 'string' && style.includes('url(')) ||
    (className !== undefined && String(className).includes('material-'))
  )
}

/** Opens an element that the source leaves out. */
export function imply(reading: Reading, name: string, traits: number): void {
  insert(reading, name, traits, {}, -1, false)
}

export function close(reading: Reading): void {
  const { name, traits, element, start } = reading.open.pop() as Open
  count(reading, name, traits, -1)
  const { nodes, late } = reading
  const content = start === nodes.length ? none : (nodes.slice(start) as ElementContent[])
  nodes.length = start
  if (name === 'html') content.push(...late.html)
  if (name === 'template' && (traits & trait.foreign) === 0) {
    element.content = { type: 'root', children: content, data: { quirksMode: false } }
  } else element.children = content
}

/** The tree, once all is read. */
export function finish(reading: Reading): Root {
  closeTo(reading, 0)
  return {
    type: 'root',
    children: [...reading.nodes, ...reading.late.root],
    data: { quirksMode: !reading.doctype },
  }
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
  const { nodes } = reading
  const last = nodes.length > (current(reading)?.start ?? 0) ? nodes[nodes.length - 1] : undefined
  if (last?.type === 'text') last.value += value
  else nodes.push({ type: 'text', value })
}

/** Where a node starts; where it ends is not known, and nobody asks. */
export function positionAt(reading: Reading, offset: number): NonNullable<Element['position']> {
  const start = pointAt(reading, offset)
  return { start, end: start }
}

function pointAt(reading: Reading, offset: number): { line: number; column: number; offset: number } {
  while (reading.lineEnd !== -1 && reading.lineEnd < offset) {
    reading.line += 1
    reading.lineStart = reading.lineEnd + 1
    reading.lineEnd = reading.source.indexOf('\n', reading.lineStart)
  }
  return { line: reading.line, column: offset - reading.lineStart + 1, offset }
}
