import { decodeHTML } from 'entities/decode'
import type { Comment, Element, ElementContent, Properties, Root, RootContent } from 'hast'
import type { AttributeList } from '../../image/element.ts'
import type { Reading } from './reading.ts'
import { noAttributes, readAttributes } from './tag.ts'
import { svgName, tagNames } from './tags.ts'
import { cell, foreign, kind, kinds, numberBits, seen, type Tape, width } from './tape.ts'

/** What the nodes of a page are made of. */
interface Page {
  readonly source: string
  /** Lines end with `\r\n` somewhere. */
  readonly returns: boolean
  readonly tape: Tape
  readonly late: Reading['late']
  /** Offsets of line breaks, once somebody asks where something stands. */
  lines: readonly number[] | undefined
}

/** The tree of a page that was read. */
export function treeOf({ source, tape, late, doctype, seeks }: Reading): Root {
  const page: Page = { source, returns: source.includes('\r'), tape, late, lines: undefined }
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
  #listed: AttributeList | undefined
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
    return (bits & seen.concern) === 0 ? bits & (seen.text | seen.link | seen.heading) : undefined
  }

  get listed(): AttributeList {
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

  #isTemplate(): boolean {
    return this.tagName === 'template' && (this.#cell(cell.bits) & foreign) === 0
  }

  #readAttributes(): AttributeList {
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
    const isDocument = this.tagName === 'html' && (this.#cell(cell.bits) & foreign) === 0
    return isDocument ? [...content, ...lateNodes(page, html)] : content
  }
}

function propertiesOf({ properties, values }: AttributeList): Properties {
  return Object.fromEntries(properties.map((name, index) => [name, values[index]]))
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
  for (let record = first; record < end; record = cells[record * width + cell.next] as number) {
    const bits = cells[record * width + cell.bits] as number
    switch (bits & kinds) {
      case kind.element:
        nodes.push(new ElementOnTape(page, record))
        break
      case kind.comment:
        nodes.push(commentOf(page, tape, record))
        break
      case kind.doctype:
        nodes.push({ type: 'doctype' } as unknown as ElementContent)
        break
      default:
        addText(nodes, textOf(page, tape, record, bits & kinds))
    }
  }
  return nodes
}

function lateNodes(page: Page, tape: Tape | undefined): ElementContent[] {
  return tape === undefined ? [] : nodesOf(page, tape, 0, tape.count)
}

/** Two pieces in a row are one text. */
function addText(nodes: ElementContent[], value: string): void {
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

function positionAt(page: Page, offset: number): NonNullable<Element['position']> {
  page.lines ??= lineBreaks(page.source)
  const { lines } = page
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle] as number) < offset) low = middle + 1
    else high = middle
  }
  const lineStart = low === 0 ? 0 : (lines[low - 1] as number) + 1
  const start = { line: low + 1, column: offset - lineStart + 1, offset }
  return { start, end: start }
}

function lineBreaks(source: string): number[] {
  const breaks: number[] = []
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) breaks.push(at)
  return breaks
}
