import { fileLoader, openRun } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { describeMarkdown } from '@altwright/core/markdown'
import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { expect, test } from 'vitest'
import { gfmOf } from '../../src/markdown/gfm.ts'
import { readMarkdown } from '../../src/markdown/read.ts'
import { fakeCaptioner, folder } from '../flow/fake.ts'

const prose = [
  'a',
  ' ',
  '\n',
  '\n\n',
  '*b*',
  '_',
  '~c~',
  '`',
  '> ',
  '- ',
  '- [ ] ',
  '# ',
  '    ',
  '[',
  ']',
  '(d)',
  '[^e]',
  '\\',
  '!',
  '"',
  '<i>',
  '</i>',
  '<!-- ',
  ' -->',
  '```\n',
  '[f]: g.svg\n',
  '&amp;',
]
const mail = ['@', 'a@b.co', 'mailto:', 'xmpp:', '.', '+', '-']
const table = ['|', '-', ':', '---', ':-', '-:', '|a|\n|-|\n', 'a\n:-\n']
const links = ['www.a.b ', 'https://c.d/', 'h', 'w']
const images = ['![](lens.svg)', '![ ](lens.svg)', '![][f]', '<img src="lens.svg">', '![x](lens.svg)']

test('what a text has no sign of is not there', () => {
  const texts = [prose, [...prose, ...mail], [...prose, ...table], [...prose, ...mail, ...table, ...links]]
  for (const pieces of texts) {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...links), { maxLength: 24 }), (some) => {
        const source = some.join('')
        const read = (extension: ReturnType<typeof gfm>) =>
          fromMarkdown(source, { extensions: [extension], mdastExtensions: [gfmFromMarkdown()] })
        expect(read(gfmOf(source))).toEqual(read(gfm()))
      }),
    )
  }
})

test('an alt that was written is read as it was meant, and nothing else is', async () => {
  const root = await folder({ 'lens.svg': 'caption:magnifying glass' })
  const settings = resolveOptions({}, 'options', { root, ci: false })
  const run = await openRun({ command: 'fix', settings, openCaptioner: async () => fakeCaptioner() })
  const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'page.md' })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...prose, ...images, ...images, '|a|\n|-|\n|'), { maxLength: 24 }),
      async (some) => {
        const source = some.join('')
        const options = { mdx: false, emptyMarkdownAlt: 'missing' } as const
        const page = await describeMarkdown(run, { document: 'page.md', source, load, ...options })
        const altsIn = (text: string) =>
          readMarkdown(text, { mdx: false, emptyMarkdownAlt: 'decorative' })
            .filter(({ facts }) => facts.kind === 'img')
            .map(({ facts: { alt } }) => ('value' in alt ? alt.value : ''))
        const isWritten = page.edits.length > 0
        const found = page.findings.filter(({ kind }) => kind === 'img')
        const meant = altsIn(source).map(
          (alt, index) => (isWritten ? found[index]?.attributes?.['alt'] : undefined) ?? alt,
        )
        expect(altsIn(page.source)).toEqual(meant)
      },
    ),
  )
  await run.dispose()
})
