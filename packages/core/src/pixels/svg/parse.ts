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

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Reads the elements, attributes and text of an SVG file. Comments, processing instructions and the doctype are
 * left out; of a doctype's entities only short plain ones are resolved. Nothing outside the text is ever read.
 */
export function parseSvg(text: string): SvgParse {
  const entities = new Map<string, string>()
  let uses = 0
  const plain = (raw: string): string =>
    raw.replace(/&(#x?[\da-f]+|[\w.:-]+);/gi, (_, name: string) => {
      if (name.startsWith('#')) return character(name)
      const known = predefined[name]
      if (known !== undefined) return known
      return ++uses > maxEntityUses ? '' : (entities.get(name) ?? '')
    })

  const open: SvgElement[] = []
  let root: SvgElement | undefined
  let elements = 0
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const until = next === -1 ? text.length : next
    if (until > at) open.at(-1)?.children.push(plain(text.slice(at, until)))
    if (next === -1) break
    at = next
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4)
      if (end === -1) return { status: 'unfinished' }
      at = end + 3
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at + 9)
      if (end === -1) return { status: 'unfinished' }
      open.at(-1)?.children.push(text.slice(at + 9, end))
      at = end + 3
    } else if (text.startsWith('<?', at)) {
      const end = text.indexOf('?>', at + 2)
      if (end === -1) return { status: 'unfinished' }
      at = end + 2
    } else if (text.startsWith('<!', at)) {
      const end = skipDoctype(text, at)
      if (end === -1) return { status: 'unfinished' }
      readEntities(text.slice(at, end), entities)
      at = end
    } else if (text.startsWith('</', at)) {
      const end = text.indexOf('>', at + 2)
      if (end === -1) return { status: 'unfinished' }
      if (open.pop()?.name !== text.slice(at + 2, end).trim()) return { status: 'malformed' }
      at = end + 1
    } else {
      const tag = readTag(text, at, plain)
      if (typeof tag === 'string') return { status: tag }
      if (++elements > maxElements || open.length >= maxDepth) return { status: 'too-complex' }
      const parent = open.at(-1)
      if (parent !== undefined) parent.children.push(tag.element)
      else if (root === undefined) root = tag.element
      else return { status: 'malformed' }
      if (!tag.closed) open.push(tag.element)
      at = tag.end
    }
  }
  if (open.length > 0) return { status: 'unfinished' }
  return root === undefined ? { status: 'malformed' } : { status: 'parsed', root, elements }
}

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

function readTag(
  text: string,
  from: number,
  plain: (raw: string) => string,
): { element: SvgElement; closed: boolean; end: number } | 'malformed' | 'unfinished' {
  const name = /[A-Za-z_][\w:.-]*/y
  name.lastIndex = from + 1
  const found = name.exec(text)
  if (found === null) return 'malformed'
  const element: SvgElement = { name: found[0], attributes: new Map(), children: [] }
  const attribute = /\s+([A-Za-z_][\w:.-]*)\s*=\s*("[^"<]*"|'[^'<]*')/y
  let at = name.lastIndex
  for (;;) {
    attribute.lastIndex = at
    const pair = attribute.exec(text)
    if (pair === null) break
    const value = pair[2] as string
    element.attributes.set(pair[1] as string, plain(value.slice(1, -1)))
    at = attribute.lastIndex
  }
  const close = /\s*(\/?)>/y
  close.lastIndex = at
  const end = close.exec(text)
  if (end === null) return text.indexOf('>', at) === -1 ? 'unfinished' : 'malformed'
  return { element, closed: end[1] === '/', end: close.lastIndex }
}

/** Where `<!DOCTYPE … [ … ]>` ends. Quotes and comments may hold brackets. */
function skipDoctype(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4)
      if (end === -1) return -1
      at = end + 2
    } else if (char === '"' || char === "'") {
      const end = text.indexOf(char, at + 1)
      if (end === -1) return -1
      at = end
    } else if (char === '[') depth++
    else if (char === ']') depth--
    else if (char === '>' && depth === 0) return at + 1
  }
  return -1
}

function readEntities(doctype: string, entities: Map<string, string>): void {
  for (const [, name, double, single] of doctype.matchAll(
    /<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/g,
  )) {
    const value = double ?? single ?? ''
    if (entities.size < maxEntities && value.length <= maxEntityLength && !/[&<%]/.test(value))
      entities.set(name as string, value)
  }
}

function character(reference: string): string {
  const code = /^#x/i.test(reference)
    ? Number.parseInt(reference.slice(2), 16)
    : Number.parseInt(reference.slice(1), 10)
  return Number.isInteger(code) && code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : ''
}
