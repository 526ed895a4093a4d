/** What a page is made of: elements, text, and nothing. Text is always text; there is no way to pass markup in. */
export type Content = Element | string | number | undefined | readonly Content[]

export interface Element {
  readonly tag: string
  readonly attributes: Attributes
  readonly children: readonly Content[]
}

/** `true` writes the bare name, `undefined` writes nothing. */
export type Attributes = Readonly<Record<string, string | number | true | undefined>>

export function h(tag: string, attributes: Attributes, ...children: readonly Content[]): Element {
  return { tag, attributes, children }
}

/** Text that a page or a person wrote, isolated so that its writing direction stays its own. */
export function quoted(text: string): Element {
  return h('bdi', {}, text)
}

/** The only place where a tree becomes characters, and so the only one that escapes. */
export function serialise(content: Content): string {
  const out: string[] = []
  write(content, out)
  return out.join('')
}

const empty = new Set(['img', 'input', 'link', 'meta'])
const rawText = new Set(['script', 'style'])

function write(content: Content, out: string[]): void {
  if (content === undefined) return
  if (typeof content === 'string' || typeof content === 'number') out.push(escapeText(String(content)))
  else if (isList(content)) for (const child of content) write(child, out)
  else writeElement(content, out)
}

function writeElement({ tag, attributes, children }: Element, out: string[]): void {
  out.push('<', tag)
  for (const [name, value] of Object.entries(attributes)) out.push(attribute(name, value))
  out.push('>')
  if (empty.has(tag)) return
  if (rawText.has(tag)) out.push(children.join('').replaceAll('</', '<\\/'))
  else write(children, out)
  out.push('</', tag, '>')
}

function attribute(name: string, value: string | number | true | undefined): string {
  if (value === undefined) return ''
  if (value === true) return ` ${name}`
  const text = clean(String(value))
  if (name === 'href' && !isLink(text)) return ''
  if (name === 'src' && !isPicture(text)) return ''
  return ` ${name}="${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`
}

function escapeText(text: string): string {
  return clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Control characters say nothing to a reader and may not stand in HTML; half a surrogate pair is no character. */
function clean(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}/gu, '').replace(/\p{Surrogate}/gu, '\uFFFD')
}

/** An address in this page, on the web, or relative; never `javascript:`, `data:` or another scheme. */
function isLink(url: string): boolean {
  return /^(?:#|https?:\/\/|\.{0,2}\/(?![/\\]))/i.test(url)
}

/** Small pictures inside the file: nothing is fetched, and nothing that could run is drawn. */
export function isPicture(url: string): boolean {
  return /^data:image\/(?:webp|png);base64,[A-Za-z0-9+/]+={0,2}$/.test(url)
}

function isList(content: Element | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content)
}
