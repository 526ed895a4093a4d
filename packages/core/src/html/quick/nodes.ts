import { decodeHTML } from 'entities/decode'
import type { Comment, Element, ElementContent, Properties, Root, RootContent } from 'hast'
import type { ListedAttribute } from '../../image/element.ts'
import type { Passage } from '../../image/prose.ts'
import type { Reading } from './reading.ts'
import { isSpace, noAttributes, readAttributes } from './tag.ts'
import { svgName, tagNames } from './tags.ts'
import { block, cell, foreign, held, kind, kinds, numberBits, seen, type Tape, width } from './tape.ts'

/** What the nodes of a page are made of. */
interface Page {
  readonly source: string
  /** Lines end with `\r\n` somewhere. */
  readonly returns: boolean
  readonly tape: Tape
  readonly late: Reading['late']
  /** A comment may say something of the element that comes next. */
  readonly suppresses: boolean
  /** Those that were made, by their records: each is one, whoever asks for it. */
  readonly elements: Map<number, ElementOnTape>
  /** Where somebody asked last. */
  readonly line: Line
}

/** The tree of a page that was read. */
export function treeOf({ source, tape, late, doctype, seeks, suppresses }: Reading): Root {
  const returns = source.includes('\r')
  const page: Page = { source, returns, tape, late, suppresses, elements: new Map(), line: { ...firstLine } }
  const children = [...nodesOf(page, tape, 0, tape.count), ...lateNodes(page, late.root)]
  const tree: Root = { type: 'root', children: children as RootContent[], data: { quirksMode: !doctype } }
  return Object.assign(tree, { seeksNothing: !seeks })
}

/** An element of hast whose content is made when it is looked at. */
class ElementOnTape implements Element {
  readonly type = 'element'
  readonly tagName: string
  readonly #page: Page
  readonly #record: number
  #listed: readonly ListedAttribute[] | undefined
  #properties: Properties | undefined
  #children: ElementContent[] | undefined

  constructor(page: Page, record: number) {
    this.tagName = nameOf(page, record)
    this.#page = page
    this.#record = record
  }

  /** What is in it, where it neither is nor holds anything but text, links and headings; see `proseOf`. */
  get prose(): number | undefined {
    const bits = this.#cell(cell.bits)
    return (bits & seen.concern) === 0 ? bits & held : undefined
  }

  get listed(): readonly ListedAttribute[] {
    this.#listed ??= this.#readAttributes()
    return this.#listed
  }

  get properties(): Properties {
    this.#properties ??= propertiesOf(this.listed)
    return this.#properties
  }

  get children(): ElementContent[] {
    this.#children ??= this.#isTemplate() ? [] : this.#readContent()
    return this.#children
  }

  /** See `partsOf`. */
  get parts(): readonly (ElementContent | Passage)[] {
    const page = this.#page
    if (page.suppresses || this.#isTemplate() || this.#isDocument()) return this.children
    return partsBetween(page, this.#record + 1, this.#cell(cell.next))
  }

  get content(): Root | undefined {
    if (!this.#isTemplate()) return undefined
    return { type: 'root', children: this.#readContent(), data: { quirksMode: false } }
  }

  /** Where it starts; where it ends is not known, and nobody asks. */
  get position(): Element['position'] {
    const start = this.#cell(cell.start)
    return start === -1 ? undefined : positionAt(this.#page, start)
  }

  #cell(name: number): number {
    return this.#page.tape.cells[this.#record * width + name] as number
  }

  #isDocument(): boolean {
    return this.tagName === 'html' && (this.#cell(cell.bits) & foreign) === 0
  }

  #isTemplate(): boolean {
    return this.tagName === 'template' && (this.#cell(cell.bits) & foreign) === 0
  }

  #readAttributes(): readonly ListedAttribute[] {
    const { source, returns } = this.#page
    const start = this.#cell(cell.end)
    return start === -1
      ? noAttributes
      : readAttributes(source, start, (this.#cell(cell.bits) & foreign) !== 0, returns)
  }

  #readContent(): ElementContent[] {
    const page = this.#page
    const content = nodesOf(page, page.tape, this.#record + 1, this.#cell(cell.next))
    const { html } = page.late
    return this.#isDocument() ? [...content, ...lateNodes(page, html)] : content
  }
}

function propertiesOf(attributes: readonly ListedAttribute[]): Properties {
  return Object.fromEntries(attributes.map(({ property, value }) => [property, value]))
}

function nameOf({ source, tape: { cells } }: Page, record: number): string {
  const at = record * width
  const bits = cells[at + cell.bits] as number
  const known = tagNames[bits >> numberBits] as string
  // Every element that the source leaves out has a known name.
  const name =
    known === ''
      ? source.slice((cells[at + cell.start] as number) + 1, cells[at + cell.end]).toLowerCase()
      : known
  return (bits & foreign) === 0 ? name : svgName(name)
}

/** The nodes between two records, without those inside of them. */
function nodesOf(page: Page, tape: Tape, first: number, end: number): ElementContent[] {
  const { cells } = tape
  const nodes: ElementContent[] = []
  for (let record = first; record < end; record = cells[record * width + cell.next] as number)
    addNode(nodes, page, tape, record)
  return nodes
}

function addNode(nodes: (ElementContent | Passage)[], page: Page, tape: Tape, record: number): void {
  const what = (tape.cells[record * width + cell.bits] as number) & kinds
  switch (what) {
    case kind.element:
      nodes.push(elementAt(page, record))
      break
    case kind.comment:
      nodes.push(commentOf(page, tape, record))
      break
    case kind.doctype:
      nodes.push({ type: 'doctype' } as unknown as ElementContent)
      break
    default:
      addText(nodes, textOf(page, tape, record, what))
  }
}

function elementAt(page: Page, record: number): ElementOnTape {
  const element = page.elements.get(record) ?? new ElementOnTape(page, record)
  page.elements.set(record, element)
  return element
}

/** Blocks of prose one after the other. */
class PassageOnTape implements Passage {
  readonly type = 'passage'
  held = 0
  readonly #page: Page
  readonly #first: number
  #end: number

  constructor(page: Page, first: number) {
    this.#page = page
    this.#first = first
    this.#end = first
  }

  holding(bits: number): ElementOnTape[] {
    const { cells } = this.#page.tape
    const blocks: ElementOnTape[] = []
    let record = this.#first
    for (; record < this.#end; record = cells[record * width + cell.next] as number) {
      // Only elements hold something.
      const holds = ((cells[record * width + cell.bits] as number) & bits) !== 0
      if (holds) blocks.push(elementAt(this.#page, record))
    }
    return blocks
  }

  /** Adds the block of a record. */
  add(record: number): void {
    const { cells } = this.#page.tape
    this.held |= (cells[record * width + cell.bits] as number) & held
    this.#end = cells[record * width + cell.next] as number
  }
}

/** The nodes between two records, as `partsOf` gives them. */
function partsBetween(page: Page, first: number, end: number): (ElementContent | Passage)[] {
  const { cells } = page.tape
  const parts: (ElementContent | Passage)[] = []
  let passage: PassageOnTape | undefined
  for (let record = first; record < end; record = cells[record * width + cell.next] as number) {
    const bits = cells[record * width + cell.bits] as number
    const isProse = (bits & (kinds | seen.concern)) === kind.element
    if (isProse && (bits & foreign) !== 0) continue
    if (isProse && (bits & block) !== 0) {
      if (passage === undefined) {
        passage = new PassageOnTape(page, record)
        parts.push(passage)
      }
      passage.add(record)
      continue
    }
    // Two pieces in a row are one text.
    const isApart = parts[parts.length - 1]?.type !== 'text' && !isTextAt(cells, record + 1, end)
    if (isApart && isSpaceAt(page, record)) continue
    passage = undefined
    addNode(parts, page, page.tape, record)
  }
  return parts
}

function isTextAt(cells: Int32Array, record: number, end: number): boolean {
  const what = (cells[record * width + cell.bits] as number) & kinds
  return record < end && (what === kind.text || what === kind.literal)
}

/** Whether a record is white space alone. */
function isSpaceAt({ source, tape: { cells } }: Page, record: number): boolean {
  const at = record * width
  if (((cells[at + cell.bits] as number) & kinds) !== kind.text) return false
  const end = cells[at + cell.end] as number
  let offset = cells[at + cell.start] as number
  while (offset < end && isSpace(source.charCodeAt(offset))) offset += 1
  return offset === end
}

function lateNodes(page: Page, tape: Tape | undefined): ElementContent[] {
  return tape === undefined ? [] : nodesOf(page, tape, 0, tape.count)
}

/** Two pieces in a row are one text. */
function addText(nodes: (ElementContent | Passage)[], value: string): void {
  const last = nodes[nodes.length - 1]
  if (last?.type === 'text') last.value += value
  else nodes.push({ type: 'text', value })
}

function textOf(page: Page, { cells }: Tape, record: number, bits: number): string {
  const at = record * width
  const raw = page.source.slice(cells[at + cell.start], cells[at + cell.end])
  const text = withoutReturns(page, raw)
  return bits === kind.text && text.includes('&') ? decodeHTML(text) : text
}

/** A comment may be one that suppresses findings, and is then shown where it stands. */
function commentOf(page: Page, { cells }: Tape, record: number): Comment {
  const start = cells[record * width + cell.start] as number
  const end = cells[record * width + cell.end] as number
  const value = withoutReturns(page, page.source.slice(start + 4, end - 3))
  return { type: 'comment', value, position: positionAt(page, start) }
}

function withoutReturns({ returns }: Page, text: string): string {
  return returns && text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
}

/** A line of the source, from its start up to its line break. */
interface Line {
  number: number
  start: number
  end: number
}

const firstLine: Line = { number: 0, start: 0, end: -1 }

/** Who asks goes through the page from its start to its end. */
function positionAt({ source, line }: Page, offset: number): NonNullable<Element['position']> {
  if (offset < line.start) Object.assign(line, firstLine)
  while (line.end < offset) {
    line.number += 1
    line.start = line.end + 1
    const end = source.indexOf('\n', line.start)
    line.end = end === -1 ? source.length : end
  }
  const start = { line: line.number, column: offset - line.start + 1, offset }
  return { start, end: start }
}
