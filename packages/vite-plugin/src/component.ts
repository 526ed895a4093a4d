import type { ComponentImages } from '@altwright/core/components'
import { AltwrightError, describeImages, type Run, textsToInsert } from '@altwright/core/page'
import { documentOf, type Files, moduleLoader } from './address.ts'
import { type DescribedComponent, written } from './described.ts'
import { describeMarkdownPage } from './markdown.ts'
import { isMarkdown, type ModuleContext } from './parse.ts'
import type { Site } from './site.ts'

/**
 * Decides about the images of a component and writes what is known into its source. One that does not parse comes back as
 * it is: its own compiler says why, at the right place.
 */
export async function describeComponent(
  run: () => Promise<Run>,
  site: Site,
  files: Files,
  context: ModuleContext,
  file: string,
  source: string,
): Promise<DescribedComponent> {
  if (isMarkdown(file)) return describeMarkdownPage(run, site, files, context, file, source)
  const document = documentOf(site.settings.root, file)
  const read = await readQuietly(site, context, file, source)
  if (typeof read === 'string') {
    const opened = await run()
    opened.fail(document, read)
    return nothing
  }
  if (read === undefined || read.images.length === 0) return nothing
  const load = moduleLoader(site, files, context, file, read.fromModule)
  const { findings, insertions } = await describeImages(await run(), { document, images: read.images, load })
  return { findings, written: await written(site, file, source, textsToInsert(source, insertions)) }
}

const nothing: DescribedComponent = { findings: [], written: undefined }

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
