import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fix } from 'altwright/fix'
import { expect, test } from 'vitest'
import { fakeCaptioner } from '../fake.ts'
import { folder } from '../folder.ts'
import { picture } from '../site.ts'

const lens = picture('magnifying glass icon')
const page = '<!doctype html>\n<img src="/img/lens.svg">\n<a href="/"><img src="img/lens.svg"></a>\n'
const fixed = page.replace(
  '<img src="/',
  '<img alt="Magnifying glass icon" data-alt-source="generated" src="/',
)

test('fills the pages of a folder, tells the summary, and answers the report', async () => {
  const root = folder({ 'out/index.html': page, 'out/img/lens.svg': lens })
  const captioner = fakeCaptioner()
  const told: string[] = []
  const options = { root, locked: false, openCaptioner: async () => captioner, report: { json: 'alt.json' } }
  const report = await fix(pathToFileURL(join(root, 'out')), { ...options, log: (text) => told.push(text) })
  expect(readFileSync(join(root, 'out/index.html'), 'utf8')).toBe(fixed)
  expect(report).toMatchObject({ command: 'fix', summary: { images: 2, generated: 1, review: 1 } })
  expect(told[0]).toContain('altwright: 2 images in 1 page\n')
  expect(told[1]).toBe(`altwright: report written to ${join(root, 'alt.json')}`)
  expect(JSON.parse(readFileSync(join(root, 'alt.json'), 'utf8')).summary).toEqual(report.summary)
  expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toContain('magnifying glass icon')
  expect(captioner.disposed).toBe(true)
})

test('finds the pictures of a site that will be served under a path', async () => {
  const at = page.replace('"/img', '"/docs/img')
  const root = folder({ 'out/index.html': at, 'out/img/lens.svg': lens })
  const options = { root, locked: false, openCaptioner: async () => fakeCaptioner(), log: () => {} }
  expect((await fix(join(root, 'out'), options)).summary).toMatchObject({ generated: 0, unreadable: 1 })
  expect((await fix(join(root, 'out'), { ...options, base: '/docs/' })).summary.generated).toBe(1)
})

test('says how to see what is left, where no report was written and something is', async () => {
  const root = folder({
    'out/index.html': page,
    'done/index.html': '<img src="/img/lens.svg" alt="Search">',
    'out/img/lens.svg': lens,
  })
  const told: string[] = []
  const log = (text: string) => void told.push(text)
  const options = { root, locked: false, openCaptioner: async () => fakeCaptioner(), log }
  const out = join(root, 'out')
  await fix(pathToFileURL(out), { ...options, base: '/docs/' })
  const command = `npx altwright audit ${relative(process.cwd(), out)} --base /docs/`
  expect(told[1]).toBe(`altwright: \`${command}\` shows what is left`)
  await fix(join(root, 'done'), options)
  expect(told).toHaveLength(3)
})

test('fails with more findings than allowed, after all is written', async () => {
  const root = folder({ 'out/index.html': page, 'out/img/lens.svg': lens })
  const options = { root, locked: false, openCaptioner: async () => fakeCaptioner(), log: () => {} }
  await expect(fix(join(root, 'out'), { ...options, fail: true })).rejects.toThrow('altwright: 1 error')
  expect(readFileSync(join(root, 'out/index.html'), 'utf8')).toBe(fixed)
})

test('leaves the pages whole and ends an engine that breaks', async () => {
  const root = folder({ 'out/index.html': page, 'out/img/lens.svg': lens })
  const broken = { ...fakeCaptioner(), caption: () => Promise.reject(new Error('the engine broke')) }
  const options = { root, locked: false, openCaptioner: async () => broken, log: () => {} }
  await expect(fix(join(root, 'out'), options)).rejects.toThrow('the engine broke')
  expect(readFileSync(join(root, 'out/index.html'), 'utf8')).toBe(page)
  expect(broken.disposed).toBe(true)
})

/** What may happen to a page between reading and writing, and what becomes of it. */
const meanwhile: [what: string, happens: (path: string) => void, problem: RegExp | undefined][] = [
  [
    'is changed meanwhile',
    (path) => writeFileSync(path, '<p>New</p>'),
    /^Somebody else has changed it meanwhile/,
  ],
  [
    'is changed meanwhile, and keeps its size and time',
    (path) => {
      const { size, atime, mtime } = statSync(path)
      writeFileSync(path, '<p>New</p>'.padEnd(size))
      utimesSync(path, atime, mtime)
    },
    /^Somebody else has changed it meanwhile/,
  ],
  ['is removed meanwhile', (path) => rmSync(path), /^It cannot be written \(ENOENT/],
  ['is touched meanwhile', (path) => utimesSync(path, 1, 1), undefined],
]

test.each(meanwhile.flatMap((row) => [1, 300].map((count) => [count, ...row] as const)))(
  'of %d pages one %s',
  async (count, _, happens, problem) => {
    const pages = Array.from({ length: count }, (_, index) => [
      `out/page-${index}.html`,
      `<img src=${index}.svg>`,
    ])
    const pictures = pages.map((_, index) => [`out/${index}.svg`, picture(`magnifying glass icon ${index}`)])
    const root = folder(Object.fromEntries([...pages, ...pictures]))
    const engine = fakeCaptioner()
    const last = count - 1
    const page = join(root, `out/page-${last}.html`)
    const content = () => (existsSync(page) ? readFileSync(page, 'utf8') : undefined)
    let then: string | undefined
    const caption: typeof engine.caption = async (images, options) => {
      if (images.some((bytes) => Buffer.from(bytes).toString().includes(`icon ${last}<`))) {
        happens(page)
        then = content()
      }
      return engine.caption(images, options)
    }
    // Whole seconds can be set again.
    utimesSync(page, 1e9, 1e9)
    const options = {
      root,
      locked: false,
      openCaptioner: async () => ({ ...engine, caption }),
      log: () => {},
    }
    const { documents } = await fix(join(root, 'out'), options)
    const told = documents.filter((document) => document.problem !== undefined)
    const isLeft = problem !== undefined
    expect(content()).toBe(
      isLeft
        ? then
        : then?.replace('<img', `<img alt="Magnifying glass icon ${last}" data-alt-source="generated"`),
    )
    expect(told).toEqual(
      isLeft
        ? [
            expect.objectContaining({
              document: `out/page-${last}.html`,
              problem: expect.stringMatching(problem),
              written: false,
            }),
          ]
        : [],
    )
  },
)

test.each([
  [{ lockFile: 'x' }, 'Options of fix: unknown option `lockFile`, did you mean `lockfile`?'],
  [{}, 'gone: there is no such file or folder.'],
])('refuses %j', async (options, message) => {
  const root = folder()
  await expect(fix(join(root, 'gone'), { root, ...options })).rejects.toThrow(message)
  expect(existsSync(join(root, 'altwright.lock.json'))).toBe(false)
})

test('in a build of its own reads the configuration of the working directory, and loads no browser’s driver', () => {
  const cwd = folder({
    'out/index.html': page,
    'out/img/lens.svg': lens,
    '.altwrightrc.json': '{ "locked": true }',
    'build.mjs': `
      import module from 'node:module'
      import { fix } from ${JSON.stringify(import.meta.resolve('altwright/fix'))}
      const { summary } = await fix('out')
      console.log(summary.review, Object.keys(module._cache).filter((name) => name.includes('playwright')).length)`,
  })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build.mjs'], { cwd, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toBe(
    'altwright: 2 images in 1 page\n  2  left for a person\naltwright: `npx altwright audit out` shows what is left\n2 0\n',
  )
})

test('has no parser loaded, of HTML that needs repair or of style sheets, that no page needs', () => {
  const cwd = folder({
    'out/index.html': page,
    'out/img/lens.svg': lens,
    'load.mjs': `export async function load(url, context, next) {
      console.log(url)
      return next(url, context)
    }`,
    'build.mjs': `
      import { register } from 'node:module'
      register('./load.mjs', import.meta.url)
      const { fix } = await import(${JSON.stringify(import.meta.resolve('altwright/fix'))})
      await fix('out', { locked: true })`,
  })
  const { stdout, stderr } = spawnSync(process.execPath, ['build.mjs'], { cwd, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/1 page\b/)
  expect(stdout).toMatch(/\/quickly\.js$/m)
  expect(stdout).not.toMatch(/\/(?:css-tree|css-select|parse5)\//)
})
