import type { Root } from 'hast'
import { readSheet } from './accessibility/sheet.ts'
import { type FromHastOptions, type ImageInTree, imagesFromHast as withoutSheets } from './from-hast.ts'

/**
 * Reads the facts of every image-bearing element, in document order, with what the document's style sheets say. Walks
 * `template` content, `noscript` and MDX elements too. The tree is not changed.
 */
export function imagesFromHast(tree: Root, options: FromHastOptions = {}): ImageInTree[] {
  return withoutSheets(tree, options, readSheet)
}
