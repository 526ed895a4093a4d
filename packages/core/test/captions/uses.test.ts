import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '@altwright/core/lockfile'
import { expect, test } from 'vitest'
import { describePage, fakeCaptioner, folder } from '../flow/fake.ts'

const lens = 'caption:magnifying glass icon'
const hash = contentHash(Buffer.from(lens))

async function site(uses: object, more: object = {}) {
  const entry = { state: 'generated', caption: 'magnifying glass icon', ...more, uses }
  const lockfile = JSON.stringify({ version: 2, images: { [hash]: entry } })
  return folder({ 'lens.svg': lens, 'logo.svg': lens, 'altwright.lock.json': lockfile })
}

test('one picture may have other decisions in other places, and the narrowest holds', async () => {
  const root = await site({
    'index.html › figure “How we look”': { state: 'decorative' },
    '* › link to /search': { state: 'edited', alt: 'Search' },
    'index.html › link to /find': { state: 'edited', alt: 'Find here' },
    '* › link to /find': { state: 'edited', alt: 'Find' },
    '* › button “Go”': { state: 'edited', alt: 'never: the button is named' },
    'other.html › img': { state: 'decorative' },
    '* › img in banner': { state: 'rejected' },
  })
  const page = [
    '<header><img src=lens.svg></header>',
    '<a href="/search"><img src=lens.svg></a>',
    '<a href="/find"><img src=lens.svg></a>',
    '<a href="/"><img src=lens.svg></a>',
    '<figure><img src=lens.svg><figcaption>How  we\nlook</figcaption></figure>',
    '<img src=lens.svg>',
    '<a href="/search"><img src=lens.svg alt="kept"></a>',
  ]
  const { source, findings } = await describePage(root, page.join('\n'), undefined, { mark: false })
  expect(source.split('\n')).toEqual([
    page[0],
    '<a href="/search"><img alt="Search" src=lens.svg></a>',
    '<a href="/find"><img alt="Find here" src=lens.svg></a>',
    page[3],
    '<figure><img alt="" src=lens.svg><figcaption>How  we',
    'look</figcaption></figure>',
    '<img alt="Magnifying glass icon" src=lens.svg>',
    page[6],
  ])
  expect(findings.map((finding) => finding.rule)).toEqual([
    'rejected',
    'recalled',
    'recalled',
    'functional-image',
    'recalled',
    'captioned',
    'named',
  ])
})

test('a report names the use, and edits elsewhere on the page do not change it', async () => {
  const root = await site({ '* › link to /x': { state: 'edited', alt: 'X' } })
  const before = await describePage(root, '<a href="/x"><img src=lens.svg></a>', undefined)
  const after = await describePage(
    root,
    `<h1>New</h1>${'<img src=lens.svg>'.repeat(3)}<p>More</p><a href="/x"><img src=logo.svg></a>`,
    undefined,
  )
  expect(before.findings.at(-1)?.use).toBe('index.html › link to /x')
  expect(after.findings.at(-1)?.use).toBe('index.html › link to /x')
  expect(after.findings.at(-1)?.after).toBe('X')
})

test('a review of the picture answers a question about the picture, and none about a link', async () => {
  const root = await site({}, { state: 'edited', alt: 'Fernhill' })
  const { source } = await describePage(
    root,
    '<img src=logo.svg><a href="/"><img src=logo.svg></a>',
    undefined,
  )
  expect(source).toBe('<img alt="Fernhill" src=logo.svg><a href="/"><img src=logo.svg></a>')
})

test('words that a person rejected are not drafted again', async () => {
  const root = await site({}, { state: 'rejected' })
  const { findings } = await describePage(root, '<img src=logo.svg>', undefined)
  expect(findings[0]?.proposal).toBeUndefined()
})

test('an engine that looks later keeps the decisions for uses', async () => {
  const uses = { '* › link to /': { state: 'edited', alt: 'Home' } }
  const root = await site(uses)
  const path = join(root, 'altwright.lock.json')
  writeFileSync(path, JSON.stringify({ version: 2, images: { [hash]: { note: 'ask Ada', uses } } }))
  const { source } = await describePage(root, '<img src=lens.svg>', fakeCaptioner())
  expect(source).toContain('alt="Magnifying glass icon"')
  expect(JSON.parse(readFileSync(path, 'utf8')).images[hash]).toMatchObject({
    state: 'generated',
    note: 'ask Ada',
    uses,
  })
})

test('without a caption of its own the picture is captioned as ever, and a locked run says so', async () => {
  const root = await site({})
  const uses = { '* › figure': { state: 'decorative' } }
  writeFileSync(
    join(root, 'altwright.lock.json'),
    JSON.stringify({ version: 2, images: { [hash]: { uses } } }),
  )
  const { findings } = await describePage(root, '<img src=lens.svg>', fakeCaptioner(), { locked: true })
  expect(findings[0]).toMatchObject({ rule: 'not-captioned' })
})

test('what only a person can say names its use, also where nobody has decided yet', async () => {
  const root = await folder({ 'lens.svg': lens })
  const { findings } = await describePage(
    root,
    '<a href="/x"><img src=lens.svg></a><img src=lens.svg alt=Lens>',
    undefined,
  )
  expect(findings.map((finding) => finding.use)).toEqual(['index.html › link to /x', undefined])
})

test('a copy of what is gone keeps its own decisions', async () => {
  const root = await folder({ 'lens.svg': lens })
  const entry = { copyOf: `sha256-${'0'.repeat(64)}`, uses: { '* › figure': { state: 'decorative' } } }
  writeFileSync(join(root, 'altwright.lock.json'), JSON.stringify({ version: 2, images: { [hash]: entry } }))
  const { source } = await describePage(
    root,
    '<figure><img src=lens.svg></figure><img src=lens.svg>',
    fakeCaptioner(),
    { mark: false },
  )
  expect(source).toBe(
    '<figure><img alt="" src=lens.svg></figure><img alt="Magnifying glass icon" src=lens.svg>',
  )
})
