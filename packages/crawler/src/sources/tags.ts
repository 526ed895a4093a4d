/** A start tag, or a Markdown image, as it is written in a source file. */
export interface SourceTag {
  /** The file, relative to the folder of sources, with `/`. */
  readonly file: string
  /** Where it starts, in UTF-16 units. */
  readonly offset: number
  readonly text: string
  /** The element or component, as written; `!` is a Markdown image. */
  readonly name: string
  /** Attributes with a literal value, by lower-case name; a bare one is empty. */
  readonly literal: ReadonlyMap<string, string>
  /** Names of attributes that are computed, lower case, with their expressions. */
  readonly computed: ReadonlyMap<string, string>
  /** Attributes that no one can tell from here: `{...props}`, `v-bind="…"`. */
  readonly isOpen: boolean
}

const start = /<([a-z][\w:.-]*)(?=[\s/>])/gi

/** Every start tag of a text, whatever language it is a part of: HTML, JSX, Vue, Svelte, Astro or a template of it. */
export function tagsIn(text: string, file: string): SourceTag[] {
  const readable = withoutComments(text)
  const tags: SourceTag[] = []
  for (const match of readable.matchAll(start)) {
    const tag = tagAt(readable, match.index, match[1] ?? '')
    if (tag !== undefined)
      tags.push({ ...tag, file, text: text.slice(tag.offset, tag.offset + tag.text.length) })
  }
  return /\.(?:md|mdx|markdown)$/i.test(file) ? [...tags, ...markdownImages(readable, file)] : tags
}

/** Comments and, in Markdown, code keep their length and lose their words. */
function withoutComments(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, blank)
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, blank)
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, blank)
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

/** More than this is no tag. */
const longest = 5_000

function tagAt(text: string, offset: number, name: string): Omit<SourceTag, 'file'> | undefined {
  const literal = new Map<string, string>()
  const computed = new Map<string, string>()
  let isOpen = false
  let at = offset + 1 + name.length
  const end = Math.min(text.length, offset + longest)
  while (at < end) {
    const sign = text[at] ?? ''
    if (sign === '>') {
      at += 1
      return { offset, text: text.slice(offset, at), name, literal, computed, isOpen }
    }
    if (/[\s/]/.test(sign)) at += 1
    else if (sign === '{') {
      // `{...props}`, Svelte's `{alt}`, or a piece of a template.
      const close = closing(text, at, end)
      const inner = text.slice(at + 1, close - 1).trim()
      if (/^[\w$]+$/.test(inner)) computed.set(inner.toLowerCase(), inner)
      else isOpen = true
      at = close
    } else {
      const attribute = attributeAt(text, at, end)
      if (attribute === undefined) return undefined
      const { key, value, isComputed, next } = attribute
      if (key === 'v-bind' || key === '[]') isOpen = true
      else if (isComputed) computed.set(key, value)
      else if (!literal.has(key)) literal.set(key, value)
      at = next
    }
  }
  return undefined
}

interface Attribute {
  readonly key: string
  readonly value: string
  readonly isComputed: boolean
  readonly next: number
}

function attributeAt(text: string, at: number, end: number): Attribute | undefined {
  const written = /^[^\s=>{"'/]+/.exec(text.slice(at, at + 200))?.[0]
  if (written === undefined) return undefined
  const bound = /^(?::|v-bind:|bind:|\[)/.test(written)
  const key = keyOf(written)
  let next = at + written.length
  const equals = /^\s*=\s*/.exec(text.slice(next, next + 50))?.[0]
  if (equals === undefined) return { key, value: '', isComputed: bound, next }
  next += equals.length
  const sign = text[next] ?? ''
  if (sign === '{') {
    const close = closing(text, next, end)
    const value = text.slice(next + 1, close - 1).trim()
    const string = /^(["'`])([^"'`$\\]*)\1$/.exec(value)?.[2]
    return { key, value: string ?? value, isComputed: string === undefined, next: close }
  }
  if (sign === '"' || sign === "'") {
    const close = text.indexOf(sign, next + 1)
    if (close === -1 || close >= end) return undefined
    const value = text.slice(next + 1, close)
    return { key, value, isComputed: bound || isTemplate(value), next: close + 1 }
  }
  const value = /^[^\s>]+/.exec(text.slice(next, end))?.[0]?.replace(/\/$/, '') ?? ''
  return { key, value, isComputed: bound || isTemplate(value), next: next + Math.max(1, value.length) }
}

/** `{{ … }}`, `{% … %}`, `<%= … %>`, `{…}` of Svelte. */
function isTemplate(value: string): boolean {
  return /\{|<%|<\?/.test(value)
}

/** As HTML calls it. */
function keyOf(written: string): string {
  const key = written.replace(/^(?::|v-bind:|bind:|\[)|\]$/g, '').toLowerCase()
  return key === 'classname' ? 'class' : key
}

/** Behind the brace that closes the one here, strings left out. */
function closing(text: string, from: number, end: number): number {
  let depth = 0
  for (let at = from; at < end; at++) {
    const sign = text[at] ?? ''
    if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    } else if (sign === '"' || sign === "'" || sign === '`') {
      const close = text.indexOf(sign, at + 1)
      if (close === -1 || close >= end) return end
      at = close
    }
  }
  return end
}

function markdownImages(text: string, file: string): SourceTag[] {
  return [...text.matchAll(/!\[([^\]]{0,1000})\]\(\s{0,9}<?([^)\s>]{1,2000})>?[^)]{0,1000}\)/g)].map(
    (match) => ({
      file,
      offset: match.index,
      text: match[0],
      name: '!',
      literal: new Map([
        ['alt', match[1] ?? ''],
        ['src', match[2] ?? ''],
      ]),
      computed: new Map(),
      isOpen: false,
    }),
  )
}
