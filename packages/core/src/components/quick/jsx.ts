import { type ComponentImages, imagesOf, type Markup, type ReadOptions, readingOf } from '../component.ts'
import { treesOf } from '../jsx.ts'
import { namesFrom } from './names.ts'
import { markupIn, Unsure } from './piece.ts'
import { readModule } from './read.ts'

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
