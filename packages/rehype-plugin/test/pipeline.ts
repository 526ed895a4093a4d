import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import { rehype } from 'rehype'
import rehypeStringify from 'rehype-stringify'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { temporaryFolder } from '../../core/test/temporary.ts'
import rehypeAltwright, { type Options } from '../dist/index.js'

export const fromHtml = (options?: Options | null, fragment = false) =>
  rehype().data('settings', { fragment }).use(rehypeAltwright, options)

export const fromMarkdown = (options?: Options | null) =>
  unified().use(remarkParse).use(remarkRehype).use(rehypeAltwright, options).use(rehypeStringify)

/** A folder of its own with these files. */
export function folder(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}

export interface FakeCaptioner extends Captioner {
  readonly seen: string[]
  readonly count: { opened: number; disposed: number; open: number; most: number }
  readonly open: () => Promise<Captioner>
}

/** Says what an image's bytes say after `caption:`, and takes all else for a photo. */
export function fakeCaptioner(): FakeCaptioner {
  const seen: string[] = []
  const count = { opened: 0, disposed: 0, open: 0, most: 0 }
  const captioner: FakeCaptioner = {
    id: 'graphics@0/fake',
    seen,
    count,
    async open() {
      count.opened += 1
      count.open += 1
      count.most = Math.max(count.most, count.open)
      return captioner
    },
    async caption(images) {
      return images.map((bytes): CaptionOutcome => {
        const text = Buffer.from(bytes).toString('utf8').trim()
        seen.push(text)
        return text.startsWith('caption:')
          ? { status: 'captioned', text: text.slice('caption:'.length), confidence: 0.98 }
          : { status: 'abstained', reason: 'photo' }
      })
    },
    async dispose() {
      count.disposed += 1
      count.open -= 1
    },
  }
  return captioner
}
