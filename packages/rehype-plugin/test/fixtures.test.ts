import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/temporary.ts'
import { fakeCaptioner, fromHtml, fromMarkdown } from './pipeline.ts'

const fixtures = join(import.meta.dirname, 'fixtures')

/** `input.html` or `input.md` with `options.json` → `output.html` and `messages.json`. */
describe('fixtures', () => {
  test.each(readdirSync(fixtures))('%s', async (name) => {
    const root = join(fixtures, name)
    const markdown = existsSync(join(root, 'input.md'))
    const path = join(root, markdown ? 'input.md' : 'input.html')
    const options = {
      root,
      lockfile: join(temporaryFolder(), 'altwright.lock.json'),
      openCaptioner: fakeCaptioner().open,
      ...(existsSync(join(root, 'options.json')) &&
        JSON.parse(readFileSync(join(root, 'options.json'), 'utf8'))),
    }
    const value = readFileSync(path, 'utf8')
    const processor = markdown ? fromMarkdown(options) : fromHtml(options, !value.startsWith('<!doctype'))
    const file = await processor.process({ path, value })
    const messages = file.messages.map(({ line, column, ruleId, source, reason, note, url, fatal }) => {
      return { at: `${line}:${column}`, ruleId, source, reason, note: note?.split('\n'), url, fatal }
    })
    await expect(String(file)).toMatchFileSnapshot(join(root, 'output.html'))
    await expect(`${JSON.stringify(messages, null, 2)}\n`).toMatchFileSnapshot(join(root, 'messages.json'))
  })
})
