import { printable } from '../characters.ts'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly (XmlElement | string)[]
}

export function xml(
  name: string,
  attributes: XmlElement['attributes'],
  children: XmlElement['children'] = [],
): XmlElement {
  return { name, attributes, children }
}

/** A document of XML 1.0: the only place where the tree becomes characters, and so the only one that escapes. */
export function serialiseXml(root: XmlElement): string {
  const out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
  write(root, '', out)
  return out.join('')
}

function write({ name, attributes, children }: XmlElement, indent: string, out: string[]): void {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  out.push(indent, '<', name, ...written)
  if (children.length === 0) {
    out.push('/>\n')
    return
  }
  out.push('>')
  const text = children.every((child) => typeof child === 'string')
  if (!text) out.push('\n')
  for (const child of children) {
    if (typeof child === 'string') out.push(escapeXml(child))
    else write(child, `${indent}  `, out)
  }
  out.push(text ? '' : indent, '</', name, '>\n')
}

/** With `>` as well, so that no text ends a CDATA section of whoever pastes it. https://www.w3.org/TR/xml/#charsets */
function escapeXml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')
}
