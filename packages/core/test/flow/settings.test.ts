import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeHtml, fileLoader, openRun } from '@altwright/core'
import { type AltwrightOptions, resolveOptions } from '@altwright/core/config'
import { describe, expect, test } from 'vitest'
import { describePage, fakeCaptioner, folder } from './fake.ts'

const site = () =>
  folder({ 'lens.svg': 'caption:magnifying glass', 'map.svg': 'caption:map', 'a.jpg': 'photo' })

/** `rule outcome severity`, and the proposal where there is one. */
async function told(page: string, options: AltwrightOptions, captioner = fakeCaptioner()) {
  const { source, run } = await describePage(await site(), page, captioner, options)
  const findings = run
    .report()
    .findings.map(({ rule, outcome, severity, proposal }) =>
      [rule, outcome, severity, ...(proposal === undefined ? [] : [`“${proposal}”`])].join(' '),
    )
  return { source, findings, seen: captioner.seen, summary: run.report().summary }
}

test('what a machine wrote in an earlier run is no answer of its author’s, and has a count of its own', async () => {
  const once = await told('<img src=lens.svg><img src=map.svg alt=Map>', {})
  expect(once.summary).toMatchObject({ kept: 1, generated: 1, unreviewed: 0 })
  const twice = await told(once.source, {})
  expect(twice.source).toBe(once.source)
  expect(twice.findings).toEqual(['unreviewed kept info', 'named kept info'])
  expect(twice.summary).toMatchObject({ kept: 1, generated: 0, unreviewed: 1, errors: 0 })
  const strict = await told(once.source, { rules: { unreviewed: 'warning' } })
  expect(strict.summary).toMatchObject({ unreviewed: 1, warnings: 1 })
})

describe('what a machine wrote in an earlier run, and a person has decided about since', () => {
  const decide = async (decision: object) => {
    const root = await site()
    const once = await describePage(root, '<img src=lens.svg>', fakeCaptioner(), {})
    const lockfile = join(root, 'altwright.lock.json')
    const data = JSON.parse(await readFile(lockfile, 'utf8'))
    for (const hash of Object.keys(data.images)) Object.assign(data.images[hash], decision)
    await writeFile(lockfile, JSON.stringify(data))
    const twice = await describePage(root, once.source, fakeCaptioner(), {})
    expect(twice.source).toBe(once.source)
    const [finding] = twice.findings
    return [finding?.outcome, finding?.rule, finding?.severity, finding?.proposal]
  }

  test.each([
    [{ state: 'approved' }, ['kept', 'named', 'info', undefined]],
    [{ state: 'edited', alt: 'Magnifying glass' }, ['kept', 'named', 'info', undefined]],
    [{ state: 'edited', alt: 'Search help' }, ['flawed', 'overruled', 'error', 'Search help']],
    [{ state: 'decorative' }, ['flawed', 'overruled', 'error', '']],
    [{ state: 'rejected' }, ['flawed', 'overruled', 'error', undefined]],
    [{ note: 'ask Jo' }, ['kept', 'unreviewed', 'info', undefined]],
  ])('%j', async (decision, expected) => {
    expect(await decide(decision)).toEqual(expected)
  })
})

describe('fill', () => {
  const page = '<img src=lens.svg><img src=p.gif width=1 height=1><img src=map.svg>'

  test('approved: what a rule knows and what a person approved; the rest waits with its words', async () => {
    const root = await site()
    await describePage(root, '<img src=map.svg>', fakeCaptioner(), {})
    const lockfile = join(root, 'altwright.lock.json')
    await writeFile(lockfile, (await readFile(lockfile, 'utf8')).replace('"generated"', '"approved"'))
    const { source, findings } = await describePage(root, page, fakeCaptioner(), { fill: 'approved' })
    expect(source).toBe(
      '<img src=lens.svg><img alt="" src=p.gif width=1 height=1><img alt="Map" src=map.svg>',
    )
    expect(findings[0]).toMatchObject({
      rule: 'held-back',
      outcome: 'review',
      severity: 'error',
      proposal: 'Magnifying glass',
      after: null,
    })
  })

  test('none: findings only, whoever knows the words', async () => {
    const { source, findings } = await told(page, { fill: 'none' })
    expect(source).toBe(page)
    expect(findings).toEqual([
      'held-back review error “Magnifying glass”',
      'held-back review error “”',
      'held-back review error “Map”',
    ])
  })
})

describe('rules', () => {
  test('have the severity that the settings say', async () => {
    const page = '<img src=lens.svg alt=image><img src=lens.svg>'
    const { findings, summary } = await told(page, {
      rules: { 'alt-placeholder': 'warning', captioned: 'warning' },
    })
    expect(findings).toEqual(['alt-placeholder flawed warning', 'captioned filled warning'])
    expect(summary).toMatchObject({ errors: 0, warnings: 2 })
  })

  test('that are off neither report nor act, and hide no other rule', async () => {
    const page = [
      '<a href=/c><img src=lens.svg> Cart</a>',
      '<img src=map.svg>',
      '<figure><img src=lens.svg alt="image of"><figcaption>Image of</figcaption></figure>',
    ].join('')
    const { source, findings, seen } = await told(page, {
      rules: { 'beside-text': 'off', 'image-alt': 'off', 'alt-placeholder': 'off' },
    })
    expect(source).toBe(page)
    expect(seen).toEqual([])
    expect(findings).toEqual(['alt-repeats-text flawed warning'])
  })
})

describe('overrides', () => {
  const options: AltwrightOptions = {
    maxLength: 12,
    overrides: [
      { files: 'drafts/**', fill: 'none', rules: { logo: 'off' } },
      { files: ['**/*.print.html', 'drafts/ready/*'], fill: 'all', mark: false, maxLength: 125 },
      { files: 'drafts/ready/*', rules: { logo: 'warning' } },
    ],
  }
  const look = async (document: string) => {
    const root = await folder({ 'lens.svg': 'caption:magnifying glass', 'logo.svg': 'caption:x' })
    const settings = resolveOptions(options, 'options', { root, ci: false })
    const run = await openRun({ command: 'fix', settings, openCaptioner: async () => fakeCaptioner() })
    const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'x.html' })
    const source = '<img src=lens.svg><img src=logo.svg>'
    const page = await describeHtml(run, { document, source, load })
    await run.dispose()
    return {
      source: page.source.replace('<img src=logo.svg>', ''),
      found: run.report().findings.map(({ rule, severity }) => `${rule} ${severity}`),
    }
  }

  test.each([
    ['about.html', '<img alt="Magnifying" data-alt-source="generated" src=lens.svg>', 'error'],
    ['drafts/a.html', '<img src=lens.svg>', undefined],
    ['drafts/ready/a.html', '<img alt="Magnifying glass" src=lens.svg>', 'warning'],
    ['deep/er/a.print.html', '<img alt="Magnifying glass" src=lens.svg>', 'error'],
    ['https://example.org/drafts/a?x=1', '<img src=lens.svg>', undefined],
    ['https://example.org/about', '<img alt="Magnifying" data-alt-source="generated" src=lens.svg>', 'error'],
  ])('%s', async (document, source, logo) => {
    const page = await look(document)
    expect(page.source).toBe(source)
    expect(page.found.filter((line) => line.startsWith('logo'))).toEqual(
      logo === undefined ? [] : [`logo ${logo}`],
    )
  })
})

describe('suppressions', () => {
  test('a suppressed finding stays, does not count, and is never written or looked at', async () => {
    const root = await site()
    const page = [
      '<img src=lens.svg data-alt-ignore="the shop fills it">',
      '<div data-alt-ignore="ads"><img src=map.svg><p><img src=map.svg alt=image></p></div>',
      '<!-- altwright-ignore logo: its name stands below --><a href=/><img src=logo.svg></a>',
      '<!-- altwright-ignore functional-image, logo: drawn by hand --><a href=/><img src=logo.svg></a>',
      '<!-- altwright-ignore: any reason --><img src=lens.svg>',
    ].join('\n')
    const captioner = fakeCaptioner()
    const { source, run } = await describePage(root, page, captioner)
    expect(source).toBe(page)
    expect(captioner.seen).toEqual([])
    const { findings, summary } = run.report()
    expect(
      findings.map(({ rule, severity, suppressed }) => [rule, severity, suppressed?.reason].join(' | ')),
    ).toEqual([
      'image-alt | info | the shop fills it',
      'image-alt | info | ads',
      'alt-placeholder | info | ads',
      'suppression-unused | warning | ',
      'functional-image | error | ',
      'functional-image | info | drawn by hand',
      'image-alt | info | any reason',
    ])
    expect(summary).toMatchObject({ suppressed: 5, errors: 1, warnings: 1, generated: 0, review: 1 })
    const unused = findings[3]
    expect(unused).toMatchObject({
      kind: 'suppression',
      markup: '<!-- altwright-ignore logo: its name stands below -->',
      place: { line: 3, column: 1 },
    })
  })

  test.each([
    ['no reason', '<img src=lens.svg data-alt-ignore>', 'suppression-reason'],
    ['a blank reason', '<img src=lens.svg data-alt-ignore=" ">', 'suppression-reason'],
    ['a comment without reason', '<!-- altwright-ignore --><img src=lens.svg>', 'suppression-reason'],
    ['nothing to suppress', '<img src=lens.svg alt=Lens data-alt-ignore="later">', 'suppression-unused'],
    [
      'nothing at all',
      '<p>No picture<!-- altwright-ignore: gone --></p><img src=x alt="">',
      'suppression-unused',
    ],
    ['an unknown rule', '<!-- altwright-ignore alts: x --><img src=lens.svg>', 'suppression-unused'],
    ['another rule', '<!-- altwright-ignore alt-stub: x --><img src=lens.svg>', 'suppression-unused'],
  ])('%s is a warning', async (_, page, rule) => {
    const { findings } = await told(page, {})
    expect(findings[0]).toBe(`${rule} flawed warning`)
  })

  test('what an image without alt turns out to be needs no suppression of its own', async () => {
    const page = '<!-- altwright-ignore photo-needs-model: at the printer’s --><img src=a.jpg>'
    expect((await told(page, {})).findings).toEqual(['image-alt review info'])
    expect((await told(page, { locked: true })).findings).toEqual(['image-alt review info'])
  })

  test('a rule that only the picture shows can be suppressed too', async () => {
    const page = '<!-- altwright-ignore complex-image: its table follows --><img src=sales.svg>'
    const root = await folder({ 'sales.svg': 'caption:bar chart' })
    const { run } = await describePage(root, page, fakeCaptioner())
    expect(run.report().findings).toMatchObject([
      { rule: 'complex-image', severity: 'info', suppressed: { reason: 'its table follows' } },
    ])
  })

  test('other comments are comments', async () => {
    const page = '<!-- altwright-ignored --><!-- altwright --><!-- ignore --><img src=lens.svg alt=Lens>'
    expect((await told(page, {})).findings).toEqual(['named kept info'])
  })
})

describe('onMissingModel', () => {
  const page = '<img src=lens.svg><img src=a.jpg>'

  test('report: a photo waits', async () => {
    const { findings } = await told(page, {})
    expect(findings).toEqual(['captioned filled info', 'photo-needs-model review error'])
  })

  test('fail: the run ends, and says how to fetch the model', async () => {
    await expect(told(page, { onMissingModel: 'fail' })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(
        /^index\.html: a\.jpg is a photo, and Salesforce\/blip-image-captioning-base is not on this machine\. Run `altwright model pull Salesforce/,
      ),
    })
  })

  test('fail: what misses no model goes on', async () => {
    expect((await told('<img src=lens.svg>', { onMissingModel: 'fail' })).findings).toEqual([
      'captioned filled info',
    ])
    expect((await told(page, { onMissingModel: 'fail', locked: true })).findings).toEqual([
      'not-captioned review error',
      'not-captioned review error',
    ])
    expect((await told(page, { onMissingModel: 'fail', model: 'graphics' })).findings[1]).toBe(
      'photo-needs-model review error',
    )
  })
})

test('in CI a new image is a finding, and the model is never opened', async () => {
  const root = await site()
  const settings = resolveOptions({}, 'options', { root, ci: true })
  const captioner = fakeCaptioner()
  let opened = 0
  const run = await openRun({
    command: 'build',
    settings,
    openCaptioner: async () => {
      opened += 1
      return captioner
    },
  })
  const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'index.html' })
  const source = '<img src=lens.svg>'
  const page = await describeHtml(run, { document: 'index.html', source, load })
  await run.save()
  await run.dispose()
  expect(page.source).toBe(source)
  expect(page.findings).toMatchObject([{ rule: 'not-captioned', severity: 'error' }])
  expect(opened).toBe(0)
})

test('on a page in another language the words are a draft, or are written with their language', async () => {
  const page = '<html lang="fr"><img src=lens.svg>'
  expect((await told(page, {})).findings).toEqual(['language review error “Magnifying glass”'])
  const { source, findings } = await told(page, { onOtherLanguage: 'mark' })
  expect(findings).toEqual(['captioned filled info'])
  expect(source).toBe(
    '<html lang="fr"><img alt="Magnifying glass" lang="en" data-alt-source="generated" src=lens.svg>',
  )
})

test('people are spoken of neutrally where the settings say so, and never where a person chose the words', async () => {
  const root = await folder({ 'a.svg': 'caption:an old man' })
  const page = '<img src=a.svg>'
  const { source } = await describePage(root, page, fakeCaptioner(), { neutral: true, mark: false })
  expect(source).toBe('<img alt="A person" src=a.svg>')
  const lockfile = join(root, 'altwright.lock.json')
  await writeFile(lockfile, (await readFile(lockfile, 'utf8')).replace('"generated"', '"approved"'))
  const again = await describePage(root, page, fakeCaptioner(), { neutral: true, mark: false })
  expect(again.source).toBe('<img alt="An old man" src=a.svg>')
})

test('custom elements that the settings take for images are images', async () => {
  const page =
    '<p><lazy-image src=lens.svg></lazy-image><a href=/x><lazy-image src=a.jpg alt=Coast></lazy-image></a>'
  expect((await told(page, {})).findings).toEqual([])
  const { source, findings } = await told(page, { components: ['lazy-image'], mark: false })
  expect(findings).toEqual(['captioned filled info', 'named kept info'])
  expect(source).toBe(page.replace('<lazy-image', '<lazy-image alt="Magnifying glass"'))
})
