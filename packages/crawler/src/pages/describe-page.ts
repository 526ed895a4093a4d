import type { HtmlPageResult, Run } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { describeHtml } from '@altwright/core/page'
import type { PageInHand } from './read-pages.ts'

/** The page step by the kind of the file. What reads Markdown is loaded when the first such file is met. */
export async function describePage(
  run: Run,
  { file, page, load, identify }: PageInHand,
  { emptyMarkdownAlt }: Pick<Settings, 'emptyMarkdownAlt'>,
): Promise<HtmlPageResult> {
  const { document } = file
  const kind = /\.(mdx?|markdown)$/i.exec(document)?.[1]?.toLowerCase()
  if (kind === undefined) return describeHtml(run, { document, source: page.text, load, identify })
  const { describeMarkdown } = await import('@altwright/core/markdown')
  const isMdx = kind === 'mdx'
  return describeMarkdown(run, { document, source: page.text, load, identify, mdx: isMdx, emptyMarkdownAlt })
}
