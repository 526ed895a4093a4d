import { decodeHTMLAttribute } from 'entities/decode'
import type { Properties } from 'hast'
import { h, s } from 'hastscript'
import { find, html, type Info, type Schema, svg } from 'property-information'

/** Attributes by their names in lower case; a look into a map is ten times as fast as `find`. */
function namesOf(schema: Schema): ReadonlyMap<string, Info> {
  return new Map(Object.values(schema.property).map((info) => [info.attribute.toLowerCase(), info]))
}
const htmlNames = namesOf(html)
const svgNames = namesOf(svg)

/**
 * Adds an attribute as it stands in a hast tree: a class is a list, a width is a number.
 *
 * @param name
 *   In lower case.
 * @param written
 *   The value as in the source, with character references.
 */
export function addProperty(properties: Properties, name: string, written: string, foreign: boolean): void {
  const names = foreign ? svgNames : htmlNames
  const info = names.get(name) ?? find(foreign ? svg : html, name)
  const value = propertyValue(info, written.includes('&') ? decodeHTMLAttribute(written) : written, foreign)
  const { className } = properties
  // Of two names for one property the second one counts, but classes add up.
  const adds = info.property === 'className' && Array.isArray(className) && Array.isArray(value)
  properties[info.property] = adds ? [...className, ...value] : value
}

function propertyValue(info: Info, value: string, foreign: boolean): Properties[string] {
  const { boolean, overloadedBoolean, commaSeparated, spaceSeparated, commaOrSpaceSeparated } = info
  if (spaceSeparated && !info.number) return tokens(value)
  if (boolean || overloadedBoolean || commaSeparated || commaOrSpaceSeparated) {
    // Rare enough to ask the library that the full parser asks.
    return (foreign ? s : h)('x', { [info.property]: value }).properties[info.property]
  }
  return info.number && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value
}

function tokens(value: string): string[] {
  const plain = value.trim()
  return plain === '' ? [] : plain.split(/[ \t\n\r\f]+/)
}
