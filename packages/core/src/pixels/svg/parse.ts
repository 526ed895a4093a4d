import { SaxesParser } from 'saxes'

/** An element of an SVG file. Names keep their prefix; values are plain text, without entities. */
export interface SvgElement {
  name: string
  readonly attributes: Map<string, string>
  readonly children: (SvgElement | string)[]
}

export type SvgParse =
  | { readonly status: 'parsed'; readonly root: SvgElement; readonly elements: number }
  | { readonly status: 'malformed' | 'unfinished' | 'too-complex' }

const maxElements = 50_000
const maxDepth = 256
/** Illustrator writes its namespaces as entities; anything larger or nested is an attack. */
const maxEntities = 64
const maxEntityLength = 256
const maxEntityUses = 2_000

/**
 * Reads the elements, attributes and text of an SVG file. Comments, processing instructions and the doctype are
 * left out; of a doctype's entities only short plain ones are resolved. Nothing outside the text is ever read.
 */
export function parseSvg(text: string): SvgParse {
  if (countUses(text) > maxEntityUses) return { status: 'too-complex' }
  const parser = new SaxesParser({ xmlns: false, position: false })
  const open: SvgElement[] = []
  let root: SvgElement | undefined
  let elements = 0
  let problem: 'malformed' | 'unfinished' | 'too-complex' | undefined
  let ending = false
  parser.on('error', () => {
    problem ??= ending ? 'unfinished' : 'malformed'
  })
  parser.on('doctype', (doctype) => Object.assign(parser.ENTITIES, readEntities(doctype)))
  parser.on('opentag', ({ name, attributes }) => {
    const element: SvgElement = { name, attributes: new Map(Object.entries(attributes)), children: [] }
    if (++elements > maxElements || open.length >= maxDepth) problem ??= 'too-complex'
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => open.pop())
  const keep = (part: string) => open.at(-1)?.children.push(part)
  parser.on('text', keep)
  parser.on('cdata', keep)
  for (let at = 0; at < text.length && problem === undefined; at += chunkLength) {
    parser.write(text.slice(at, at + chunkLength))
  }
  ending = true
  if (problem === undefined) parser.close()
  if (problem !== undefined) return { status: problem }
  return root === undefined ? { status: 'malformed' } : { status: 'parsed', root, elements }
}

/** So that a file which is too complex is not read to its end. */
const chunkLength = 65_536

/** References to entities that a doctype would have to define. */
function countUses(text: string): number {
  let uses = 0
  for (const [, name] of text.matchAll(/&([\w.:-]+);/g)) if (!predefined.has(name as string)) uses++
  return uses
}

const predefined = new Set(['amp', 'lt', 'gt', 'quot', 'apos'])

/** The name without its prefix: `svg:image` is `image`. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

/** Makes `<s:svg xmlns:s="…"><s:rect/>` into `<svg xmlns="…"><rect/>`: the renderer looks for `<svg`. */
export function unprefix(root: SvgElement): void {
  const colon = root.name.indexOf(':')
  if (colon === -1) return
  const prefix = root.name.slice(0, colon + 1)
  root.attributes.delete(`xmlns:${root.name.slice(0, colon)}`)
  root.attributes.set('xmlns', 'http://www.w3.org/2000/svg')
  const rename = (element: SvgElement): void => {
    if (element.name.startsWith(prefix)) element.name = element.name.slice(prefix.length)
    for (const child of element.children) if (typeof child !== 'string') rename(child)
  }
  rename(root)
}

/** An entity that is long, refers to others or reads a file is empty. */
function readEntities(doctype: string): Record<string, string> {
  const entities: Record<string, string> = {}
  let count = 0
  for (const [, name, double, single] of doctype.matchAll(
    /<!ENTITY\s+([\w.:-]+)(?:\s+(?:"([^"]*)"|'([^']*)'))?/g,
  )) {
    if (count++ >= maxEntities) break
    const value = double ?? single ?? ''
    entities[name as string] = value.length <= maxEntityLength && !/[&<%]/.test(value) ? value : ''
  }
  return entities
}
