import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeHtml, openRun, type Run } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import fc from 'fast-check'
import type { Nodes, Properties } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { expect, test } from 'vitest'
import { insertedInto } from '../../../crawler/dist/undo/entry.js'
import { takeOutExactly } from '../../../crawler/dist/undo/take-out.js'
import { readQuickly } from '../../dist/html/quick/read.js'
import { folder } from '../flow/fake.ts'
import { anyMarkup, odd } from './markup.ts'

// `pnpm properties` sets these; see scripts/properties.mjs.
const runs = Number(process.env['ALTWRIGHT_RUNS'] ?? 1500)
const cases = process.env['ALTWRIGHT_CASES'] ?? ''

/** Pages of the public suites, where they are at hand. */
function pagesOf(directory: string): string[] {
  if (directory === '' || !existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')))
    .flatMap(({ html, fullHtml }: { html?: string; fullHtml?: string }) => fullHtml ?? html ?? [])
}

const given = pagesOf(cases)
const markup = anyMarkup([...Object.values(odd), ...given])
const words = 'a kite “red” & "blue" <tail> {x}'
const counts = { pages: 0, quick: 0, edited: 0, alts: 0, kept: 0 }

/** A run that fills all it may, and one that may write nothing. */
async function openRuns(): Promise<{ readonly filling: Run; readonly locked: Run }> {
  const root = await folder({})
  const settings = resolveOptions({ lockfile: 'none.lock.json' }, 'options', { root, ci: false })
  const captioner = {
    id: 'fake@0',
    caption: async (images: readonly Uint8Array[]) =>
      images.map(() => ({ status: 'captioned' as const, text: words, confidence: 0.99 })),
    dispose: async () => {},
  }
  return {
    filling: await openRun({ command: 'fix', settings, openCaptioner: async () => captioner }),
    locked: await openRun({ command: 'fix', settings: { ...settings, locked: true, fill: 'none' } }),
  }
}

const picture = new TextEncoder().encode('x'.repeat(600))
const load = async () => ({ status: 'loaded' as const, bytes: picture })

/** The tree without places, and without what was inserted into the elements that start there. */
function plain(node: Nodes, without: ReadonlyMap<number, readonly string[]>): object {
  const { position, ...rest } = node
  if (!('children' in node)) return rest
  const children = node.children.map((child) => plain(child, without))
  if (node.type !== 'element') return { ...rest, children }
  const taken = without.get(position?.start.offset ?? -1) ?? []
  const properties: Properties = { ...node.properties }
  for (const name of taken) delete properties[name]
  const content = node.content === undefined ? {} : { content: plain(node.content, without) }
  return { ...rest, properties, children, ...content }
}

test('pages are edited safely: the same tree and the alts, once, and undone byte for byte', async () => {
  const { filling, locked } = await openRuns()
  await fc.assert(
    fc.asyncProperty(markup, async (source) => {
      counts.pages += 1
      if (readQuickly(source) !== undefined) counts.quick += 1

      const untouched = await describeHtml(locked, { document: 'page.html', source, load })
      expect(untouched.source).toBe(source)

      const page = await describeHtml(filling, { document: 'page.html', source, load })
      if (page.edits.length === 0) {
        expect(page.source).toBe(source)
        counts.kept += 1
        return
      }
      counts.edited += 1
      counts.alts += page.edits.length

      // What was inserted is what was meant, on the elements that were meant, and changes nothing else.
      let shift = 0
      const inserted = new Map<number, readonly string[]>()
      for (const { at, text } of page.edits) {
        const start = page.source.lastIndexOf('<', at + shift - 1)
        inserted.set(start, text.includes(' data-alt-source=') ? ['alt', 'dataAltSource'] : ['alt'])
        shift += text.length
      }
      const edited = fromHtml(page.source)
      expect(plain(edited, inserted)).toEqual(plain(fromHtml(source), new Map()))
      const written: unknown[] = []
      const visit = (node: Nodes): void => {
        if (node.type === 'element' && inserted.has(node.position?.start.offset ?? -1))
          written.push(node.properties['alt'])
        if ('children' in node) for (const child of node.children) visit(child)
        if ('content' in node && node.content !== undefined) visit(node.content)
      }
      visit(edited)
      const meant = page.findings.flatMap(({ attributes }) => attributes?.['alt'] ?? [])
      expect(new Set(written)).toEqual(new Set(meant))

      const again = await describeHtml(filling, { document: 'page.html', source: page.source, load })
      expect(again.source).toBe(page.source)

      expect(takeOutExactly(page.source, insertedInto(page.source, page.edits))).toBe(source)
    }),
    { numRuns: runs, endOnFailure: false },
  )
  await Promise.all([filling.dispose(), locked.dispose()])
  if (process.env['ALTWRIGHT_RUNS'] === undefined) return
  const { pages, quick, edited, alts, kept } = counts
  console.log(
    `${pages} pages, seed ${fc.readConfigureGlobal().seed}, from ${Object.keys(odd).length} odd pieces and ${given.length} cases: ` +
      `${quick} read quickly, ${edited} edited with ${alts} alts, ${kept} left as they were. All properties hold.`,
  )
})
