import { relative, resolve, sep } from 'node:path'
import { type ImageFacts, imagesFromHast } from '@altwright/core'
import { holdsMdx, imagesFromMdx } from '@altwright/core/components'
import type { Settings } from '@altwright/core/config'
import type { Root } from 'hast'
import type { VFile } from 'vfile'
import { languageOf } from './language.ts'
import { type AnyElement, answerMarkdown, holdsComponents, setAttributes } from './node.ts'
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
    const met = readImages(tree, file, [])
    // A file without images opens nothing; only one with components has to know which of them are images.
    if (met.length === 0 && !holdsComponents(tree)) return
    const language = languageOf(file) ?? settings.language(file)
    const { images, findings, limits } = await sessionFor(given, file.cwd).with(
      async ({ core, run, pictures }) => {
        const { root, components } = core
        const emptyMarkdownAlt = settings.emptyMarkdownAlt ?? core.emptyMarkdownAlt
        const asMet = emptyMarkdownAlt === 'decorative' && components.length === 0
        const images = asMet ? met : readAgain(tree, file, { components, emptyMarkdownAlt })
        const facts = images.map((image) => ({ ...image.facts, language: image.facts.language ?? language }))
        const document = documentOf(root, file)
        const findings = await run.describe(document, facts, pictures.loaderFor(document))
        return { images, findings, limits: settings.fail ?? core.fail }
      },
    )
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

/** The same, with what only the settings tell: which components are images, and what an empty alt of Markdown says. */
function readAgain(
  tree: Root,
  file: VFile,
  { emptyMarkdownAlt, components }: Pick<Settings, 'emptyMarkdownAlt' | 'components'>,
): ReadImage[] {
  const restore = emptyMarkdownAlt === 'missing' ? answerMarkdown(tree, file) : undefined
  const images = readImages(tree, file, components)
  restore?.()
  return images
}

interface ReadImage {
  readonly facts: ImageFacts
  readonly node: AnyElement
}

/** What an import that is not relative brings in is up to the bundler: its address is as good as computed. */
function readImages(tree: Root, file: VFile, components: readonly string[]): ReadImage[] {
  if (!holdsMdx(tree)) return imagesFromHast(tree, { components })
  return imagesFromMdx(String(file), tree, components).map(({ facts, node, fromModule }) => {
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
