import type { Properties } from 'hast'
import { addProperty } from './properties.ts'

/** What stands after a start tag's name. */
export interface RestOfTag {
  readonly properties: Properties
  readonly selfClosing: boolean
  /** The offset after `>`. */
  readonly end: number
}

/** Where a tag's name ends; -1 where it is not made of the characters that names are made of. */
export function nameEnd(source: string, start: number): number {
  let at = start
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (isSpace(code) || code === slash || code === greater) return at
    const plain =
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 58) ||
      code === 45 ||
      code === 95
    if (!plain) return -1
  }
  return -1
}

/**
 * Reads attributes up to the end of a start tag; `undefined` where they are written in a way that is an error in
 * HTML, which the full parser knows how to repair.
 */
export function readRestOfTag(
  source: string,
  start: number,
  foreign: boolean,
  returns: boolean,
): RestOfTag | undefined {
  let properties = noProperties
  let at = start
  for (;;) {
    at = skipSpace(source, at)
    const code = source.charCodeAt(at)
    if (code === greater) return { properties, selfClosing: false, end: at + 1 }
    if (code === slash) {
      if (source.charCodeAt(at + 1) === greater) return { properties, selfClosing: true, end: at + 2 }
      at += 1
      continue
    }
    const name = attributeName(source, at)
    if (name === undefined) return undefined
    at = skipSpace(source, at + name.length)
    let value = ''
    if (source.charCodeAt(at) === equals) {
      at = skipSpace(source, at + 1)
      const quote = source.charCodeAt(at)
      if (quote === doubleQuote || quote === singleQuote) {
        const end = source.indexOf(quote === doubleQuote ? '"' : "'", at + 1)
        if (end === -1) return undefined
        value = source.slice(at + 1, end)
        at = end + 1
      } else {
        const end = unquotedEnd(source, at)
        if (end === -1) return undefined
        value = source.slice(at, end)
        at = end
      }
    }
    if (properties === noProperties) properties = {}
    const plain = returns && value.includes('\r') ? value.replaceAll('\r\n', '\n') : value
    if (!addProperty(properties, name, plain, foreign)) return undefined
  }
}

/** The offset after an end tag's `>`; -1 where more than white space is in the way. */
export function tagEnd(source: string, start: number): number {
  const at = skipSpace(source, start)
  return source.charCodeAt(at) === greater ? at + 1 : -1
}

/** The attributes of all tags that have none. */
const noProperties: Properties = Object.freeze({})

const slash = 47
const equals = 61
const greater = 62
const doubleQuote = 34
const singleQuote = 39

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13 || code === 12
}

function skipSpace(source: string, start: number): number {
  let at = start
  while (isSpace(source.charCodeAt(at))) at += 1
  return at
}

/** At least one character, and none that is an error in a name. */
function attributeName(source: string, start: number): string | undefined {
  let at = start
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (isSpace(code) || code === slash || code === greater || code === equals) break
    if (code === doubleQuote || code === singleQuote || code === 60) return undefined
  }
  if (at === start || at === source.length) return undefined
  return source.slice(start, at)
}

/** At least one character, and none that is an error in an unquoted value; -1 where there is one. */
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
