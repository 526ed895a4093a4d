import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command } from '../command.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { picture, serve } from '../site.ts'

const lens = picture('magnifying glass icon')

test('crawls a site, groups findings by address, and ends with 1 when a person is needed', async () => {
  const site = await serve({
    '/': '<img src="/lens.svg" alt="A lens"><a href="/two">two</a><a href="/gone">gone</a>',
    '/two': '<a href="/cart"><img src="/lens.svg"></a>',
    '/cart': '',
    '/lens.svg': lens,
  })
  const cwd = folder()
  const { code, stdout, stderr } = await altwright(
    ['crawl', site.origin, '--locked', '--reporter', 'json=report.json'],
    { cwd },
  )
  expect(code).toBe(1)
  expect(stdout.replaceAll(site.origin, 'http://site.test')).toMatchInlineSnapshot(`
    "http://site.test/gone

      error  The server answered 404 Not Found. Linked from http://site.test/.

    http://site.test/two

      line 1  functional-image  error
        1 │ <img src="/lens.svg">
        Nothing else names the link: the alt has to say where it leads.
        draft alt="Cart"

    2 images in 4 pages
      1  answered by their authors
      1  left for a person
    1 page could not be read or written
    Report: report.json
    Failed: 1 error; 1 document could not be read or written.
    "
  `)
  expect(stderr).toMatch(/altwright: 4 of 4 pages, 2 images\n$/)
  expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')).root).toBe(site.origin)
})

test('a clean site ends with 0, --quiet says nothing, --verbose says what is opened', async () => {
  const site = await serve({ '/': '<img src="/lens.svg" alt="A lens">', '/lens.svg': lens })
  const cwd = folder()
  expect(await altwright(['crawl', site.origin, '--quiet', '--locked'], { cwd })).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  })
  const { stdout, stderr } = await altwright(['crawl', site.origin, '--verbose', '--locked'], { cwd })
  expect(stdout).toContain('named  kept')
  expect(stderr).toMatch(new RegExp(`^${site.origin}/  read \\(static\\)  \\d+ ms\n`))
})

test.each([
  [['/index.html'], '1 address leads to a page that was read under another; the page counts once.'],
  [
    ['/index.html', '/index.htm'],
    '2 addresses lead to pages that were read under others; each page counts once.',
  ],
])('says why %s are not among the pages', async (others, words) => {
  const home = others.map((path) => `<a href="${path}">Home</a>`).join('')
  const site = await serve(Object.fromEntries(['/', ...others].map((path) => [path, home])))
  const { stdout, stderr } = await altwright(['crawl', site.origin, '--locked'], { cwd: folder() })
  expect(stderr).toContain(`${words}\n`)
  expect(stdout).toContain('in 1 page')
})

test('a server that is not there', async () => {
  const { code, stderr } = await altwright(['crawl', 'http://127.0.0.1:9/', '--quiet'], { cwd: folder() })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^altwright: http:\/\/127\.0\.0\.1:9\/: .*\n$/)
})

test('flags go before the configuration', async () => {
  const site = await serve({ '/': '<a href="/1">1</a>', '/1': '<a href="/2">2</a>', '/2': '' })
  const cwd = folder({ 'altwright.config.mjs': 'export default { crawl: { depth: 1 } }' })
  const pages = async (...flags: string[]) =>
    /in (\d) page/.exec((await altwright(['crawl', site.origin, '--locked', ...flags], { cwd })).stdout)?.[1]
  expect(await pages()).toBe('2')
  expect(await pages('--depth', '0')).toBe('1')
})

test('a browser whose crawl was killed with -9 leaves nothing that the next crawl does not take away', async () => {
  const temporary = folder()
  const env = { TMPDIR: temporary }
  const profiles = () => readdirSync(temporary).filter((name) => name.startsWith('altwright-chromium-'))
  let kill: (signal: NodeJS.Signals) => void = () => {}
  const site = await serve({
    '/': '<a href="/slow">x</a>',
    '/slow': () => kill('SIGKILL'),
    '/beside': '<p>x</p>',
  })
  const run = (path: string) =>
    command(['crawl', `${site.origin}${path}`, '--mode', 'browser', '--locked'], {
      cwd: folder(),
      env,
      onStart: (send) => {
        kill = send
      },
    })
  await run('/')
  expect(profiles()).toHaveLength(1)
  // As of a crawl on another machine that has the same folder, and of one that still goes on.
  const [left = ''] = profiles()
  const others = [left.replace(/-[^-]+-\d+-/, '-elsewhere-1-'), left.replace(/-\d+-/, `-${process.pid}-`)]
  for (const name of others) mkdirSync(join(temporary, name, 'Default'), { recursive: true })
  await run('/beside')
  expect(profiles().toSorted()).toEqual(others.toSorted())
})

test('Ctrl-C ends it with 130 and what was found until then', async () => {
  let interrupt: (signal: NodeJS.Signals) => void = () => {}
  const site = await serve({
    '/': '<img src="/missing.png"><a href="/slow">x</a>',
    '/slow': () => interrupt('SIGINT'),
  })
  const cwd = folder()
  const { code, stdout } = await command(['crawl', site.origin, '--locked', '--reporter', 'json=r.json'], {
    cwd,
    onStart: (kill) => {
      interrupt = kill
    },
  })
  expect(code).toBe(130)
  expect(stdout).toContain('image-unreadable')
  expect(stdout).toContain('Interrupted; this is what was found until then.')
  expect(existsSync(join(cwd, 'r.json'))).toBe(true)
})
