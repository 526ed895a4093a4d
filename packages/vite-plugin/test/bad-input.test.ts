import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { readLockfile } from '@altwright/core/lockfile'
import vue from '@vitejs/plugin-vue'
import { expect, test } from 'vitest'
import { buildSite, fakeCaptioner, site, withoutInsertions } from './site.ts'

const map = 'caption:map icon'

/** Pictures that cannot be described, each under the name of what is wrong with it. */
function spoiltSite(): string {
  const names = ['missing', 'folder', 'huge', 'words', 'empty', 'outside']
  const images = names.map((name) => `<p><img src="/art/${name}.png"></p>`)
  const special = [
    '<p><img src="/../../etc/passwd.png"></p>',
    '<p><img src="https://elsewhere.example/a.png"></p>',
    '<p><img src="file:///etc/passwd"></p>',
    '<p><img src="/%E0%A4%A.png"></p>',
    '<p><img src="/art/map.svg"></p>',
  ]
  const root = site({
    'index.html': `<!doctype html><html lang="en"><body>${images.join('')}${special.join('')}<script type="module" src="/main.jsx"></script></body></html>`,
    'main.jsx': `export const h = String\nexport const list = [${[...images, ...special].join(',').replaceAll('">', '" />')}]\nconsole.log(list)\n`,
    'public/art/map.svg': readFileSync(
      join(import.meta.dirname, '../../../examples/react-app/src/icons/map.svg'),
      'utf8',
    ),
    'public/art/words.png': 'This is no picture.',
    'public/art/empty.png': '',
    'public/art/huge.png': '',
  })
  truncateSync(join(root, 'public/art/huge.png'), 40 * 1024 * 1024)
  mkdirSync(join(root, 'public/art/folder.png'))
  const outside = site({ 'outside.png': map })
  symlinkSync(join(outside, 'outside.png'), join(root, 'public/art/outside.png'))
  return root
}

test('pictures that are missing, huge, none at all or out of bounds are findings, and the build goes on', async () => {
  const root = spoiltSite()
  const options = { report: { json: 'report.json' } }
  // Vite would copy the huge file and follow the link; neither is what is tested.
  const config = {
    build: { copyPublicDir: false },
    oxc: { jsx: { runtime: 'classic', pragma: 'h' } },
  } as const
  const plain = await buildSite(root, { options: null, config })
  const after = await buildSite(root, { options, config })
  expect(withoutInsertions(after['index.html'] ?? '').replace(/index-[\w-]+\.js/, '')).toBe(
    (plain['index.html'] ?? '').replace(/index-[\w-]+\.js/, ''),
  )
  const report: Report = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8'))
  for (const document of ['index.html', 'main.jsx']) {
    const found = report.findings.filter((finding) => finding.document === document)
    expect(found.map(({ outcome, reason, source }) => `${source} ${outcome}: ${reason}`)).toMatchSnapshot(
      document,
    )
  }
})

test('a component of great depth is read like any other', async () => {
  // Much deeper ones end the bundler itself.
  const deep = `${'<b>'.repeat(500)}<img src="/map.svg" />${'</b>'.repeat(500)}`
  const root = site({
    'index.html': '<body><script type="module" src="/main.jsx"></script>',
    'main.jsx': `const h = String\nconsole.log(h, ${deep})\n`,
    'public/map.svg': map,
  })
  const config = { oxc: { jsx: { runtime: 'classic', pragma: 'h' } } } as const
  const output = await buildSite(root, { options: { openCaptioner: fakeCaptioner().open }, config })
  expect(Object.values(output).join('\n')).toContain('Map icon')
})

test('a template in another language, and a component without one, are left to their compiler', async () => {
  const root = site({
    'index.html': '<body><script type="module" src="/main.js"></script>',
    'main.js': "import a from './A.vue'\nimport b from './B.vue'\nconsole.log(a, b)\n",
    'A.vue': '<template lang="html"><img src="/map.svg"></template>\n',
    'B.vue': '<script>\nexport default { render: () => "<img src=/map.svg>" }\n</script>\n',
    'public/map.svg': map,
  })
  const options = { openCaptioner: fakeCaptioner().open }
  const output = Object.values(await buildSite(root, { options, plugins: [vue()] })).join('\n')
  expect(output.match(/Map icon/g)).toHaveLength(1)
})

const script = (root: string, outDir: string, slow: boolean) => `
import { build } from 'vite'
import altwright from ${JSON.stringify(join(import.meta.dirname, '../dist/index.js'))}
const openCaptioner = async () => ({
  id: 'graphics@0/fake',
  async caption(images, { onOutcome } = {}) {
    const outcomes = []
    for (const bytes of images) {
      process.stdout.write('captioning\\n')
      if (${slow}) await new Promise((resolve) => setTimeout(resolve, 50))
      const outcome = { status: 'captioned', text: Buffer.from(bytes).toString().slice(8), confidence: 0.98 }
      outcomes.push(outcome)
      onOutcome?.(outcomes.length - 1, outcome)
    }
    return outcomes
  },
  async dispose() {},
})
await build({
  root: ${JSON.stringify(root)},
  configFile: false,
  logLevel: 'silent',
  plugins: [altwright({ openCaptioner, locked: false, report: { json: 'report.json' } })],
  build: { outDir: ${JSON.stringify(outDir)}, emptyOutDir: true, assetsInlineLimit: 0 },
})
`

function manyImages(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `${String.fromCharCode(97 + index)}.svg`)
  const images = names.map((name) => [`public/${name}`, `caption:${name[0]} of letters`])
  return {
    'index.html': `<body>${names.map((name) => `<p><img src="/${name}"></p>`).join('')}`,
    ...Object.fromEntries(images),
  }
}

function start(root: string, outDir: string, slow: boolean) {
  return spawn(process.execPath, ['--input-type=module', '-e', script(root, outDir, slow)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('two builds at once share one lockfile', async () => {
  const root = site(manyImages(12))
  writeFileSync(join(root, 'public/a.svg'), 'caption:first of letters')
  const children = ['one', 'two'].map((outDir) => start(root, outDir, true))
  for (const child of children) child.stdout.resume()
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]))
  expect(codes).toEqual([0, 0])
  const lockfile = await readLockfile(join(root, 'altwright.lock.json'))
  expect(Object.keys(lockfile?.images ?? {})).toHaveLength(12)
  const [one, two] = ['one', 'two'].map((outDir) => readFileSync(join(root, outDir, 'index.html'), 'utf8'))
  expect(one).toBe(two)
  expect(one?.match(/data-alt-source/g)).toHaveLength(12)
})

test('a build that is killed leaves the lockfile whole and publishes nothing', async () => {
  const root = site(manyImages(20))
  const child = start(root, 'first', false)
  child.stdout.resume()
  await once(child, 'close')
  const lockfile = readFileSync(join(root, 'altwright.lock.json'), 'utf8')
  const report = readFileSync(join(root, 'report.json'), 'utf8')
  for (let index = 0; index < 20; index++) {
    writeFileSync(join(root, `public/${String.fromCharCode(97 + index)}.svg`), `caption:${index} of numbers`)
  }
  const killed = start(root, 'second', true)
  await once(killed.stdout, 'data')
  killed.kill('SIGKILL')
  await once(killed, 'close')
  expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe(lockfile)
  expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe(report)
  expect(existsSync(join(root, 'second'))).toBe(false)
  const next = start(root, 'third', false)
  next.stdout.resume()
  expect(await once(next, 'close')).toEqual([0, null])
  expect(readdirSync(join(root, 'third'))).toContain('index.html')
  const known = await readLockfile(join(root, 'altwright.lock.json'))
  expect(Object.keys(known?.images ?? {})).toHaveLength(40)
})
