import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { lockfile } from '../lockfile.ts'
import { picture, serve } from '../site.ts'

const [kite, lens, bell, cake] = ['kite', 'lens', 'bell', 'cake'].map((name) => picture(name)) as [
  string,
  string,
  string,
  string,
]

/** What a person wrote, and what a bundler made of it: other names of files, other order of attributes. */
const files = {
  'altwright.lock.json': lockfile({
    [kite]: 'Red kite',
    [lens]: 'Magnifying “glass” & more',
    [bell]: 'Bell {ringing}',
    [cake]: 'Cake',
  }),
  'src/Hero.tsx':
    'import hero from \'./art/kite.svg?url\'\n\nexport const Hero = ({ big }) => (\n  <section onClick={() => big > 1}>\n    {/* <img src={hero} className="wide" /> */}\n    <img src={hero} className="wide" onLoad={(e) => e.target.width > 2} />\n  </section>\n)\n',
  'src/art/kite.svg': kite,
  'src/Search.vue':
    '<template>\n  <p>\n    <img class="icon" src="@/icons/lens.svg" :width="size">\n  </p>\n</template>\n',
  'src/icons/lens.svg': lens,
  'src/Alarm.svelte': '<script>\n  let { size } = $props()\n</script>\n\n<img src="/bell.svg" {size}>\n',
  'public/bell.svg': bell,
  'docs/cake.md':
    '# Cake\r\n\r\n```html\r\n<img src="../public/cake.svg">\r\n```\r\n\r\n<img src="../public/cake.svg">\r\n\r\n![](../public/bell.svg)\r\n',
  'public/cake.svg': cake,
  'dist/index.html':
    '<!doctype html><section><img class="wide" src="/assets/kite-BxK29dJ1.svg"></section>\n<p><img src="/assets/lens-CkL38eM2.svg" class="icon" width="3"></p>\n<img src="/bell.svg" size="4">\n',
  'dist/cake/index.html': '<!doctype html><h1>Cake</h1>\n<img src="/assets/cake-a1b2c3d4.svg">\n',
  'dist/assets/kite-BxK29dJ1.svg': kite,
  'dist/assets/lens-CkL38eM2.svg': lens,
  'dist/assets/cake-a1b2c3d4.svg': cake,
  'dist/bell.svg': bell,
}

const apply = (cwd: string, patch: string) =>
  execFileSync('git', ['apply', '--whitespace=nowarn'], {
    cwd,
    input: patch,
    stdio: ['pipe', 'pipe', 'pipe'],
  })

/** Lines that the patch changed, by file. */
function changed(cwd: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, before]) => {
      const after = readFileSync(join(cwd, name), 'utf8').split('\n')
      const lines = after.filter((line, index) => line !== before.split('\n')[index])
      return lines.length === 0 ? [] : [[name, lines.join('\n').trim()]]
    }),
  )
}

const expected = {
  'src/Hero.tsx': '<img alt="Red kite" src={hero} className="wide" onLoad={(e) => e.target.width > 2} />',
  'src/Search.vue':
    '<img alt="Magnifying “glass” &amp; more" class="icon" src="@/icons/lens.svg" :width="size">',
  'src/Alarm.svelte': '<img alt="Bell &#123;ringing&#125;" src="/bell.svg" {size}>',
  'docs/cake.md': '<img alt="Cake" src="../public/cake.svg">',
}

test('an audit of what was built leads to JSX, Vue, Svelte and Markdown, and its patch is for them', async () => {
  const cwd = folder(files)
  const flags = ['--locked', '--source', '.', '--reporter', 'patch', '--reporter', 'sarif=alt.sarif']
  const { code, stdout: patch, stderr } = await altwright(['audit', 'dist', ...flags], { cwd })
  expect(code).toBe(1)
  for (const place of ['src/Hero.tsx:6:5', 'src/Search.vue:3:5', 'src/Alarm.svelte:5:1', 'docs/cake.md:7:1'])
    expect(stderr).toContain(`source ${place}\n`)
  apply(cwd, patch)
  expect(changed(cwd)).toEqual(expected)
  const { results } = JSON.parse(readFileSync(join(cwd, 'alt.sarif'), 'utf8')).runs[0]
  expect(
    results
      .map((result: never) => result['locations'][0]['physicalLocation']['artifactLocation']['uri'])
      .toSorted(),
  ).toEqual(['docs/cake.md', 'src/Alarm.svelte', 'src/Hero.tsx', 'src/Search.vue'])
})

test('a crawl does the same', async () => {
  const routes = Object.fromEntries(
    Object.entries(files).flatMap(([name, text]) =>
      name.startsWith('dist/') ? [[name.slice(4).replace(/index\.html$/, ''), text]] : [],
    ),
  )
  routes['/'] += '<a href="/cake/">Cake</a>'
  const site = await serve(routes)
  const cwd = folder(files)
  const { stdout: patch } = await altwright(
    ['crawl', site.origin, '--locked', '--source', '.', '--reporter', 'patch'],
    { cwd },
  )
  apply(cwd, patch)
  expect(changed(cwd)).toEqual(expected)
})

describe('what is unsure is told, and left alone', () => {
  const audit = async (own: Readonly<Record<string, string>>) => {
    const cwd = folder({
      'altwright.lock.json': lockfile({ [kite]: 'Red kite', [lens]: 'Lens' }),
      'dist/a.html': '<img src="kite.svg" class="x">',
      'dist/kite.svg': kite,
      'dist/lens.svg': lens,
      'src/kite.svg': kite,
      'src/lens.svg': lens,
      ...own,
    })
    const { stdout, stderr } = await altwright(
      ['audit', 'dist', '--locked', '--source', 'src', '--reporter', 'patch'],
      { cwd },
    )
    return { patch: stdout, told: /source (.*)/.exec(stderr)?.[1] }
  }

  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    [
      'two places',
      { 'src/x.jsx': '<img src="./kite.svg" className="x"/>', 'src/y.jsx': '<img src="./kite.svg" />' },
      'one of x.jsx:1:1, y.jsx:1:1',
    ],
    ['an alt that is computed', { 'src/x.vue': '<img src="./kite.svg" :alt="title">' }, 'x.vue:1:1'],
    ['attributes that may hold one', { 'src/x.jsx': '<img src="./kite.svg" {...rest} />' }, 'x.jsx:1:1'],
    ['a binding of all', { 'src/x.vue': '<img src="./kite.svg" v-bind="rest">' }, 'x.vue:1:1'],
    ['an alt in a template', { 'src/x.njk': '<img src="kite.svg" alt="{{ title }}">' }, 'x.njk:1:1'],
    ['another class', { 'src/x.jsx': '<img src="./kite.svg" className="y" />' }, undefined],
    ['another picture', { 'src/x.jsx': '<img src="./lens.svg" className="x" />' }, undefined],
    [
      'one tag that is to say two things',
      {
        'src/x.jsx': '<img src="./kite.svg" />',
        'dist/a.html': '<img src="kite.svg">',
        'dist/b.html': '<a href="/x">Home <img src="kite.svg"></a>',
      },
      'x.jsx:1:1',
    ],
    ['a comment', { 'src/x.html': '<!-- <img src="kite.svg" class="x"> -->' }, undefined],
  ])('%s', async (_, own, told) => {
    const seen = await audit(own)
    expect(seen.told).toBe(told)
    expect(seen.patch).toBe('')
  })

  test('of two places the one that goes by the page’s name', async () => {
    const seen = await audit({
      'src/a.jsx': '<img src="./kite.svg" />',
      'src/b.jsx': '<img src="./kite.svg" />',
    })
    expect(seen.told).toBe('a.jsx:1:1')
    expect(seen.patch).toContain('+<img alt="Red kite" src="./kite.svg" />')
  })
})

test('a folder that is not there', async () => {
  const { code, stderr } = await altwright(['audit', 'a.html', '--source', 'nowhere'], {
    cwd: folder({ 'a.html': '<p>' }),
  })
  expect(code).toBe(2)
  expect(stderr).toMatch(/altwright: .*nowhere: there is no such folder of sources\.\n$/)
})
