import type { ComponentImages } from '@altwright/core/components'
import { AltwrightError, describeDocument, type Run } from '@altwright/core/page'
import { documentOf, type Files, inModule } from './address.ts'
import { type DescribedComponent, written } from './described.ts'
import { describeMarkdownPage } from './markdown.ts'
import { isMarkdown, type ModuleContext } from './parse.ts'
import type { Site } from './site.ts'

/**
 * Decides about the images of a component and writes what is known into its source. One that does not parse comes back as
 * it is: its own compiler says why, at the right place.
 */
export async function describeComponent(
  run: Run,
  site: Site,
  files: Files,
  context: ModuleContext,
  file: string,
  source: string,
): Promise<DescribedComponent> {
  if (isMarkdown(file)) return describeMarkdownPage(run, site, files, context, file, source)
  const document = documentOf(site.settings.root, file)
  const text = {
    document,
    source,
    readAs: JSON.stringify([site.language, site.parserOf(context, file)]),
    identify: inModule(files.identities, site, context, file),
  }
  const described = await describeDocument(run, text, async () => {
    const read = await readQuietly(site, context, file, source)
    if (typeof read === 'string') run.fail(document, read)
    if (read === undefined || typeof read === 'string' || read.images.length === 0) return undefined
    const { images, fromModule } = read
    const find = inModule(files.bytes, site, context, file)
    return { images, fromModule, load: (url) => find(url, fromModule.has(url)) }
  })
  if (described === undefined) return { findings: [], written: undefined }
  // As for a page: nothing is copied, and no accessor is made that keeps the component.
  return Object.assign(described, { written: written(site, file, source, described.edits) })
}

/** A text says why a component that its compiler may take cannot be read. */
async function readQuietly(
  { read, language, settings }: Site,
  context: ModuleContext,
  file: string,
  source: string,
): Promise<ComponentImages | string | undefined> {
  try {
    return await read(context, file, source, { language, components: settings.components })
  } catch (error) {
    if (error instanceof AltwrightError) return error.message
    return error instanceof RangeError ? 'Its markup is nested too deeply to be read.' : undefined
  }
}
