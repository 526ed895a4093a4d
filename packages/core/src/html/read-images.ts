import type { Root } from 'hast'
import type { ReadSheet } from '../image/accessibility/styles.ts'
import type { ImageFacts } from '../image/facts.ts'
import { imagesFromHast } from '../image/from-hast.ts'
import { seeksNothing } from '../image/prose.ts'
import { startTape, type Tape } from './quick/tape.ts'
import { parseQuickly } from './quickly.ts'

/** The images of a page, in order; `undefined` where its elements are nested too deeply to walk. */
type ReadImages = (
  source: string,
  components: readonly string[],
) => Promise<readonly ImageFacts[] | undefined>

/** Longer tapes, in numbers, are not kept for the next page: they are those of pages of some megabytes. */
const longestTape = 500_000

/** Reads pages onto one tape, because to come by memory takes long. */
export function pageReader(): ReadImages {
  let kept: Tape | undefined
  return async (source, components) => {
    const tape = kept ?? startTape(source.length)
    // Other pages may be read while this one waits.
    kept = undefined
    try {
      const quick = parseQuickly(source, components, tape)
      // First, so that no tree of the full parser waits while those of other pages are made: that is what fills the memory.
      const plain = quick !== undefined && seeksNothing(quick, source)
      const readSheet = plain ? undefined : await sheetReader(source)
      const tree = quick ?? (await repaired(source, components))
      return imagesFromHast(tree, { source, components }, readSheet).map(({ facts }) => facts)
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    } finally {
      if (tape.cells.length <= longestTape) kept = tape
    }
  }
}

/** Few pages need the parser of the whole standard, and it takes long to load. */
async function repaired(source: string, components: readonly string[]): Promise<Root> {
  const { parseHtml } = await import('./parse.ts')
  return parseHtml(source, components)
}

/** Few pages have style sheets of their own. */
async function sheetReader(source: string): Promise<ReadSheet | undefined> {
  if (!/<style\b/i.test(source)) return undefined
  const { readSheet } = await import('../image/accessibility/sheet.ts')
  return readSheet
}
