import type { ListedAttribute } from '../../image/element.ts'
import { concernAt, valueConcerns } from './concern.ts'
import { attributeAt, type PropertyValue, propertyValue } from './properties.ts'
import type { Reading } from './reading.ts'

/** Where a tag's name ends; -1 where it is not made of the characters that names are made of. */
export function nameEnd(source: string, start: number): number {
  let at = start
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code >= 97 && code <= 122) continue
    if (code === greater || isSpace(code) || code === slash) return at
    const plain = (code >= 65 && code <= 90) || (code >= 48 && code <= 58) || code === 45 || code === 95
    if (!plain) return -1
  }
  return -1
}

/** A tag with more is not read by people either; each name is compared with those before it. */
const mostAttributes = 400

/** What the rest of a start tag says, as bits. */
export const rest = {
  selfCloses: 1,
  /** It may matter to what images are, or to whether they are seen. */
  concerns: 2,
} as const

/**
 * Goes over the attributes of a start tag; the answer is bits of `rest`, or -1 where they are written in a way that is an
 * error in HTML, which the full parser knows how to repair, or are too many.
 */
export function skipRestOfTag(reading: Reading, start: number, foreign: boolean): number {
  const { source } = reading
  let found = 0
  let at = start
  for (let count = 0; count <= mostAttributes; ) {
    at = skipSpace(source, at)
    const code = source.charCodeAt(at)
    if (code === greater) {
      reading.at = at + 1
      return found
    }
    if (code === slash) {
      at += 1
      if (source.charCodeAt(at) !== greater) continue
      reading.at = at + 1
      return found | rest.selfCloses
    }
    const afterName = attributeNameEnd(source, at)
    if (afterName === -1) return -1
    count += 1
    const name = at
    const value = valueStart(source, afterName)
    at = value === -1 ? skipSpace(source, afterName) : valueEnd(source, value)
    if (at === -1) return -1
    const concern = concernAt(source, name, afterName, foreign)
    if (concern === 'refused') return -1
    if (concern === 'never') continue
    if (concern === 'always' || valueConcerns(concern, source.slice(value, at))) found |= rest.concerns
  }
  return -1
}

/**
 * The attributes of a start tag that was gone over, from the end of its name.
 *
 * @throws Where none stands.
 */
export function readAttributes(
  source: string,
  start: number,
  foreign: boolean,
  returns: boolean,
): readonly ListedAttribute[] {
  if (source.charCodeAt(start) === greater) return noAttributes
  const attributes: ListedAttribute[] = []
  let at = skipToAttribute(source, start)
  while (source.charCodeAt(at) !== greater) {
    const place = at
    const afterName = attributeNameEnd(source, place)
    const attribute = attributeAt(source, place, afterName, foreign)
    const { name, property } = attribute
    const from = valueStart(source, afterName)
    const end = from === -1 ? skipSpace(source, afterName) : valueEnd(source, from)
    // Rather than to go on for ever, where the tape holds another page by now.
    if (end === -1) throw new Error('No start tag that was gone over stands here.')
    at = skipToAttribute(source, end)
    const index = attributes.findIndex((other) => other.property === property)
    // Of two that are called the same the first one counts.
    if (index !== -1 && isRepeated(source, start, place)) continue
    const raw = from === -1 ? '' : unquoted(source, from, end)
    const written = returns && raw.includes('\r') ? raw.replaceAll('\r\n', '\n') : raw
    const value = propertyValue(attribute, written, foreign)
    if (index === -1) attributes.push({ name, property, value })
    else attributes[index] = { name, property, value: ofTwo(property, attributes[index]?.value, value) }
  }
  return attributes
}

/** Whether an attribute of the tag, from the end of its name, is called as the one at a place after it. */
function isRepeated(source: string, start: number, place: number): boolean {
  const name = nameAt(source, place)
  for (let at = skipToAttribute(source, start); at < place; ) {
    if (nameAt(source, at) === name) return true
    const afterName = attributeNameEnd(source, at)
    const from = valueStart(source, afterName)
    at = skipToAttribute(source, from === -1 ? afterName : valueEnd(source, from))
  }
  return false
}

function nameAt(source: string, at: number): string {
  return source.slice(at, attributeNameEnd(source, at)).toLowerCase()
}

/** Of two names for one property the second one counts, but classes add up. */
function ofTwo(property: string, first: PropertyValue, second: PropertyValue): PropertyValue {
  const adds = property === 'className' && Array.isArray(first) && Array.isArray(second)
  return adds ? [...first, ...second] : second
}

function unquoted(source: string, start: number, end: number): string {
  const quote = source.charCodeAt(start)
  const isQuoted = quote === doubleQuote || quote === singleQuote
  return isQuoted ? source.slice(start + 1, end - 1) : source.slice(start, end)
}

/** The offset after an end tag's `>`; -1 where more than white space is in the way. */
export function tagEnd(source: string, start: number): number {
  const at = skipSpace(source, start)
  return source.charCodeAt(at) === greater ? at + 1 : -1
}

/** The attributes of all tags that have none. */
export const noAttributes: readonly ListedAttribute[] = []

const slash = 47
const equals = 61
const greater = 62
const doubleQuote = 34
const singleQuote = 39

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13 || code === 12
}

/** Over the slashes that stand in for spaces, too. */
function skipToAttribute(source: string, start: number): number {
  let at = skipSpace(source, start)
  while (source.charCodeAt(at) === slash) at = skipSpace(source, at + 1)
  return at
}

function skipSpace(source: string, start: number): number {
  let at = start
  while (isSpace(source.charCodeAt(at))) at += 1
  return at
}

/** After at least one character, none of which is an error in a name; -1 where there is one. */
function attributeNameEnd(source: string, start: number): number {
  let at = start
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (isSpace(code) || code === slash || code === greater || code === equals) break
    if (code === doubleQuote || code === singleQuote || code === 60) return -1
  }
  return at === start || at === source.length ? -1 : at
}

/** Where an attribute's value starts, with its quote; -1 where it has none. */
function valueStart(source: string, afterName: number): number {
  const at = skipSpace(source, afterName)
  return source.charCodeAt(at) === equals ? skipSpace(source, at + 1) : -1
}

/** Where a value ends, with its quote; -1 where it does not, or is written in a way that is an error. */
function valueEnd(source: string, start: number): number {
  const quote = source.charCodeAt(start)
  if (quote !== doubleQuote && quote !== singleQuote) return unquotedEnd(source, start)
  return source.indexOf(quote === doubleQuote ? '"' : "'", start + 1) + 1 || -1
}

/** After at least one character, none of which is an error in an unquoted value; -1 where there is one. */
function unquotedEnd(source: string, start: number): number {
  let at = start
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (isSpace(code) || code === greater) return at === start ? -1 : at
    if (code === doubleQuote || code === singleQuote || code === 60 || code === equals || code === 96)
      return -1
  }
  return -1
}
