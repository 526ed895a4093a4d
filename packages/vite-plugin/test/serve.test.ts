import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { createServer, type PluginOption } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'
import altwright from '../dist/index.js'
import { buildSite, fakeCaptioner, log, site } from './site.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** @param watch Whether changes of files are noticed, as they are for people. */
async function serve(root: string, plugins: readonly PluginOption[] = [], watch = false, locked = false) {
  const logger = log()
  const captioner = fakeCaptioner()
  const server = await createServer({
    root,
    configFile: false,
    customLogger: logger,
    plugins: [altwright({ openCaptioner: captioner.open, locked }), ...plugins],
    server: { port: 0, host: '127.0.0.1', ...(watch ? {} : { watch: null }) },
  })
  await server.listen()
  closing.push(() => server.close())
  const address = server.httpServer?.address() as AddressInfo
  const page = async (path = '/') => (await fetch(`http://127.0.0.1:${address.port}${path}`)).text()
  if (watch) await soon(() => expect(server.watcher.getWatched()).toHaveProperty([root]))
  const warnings = () => logger.lines.splice(0).filter((line) => line.startsWith('altwright:'))
  return { page, warnings, captioner, logger }
}

/** Until a file's change was noticed. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 100 })

const files = {
  'index.html':
    '<!doctype html>\n<html lang="en"><body>\n<p><img src="/map.svg"></p>\n<p><img src="./bell.svg"></p>\n</body></html>\n',
  'map.svg': 'caption:map icon',
  'bell.svg': 'caption:bell icon',
}

test('writes what the lockfile knows, warns of the rest once, and never opens the engine', async () => {
  const root = site({ ...files, 'index.html': '<body><img src="map.svg">' })
  await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
  const lockfile = readFileSync(join(root, 'altwright.lock.json'), 'utf8')
  writeFileSync(join(root, 'index.html'), files['index.html'])

  const { page, warnings, captioner } = await serve(root)
  const html = await page()
  expect(html).toContain('<p><img alt="Map icon" data-alt-source="generated" src="/map.svg"></p>')
  expect(html).toContain('<p><img src="./bell.svg"></p>')
  expect(warnings()).toEqual([
    [
      'altwright: index.html:4:4  not-captioned  info',
      '  4 │ <img src="./bell.svg">',
      '  It is new: the next build looks at it, and until then it has no alt.',
    ].join('\n'),
  ])

  await page()
  expect(warnings()).toEqual([])

  writeFileSync(join(root, 'index.html'), files['index.html'].replace('<p>', '<p>New text.</p>\n<p>'))
  await page()
  expect(warnings()).toEqual([])

  writeFileSync(
    join(root, 'index.html'),
    files['index.html'].replace('./bell.svg"', './bell.svg" alt="Bell"'),
  )
  await page()
  expect(warnings()).toEqual([])

  writeFileSync(join(root, 'index.html'), files['index.html'])
  await page()
  expect(warnings()).toHaveLength(1)

  expect(captioner.opened()).toBe(0)
  expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe(lockfile)
})

test('shows a review at the next reload', async () => {
  const root = site(files)
  await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
  const { page, warnings } = await serve(root)
  expect(await page()).toContain('alt="Map icon"')
  const path = join(root, 'altwright.lock.json')
  const lockfile = JSON.parse(readFileSync(path, 'utf8'))
  for (const entry of Object.values<Record<string, string>>(lockfile.images)) {
    Object.assign(entry, { state: 'edited', alt: `Our ${entry['caption']}` })
  }
  writeFileSync(path, JSON.stringify(lockfile))
  expect(await page()).toContain('<img alt="Our map icon" src="/map.svg">')
  expect(warnings()).toEqual([])
})

test('warns of a new image where no build will caption it', async () => {
  const { page, warnings } = await serve(site(files), [], false, true)
  await page()
  const [first, ...more] = warnings()
  expect(first).toMatch(/not-captioned {2}error\n.*\n {2}It is not in the lockfile, and captioning is off/)
  expect(more).toHaveLength(1)
})

test('writes no file', async () => {
  const root = site(files)
  const { page, warnings } = await serve(root)
  await page()
  expect(warnings()).toHaveLength(2)
  expect(existsSync(join(root, 'altwright.lock.json'))).toBe(false)
})

test('serves the page all the same when the lockfile is damaged, and says so once', async () => {
  const root = site({ ...files, 'altwright.lock.json': '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n' })
  const { page, warnings } = await serve(root)
  expect(await page()).toContain('<img src="/map.svg">')
  await page()
  const [only, ...more] = warnings()
  expect(only).toContain(`${join(root, 'altwright.lock.json')}: holds merge conflict markers`)
  expect(more).toEqual([])
  rmSync(join(root, 'altwright.lock.json'))
  await page()
  expect(warnings()).toHaveLength(2)
})

test('writes into components what the lockfile knows, and warns of the rest where it stands', async () => {
  const app = `import map from './map.svg'
export function App({ label }: { label: string }) {
  return (
    <p>
      <img src={map} />
      <img src="/bell.svg" width={80} />
      <a href="/"><img src={map} /></a>
      <a href="/cart"><img src={map} />{label}</a>
    </p>
  )
}
`
  const root = site({
    ...files,
    'index.html': '<body><img src="map.svg">',
    'src/App.tsx': app,
    'src/map.svg': files['map.svg'],
  })
  await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
  const { page, warnings, captioner } = await serve(root, [react()])
  const code = await page('/src/App.tsx')
  expect(code.match(/alt: "Map icon"/g)).toHaveLength(1)
  expect(code).not.toContain('bell icon')
  expect(warnings()).toEqual([
    'altwright: src/App.tsx:6:7  not-captioned  info\n  6 │ <img src="/bell.svg" width={80} />\n  It is new: the next build looks at it, and until then it has no alt.',
    'altwright: src/App.tsx:7:19  functional-image  error\n  7 │ <img src={map} />\n  Nothing else names the link: the alt has to say where it leads.\n  draft alt="Home"',
    'altwright: src/App.tsx:8:23  computed-text  warning\n  8 │ <img src={map} />\n  What the link says is computed: beside text the image needs an empty alt, and else the purpose.\n  draft alt=""',
  ])
  writeFileSync(join(root, 'src/App.tsx'), app.replace('<p>', '<p>\n      <b>New</b>'))
  expect(await page('/src/App.tsx?t=1')).toContain('New')
  expect(warnings()).toEqual([])
  writeFileSync(join(root, 'src/App.tsx'), app.replace('</p>', ''))
  await page('/src/App.tsx?t=2')
  expect(warnings()).toEqual([])
  expect(captioner.opened()).toBe(0)
})

test('serves components of a project that has no lockfile yet', async () => {
  const app = 'import map from "./map.svg"\nexport const App = () => <img src={map} />\n'
  const root = site({ 'index.html': '<body>', 'src/App.jsx': app, 'src/map.svg': files['map.svg'] })
  const { page, warnings } = await serve(root, [react()])
  expect(await page('/src/App.jsx')).toMatch(/jsx(?:DEV)?\("img"/)
  expect(warnings()).toHaveLength(1)
})

test('answers components from a lockfile that appears, and from one that comes back', async () => {
  const app = 'import map from "./map.svg"\nexport const App = () => <img src={map} />\n'
  const root = site({ 'index.html': '<body>', 'src/App.jsx': app, 'src/map.svg': files['map.svg'] })
  const elsewhere = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': files['map.svg'] })
  await buildSite(elsewhere, { options: { openCaptioner: fakeCaptioner().open } })
  const { page } = await serve(root, [react()], true)
  expect(await page('/src/App.jsx')).not.toContain('Map icon')
  for (const _ of ['first', 'again']) {
    copyFileSync(join(elsewhere, 'altwright.lock.json'), join(root, 'altwright.lock.json'))
    await soon(async () => expect(await page('/src/App.jsx')).toContain('alt: "Map icon"'))
    rmSync(join(root, 'altwright.lock.json'))
    await soon(async () => expect(await page('/src/App.jsx')).not.toContain('Map icon'))
  }
})

test('starts anew with a configuration file that appears, and with one that changes', async () => {
  const root = site({ ...files, 'package.json': '{}' })
  await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
  const { page, logger } = await serve(root, [], true)
  const configure = (options: string) =>
    writeFileSync(join(root, 'altwright.config.js'), `module.exports = ${options}`)
  expect(await page()).toContain('alt="Map icon" data-alt-source="generated"')
  configure('{ mark: false }')
  await soon(async () => expect(await page()).toContain('alt="Map icon" src='))
  configure('{ mark: 1 }')
  await soon(() => expect(logger.lines.join('\n')).toMatch(/altwright.config.js: .*`mark`/s))
  configure('{ fill: "none" }')
  await soon(async () => expect(await page()).not.toContain('Map icon'))
})
