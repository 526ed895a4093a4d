import type { Run } from '@altwright/core/page'
import { documentOf, type Files, inMarkdown } from './address.ts'
import { type DescribedComponent, written } from './described.ts'
import type { ModuleContext } from './parse.ts'
import type { Site } from './site.ts'
import { languageOfPage } from './vitepress.ts'

/** Decides about the images of a Markdown or MDX page as its author wrote it, before its host makes a component of it. */
export async function describeMarkdownPage(
  run: Run,
  site: Site,
  files: Files,
  context: ModuleContext,
  file: string,
  source: string,
): Promise<DescribedComponent> {
  const { describeMarkdown } = await import('@altwright/core/markdown')
  const { findings, edits } = await describeMarkdown(run, {
    document: documentOf(site.settings.root, file),
    source,
    load: inMarkdown(files.bytes, site, context, file),
    identify: inMarkdown(files.identities, site, context, file),
    mdx: file.endsWith('.mdx'),
    emptyMarkdownAlt: site.settings.emptyMarkdownAlt,
    language: site.vitePress === undefined ? site.language : languageOfPage(site.vitePress, file),
  })
  return { findings, written: written(site, file, source, edits) }
}
