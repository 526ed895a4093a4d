import { relative, resolve, sep } from 'node:path'
import { fileLoader, type ImageFacts, imagesFromHast } from '@altwright/core'
import { holdsMdx, imagesFromMdx } from '@altwright/core/components'
import type { Root } from 'hast'
import type { VFile } from 'vfile'
import { type AnyElement, answerMarkdown, setAttributes } from './node.ts'
import { type Options, resolveFileSettings } from './options.ts'
import { report } from './report.ts'
import { sessionFor } from './session.ts'

/**
 * Fills missing alts in a hast tree, and reports as messages what a person must decide. Asynchronous:
 * use `process` or `run`; `processSync` and `runSync` throw.
 *
 * @example
 * unified().use(remarkParse).use(remarkRehype).use(rehypeAltwright).use(rehypeStringify)
 */
export default function rehypeAltwright(
  options?: Options | null | undefined,
): (tree: Root, file: VFile) => Promise<void> {
  const given = options ?? {}
  const settings = resolveFileSettings(given)

  return async (tree, file) => {
    const met = readImages(tree, file)
    if (met.length === 0) return
    const language = settings.language(file)
    const { images, findings, limits } = await sessionFor(given, file.cwd).with(async ({ core, run }) => {
      const read = core.emptyMarkdownAlt === 'missing' ? readOpenImages(tree, file) : met
      const facts = read.map((image) => ({ ...image.facts, language: image.facts.language ?? language }))
      const document = documentOf(core.root, file)
      const { root, publicDirs, base, fail } = core
      const load = fileLoader({ root, publicDirs, base, document })
      return { images: read, findings: await run.describe(document, facts, load), limits: fail }
    })
    images.forEach(({ node }, index) => {
      const attributes = findings[index]?.attributes
      if (attributes !== undefined) setAttributes(node, attributes)
    })
    report(
      file,
      findings,
      images.map(({ node }) => node),
      limits,
    )
  }
}

/** The same, where an empty alt of Markdown answers nothing. */
function readOpenImages(tree: Root, file: VFile): ReturnType<typeof readImages> {
  const restore = answerMarkdown(tree, file)
  const images = readImages(tree, file)
  restore()
  return images
}

/** What an import that is not relative brings in is up to the bundler: its address is as good as computed. */
function readImages(tree: Root, file: VFile): { readonly facts: ImageFacts; readonly node: AnyElement }[] {
  if (!holdsMdx(tree)) return imagesFromHast(tree)
  return imagesFromMdx(String(file), tree).map(({ facts, node, fromModule }) => {
    const { url } = facts.source
    if (!fromModule || url === undefined || /^\.{0,2}\//.test(url)) return { facts, node }
    return { facts: { ...facts, source: { ...facts.source, url: undefined, from: 'dynamic' } }, node }
  })
}

/** Its path from the root, with `/`; a file without a path lies in its working directory. */
function documentOf(root: string, file: VFile): string {
  return relative(root, resolve(file.cwd, file.path ?? 'untitled'))
    .split(sep)
    .join('/')
}
