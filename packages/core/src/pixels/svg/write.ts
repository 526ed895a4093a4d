import type { SvgElement } from './parse.ts'

/** Writes elements back as XML. */
export function serialiseSvg(element: SvgElement): string {
  const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join('')
  const inside = element.children
    .map((child) => (typeof child === 'string' ? escapeXml(child) : serialiseSvg(child)))
    .join('')
  return inside === ''
    ? `<${element.name}${attributes}/>`
    : `<${element.name}${attributes}>${inside}</${element.name}>`
}

/** XML 1.0 has no way to write the characters outside these ranges. https://www.w3.org/TR/xml/#charsets */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function escapeXml(text: string): string {
  return text
    .replace(notXml, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}
