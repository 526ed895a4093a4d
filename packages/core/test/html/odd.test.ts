import { describeHtml, openRun } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { expect, test } from 'vitest'
import { fakeCaptioner, folder } from '../flow/fake.ts'
import { odd } from './markup.ts'

test('each odd piece of markup gets its alts, and nothing else changes', async () => {
  const root = await folder({})
  const settings = resolveOptions({}, 'options', { root, ci: false })
  const run = await openRun({ command: 'fix', settings, openCaptioner: async () => fakeCaptioner() })
  const load = async () => ({ status: 'loaded' as const, bytes: Buffer.from('caption:kite & "tail"') })
  const rows: string[] = []
  for (const [name, source] of Object.entries(odd)) {
    const page = await describeHtml(run, { document: 'page.html', source, load })
    const added = page.edits.map(({ text }) => text)
    let rest = page.source
    for (const text of added) rest = rest.replace(text, '')
    expect(rest, name).toBe(source)
    const shown = page.source === source ? '(unchanged)' : visible(page.source)
    rows.push(`${name}\n  ${visible(source)}\n  ${shown}`)
  }
  await run.dispose()
  await expect(`${rows.join('\n\n')}\n`).toMatchFileSnapshot('odd.snap')
})

/** One line, with what cannot be seen spelt out. */
function visible(source: string): string {
  return JSON.stringify(source).slice(1, -1).replaceAll('\\"', '"').replaceAll('\uFEFF', '\\uFEFF')
}
