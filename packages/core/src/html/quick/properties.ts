import { decodeHTMLAttribute } from 'entities/decode'
import type { Properties } from 'hast'
import { h, s } from 'hastscript'
import { find, html, type Info, type Schema, svg } from 'property-information'
import { interned } from './interned.ts'
import { type NameTable, nameTable } from './shelves.ts'

export type PropertyValue = Properties[string]

/** What an attribute is in a hast tree, where a class is a list, and a width is a number. */
export interface Attribute {
  /** As HTML calls it; one that is not of the standard by the name that is written, in lower case. */
  readonly name: string
  readonly property: string
  readonly form: 'text' | 'number' | 'tokens' | 'other'
}

function attributeOf(attribute: string, info: Info): Attribute {
  const name = interned(attribute)
  const { property, number, boolean, overloadedBoolean, spaceSeparated } = info
  const { commaSeparated, commaOrSpaceSeparated } = info
  if (spaceSeparated && !number) return { name, property, form: 'tokens' }
  if (boolean || overloadedBoolean || commaSeparated || commaOrSpaceSeparated)
    return { name, property, form: 'other' }
  return { name, property, form: number ? 'number' : 'text' }
}

/** Attributes by their names; a look into a table is ten times as fast as `find`. */
function attributesOf(schema: Schema): NameTable<Attribute> {
  const known = Object.values(schema.property).map(
    (info) => [info.attribute.toLowerCase(), attributeOf(info.attribute, info)] as const,
  )
  return nameTable(new Map(known))
}
const htmlAttributes = attributesOf(html)
const svgAttributes = attributesOf(svg)

/** The attribute whose name stands between two offsets. */
export function attributeAt(source: string, start: number, end: number, foreign: boolean): Attribute {
  const known = (foreign ? svgAttributes : htmlAttributes)(source, start, end)
  return known ?? otherAttribute(source.slice(start, end).toLowerCase(), foreign ? svg : html)
}

/** One of the standard may be written as its property is called. */
function otherAttribute(written: string, schema: Schema): Attribute {
  const info = find(schema, written)
  const isKnown = Object.hasOwn(schema.property, info.property)
  return attributeOf(isKnown ? info.attribute : written, info)
}

/**
 * @param written
 *   As in the source, with character references.
 */
export function propertyValue(
  { property, form }: Attribute,
  written: string,
  foreign: boolean,
): PropertyValue {
  const value = written.includes('&') ? decodeHTMLAttribute(written) : written
  switch (form) {
    case 'text':
      return value
    case 'number':
      return value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value
    case 'tokens':
      return tokens(value)
    default:
      // Rare enough to ask the library that the full parser asks.
      return (foreign ? s : h)('x', { [property]: value }).properties[property]
  }
}

function tokens(value: string): string[] {
  const plain = value.trim()
  return plain === '' ? [] : plain.split(/[ \t\n\r\f]+/)
}
