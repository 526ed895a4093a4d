import type { AnyElement, AnyNode } from './element.ts'
import { text } from './element.ts'
import type { Place, Size } from './facts.ts'

/** CSS pixels, as the element itself declares them; a style goes before an attribute, also where it says no pixels. */
export function declaredSize(element: AnyElement): Size {
  const style = text(element, 'style')
  const side = (name: 'width' | 'height'): number | undefined => {
    const styled = style === undefined ? undefined : inStyle[name].exec(style)?.[1]
    const written = styled ?? text(element, name)
    const value =
      written === undefined ? undefined : (styled === undefined ? pixels : cssPixels).exec(written)?.[1]
    return value === undefined ? undefined : Number(value)
  }
  return { width: side('width'), height: side('height') }
}

const pixels = /^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/
const cssPixels = /^(\d+(?:\.\d+)?(?=px)|0(?=\s|!|$))/i
const inStyle = {
  width: /(?:^|;)\s*width\s*:\s*([^;]*)/i,
  height: /(?:^|;)\s*height\s*:\s*([^;]*)/i,
} as const

/** Where the start tag, or the comment, is in the source. */
export function placeOf(node: AnyNode): Place | undefined {
  const start = node.position?.start
  if (start?.offset === undefined) return undefined
  return { line: start.line, column: start.column, offset: start.offset }
}

/** The start tag, or the comment, at an offset, as written, cut at 300 characters. */
export function markupAt(start: number, source: string): string | undefined {
  if (source[start] !== '<') return undefined
  const tag =
    /^<!--.*?-->|^<(?:"[^"]*"|'[^']*'|[^'">]+)*>?/s.exec(source.slice(start, start + 4000))?.[0] ?? ''
  const plain = tag.includes(' data-altwright-')
    ? tag.replace(/ data-altwright-(?:rendered|shown)="[^"]*"/g, '')
    : tag
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain
}
