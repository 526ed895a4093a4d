import { type ComponentImages, imagesOf, type Markup, type ReadOptions, readingOf } from '../component.ts'
import { treesOf } from '../jsx.ts'
import { namesFrom } from './names.ts'
import { markupIn, Unsure } from './piece.ts'
import { readModule } from './read.ts'

/**
 * Whether a module is long, and more of it prose than code: then `imagesFromPlainJsx` takes a fraction of what a syntax tree takes,
 * which has each text twice. Where there is more code, a parser is as quick.
 */
export function isLongProse(source: string): boolean {
  if (source.length < leastLength) return false
  let length = 0
  for (let sample = 0; sample < samples; sample++) {
    const start = Math.floor((sample * source.length) / samples)
    for (const [stretch] of source.slice(start, start + sampleLength).matchAll(prose))
      length += stretch.length
  }
  return 2 * length > samples * sampleLength
}

/** In UTF-16 units. */
const leastLength = 16_384
const [samples, sampleLength] = [8, 512]

/** So many characters of one line stand in no code without a mark. */
const prose = /[^<>{}()[\]=;:"'`&|+*/\\\r\n]{40,}/g

/**
 * The same as `imagesFromJsx` for a module without mistakes whose markup can be told apart from its code without a parser;
 * `undefined` where that is not sure.
 */
export function imagesFromPlainJsx(source: string, options: ReadOptions = {}): ComponentImages | undefined {
  const markup = plainMarkup(source)
  return markup && imagesOf(source, markup, options)
}

function plainMarkup(source: string): Markup | undefined {
  try {
    const { pieces, uses } = readModule(source)
    const reading = readingOf(source, namesFrom(pieces, uses))
    return { ...reading, trees: treesOf(markupIn(pieces), reading) }
  } catch (error) {
    // What is nested too deeply here need not be for a parser.
    if (error instanceof Unsure || error instanceof RangeError) return undefined
    throw error
  }
}
