import type { Finding, Picture, Report } from '../../src/report/report.ts'
import { summarize } from '../../src/report/summary.ts'
import { thumbnails } from './thumbnails.ts'

/** A finding like any other; a test says only what matters to it. */
export function finding(changes: Partial<Finding>): Finding {
  const document = changes.document ?? 'index.html'
  const line = changes.place?.line ?? 12
  const source = changes.source ?? 'img/lens.svg'
  return {
    id: `${document}#${source}#${line}#${changes.rule ?? ''}`,
    document,
    place: { line, column: 5, offset: line * 40 },
    kind: 'img',
    source,
    picture: undefined,
    context: 'img',
    outcome: 'review',
    rule: 'image-alt',
    severity: 'error',
    reason: 'It has no text alternative.',
    before: null,
    after: null,
    proposal: undefined,
    confidence: undefined,
    author: undefined,
    markup: `<img src="${source}" class="icon">`,
    ...changes,
  }
}

const at = (line: number) => ({ line, column: 9, offset: line * 40 })

const pictures: Record<string, Picture> = {
  'sha256-lens': { width: 24, height: 24, format: 'svg', thumbnail: thumbnails.lens },
  'sha256-cart': { width: 24, height: 24, format: 'svg', thumbnail: thumbnails.cart },
  'sha256-warning': { width: 48, height: 48, format: 'svg', thumbnail: thumbnails.warning },
  'sha256-flag': { width: 900, height: 600, format: 'svg', thumbnail: thumbnails.flag },
  'sha256-chart': { width: 1280, height: 720, format: 'png', thumbnail: thumbnails.chart },
  'sha256-coast': {
    ...{ width: 2400, height: 1600, format: 'jpeg', thumbnail: thumbnails.coast },
    fingerprint: `2400x1600 ${Buffer.alloc(288, 7).toString('base64')}`,
  },
  'sha256-line': { width: 640, height: 12, format: 'png', thumbnail: thumbnails.line },
  'sha256-fern': { width: 512, height: 512, format: 'svg', thumbnail: thumbnails.fern },
}

/** Every outcome, one picture in many places, texts as a site has them. */
const ordinary: readonly Finding[] = [
  ...Array.from({ length: 12 }, (_, index) =>
    finding({
      document: index === 0 ? 'index.html' : `guide/chapter-${index}.html`,
      place: at(8),
      source: '/img/cart.svg',
      picture: 'sha256-cart',
      rule: 'functional-image',
      reason: 'It is the only content of the link to “/cart”.',
      proposal: 'Cart',
      markup: '<img src="/img/cart.svg" width="24" height="24">',
    }),
  ),
  finding({
    place: at(14),
    source: 'img/fernhill-mark.svg',
    picture: 'sha256-fern',
    rule: 'functional-image',
    reason: 'It is the only content of the link to “/”.',
    proposal: 'Fernhill, home',
  }),
  finding({
    document: 'about.html',
    place: at(20),
    source: 'img/fernhill-mark.svg',
    picture: 'sha256-fern',
    rule: 'functional-image',
    reason: 'It is the only content of the link to “https://social.example/@fernhill”.',
    proposal: 'Fernhill, home',
  }),
  finding({
    document: 'about.html',
    place: at(31),
    source: 'charts/visitors-2025.png',
    picture: 'sha256-chart',
    rule: 'complex-image',
    reason: 'Its file name says that it is a chart.',
    proposal: 'Bar chart with four bars',
    confidence: 0.91,
  }),
  finding({
    document: 'about.html',
    place: at(44),
    source: 'photos/coast.jpg',
    picture: 'sha256-coast',
    rule: 'photo-needs-model',
    reason: 'It looks like a photo.',
  }),
  finding({
    document: 'about.html',
    place: at(52),
    source: 'img/ornament.svg',
    picture: 'sha256-line',
    rule: 'maybe-decorative',
    severity: 'warning',
    reason: 'Its class is “divider”, and it stands between two paragraphs.',
    proposal: '',
  }),
  finding({
    place: at(60),
    source: '',
    kind: 'svg',
    rule: 'svg-name',
    reason: 'It has role=img and no title of its own.',
    markup: '<svg role="img" viewBox="0 0 24 24">',
  }),
  ...['index.html', 'about.html', 'guide/chapter-1.html'].map((document) =>
    finding({
      document,
      place: at(70),
      picture: 'sha256-lens',
      outcome: 'filled',
      rule: 'captioned',
      severity: 'info',
      reason: 'The picture was described by the model.',
      after: 'Magnifying glass icon',
      author: 'generated',
      confidence: 0.94,
    }),
  ),
  finding({
    place: at(81),
    source: 'img/notice.svg',
    picture: 'sha256-warning',
    outcome: 'filled',
    rule: 'captioned',
    severity: 'info',
    reason: 'The picture was described by the model.',
    after: 'Yellow warning triangle with an exclamation mark',
    author: 'generated',
    confidence: 0.72,
  }),
  finding({
    document: 'guide/chapter-1.html',
    place: at(82),
    source: 'flags/fr.svg',
    picture: 'sha256-flag',
    outcome: 'filled',
    rule: 'recalled',
    severity: 'info',
    reason: 'The lockfile has it as edited.',
    after: 'Flag of France',
    author: 'reviewed',
  }),
  finding({
    document: 'guide/chapter-1.html',
    place: at(90),
    source: 'emoji/1f600.svg',
    outcome: 'filled',
    rule: 'emoji',
    severity: 'info',
    reason: 'Its address is the code of 😀.',
    after: '😀',
    author: 'rule',
  }),
  finding({
    document: 'guide/chapter-1.html',
    place: at(94),
    source: 'https://stats.example/p.gif?site=7&page=2',
    outcome: 'decorative',
    rule: 'tracking',
    severity: 'info',
    reason: 'It is one pixel in size.',
    after: '',
    author: 'rule',
  }),
  finding({
    document: 'guide/chapter-2.html',
    place: at(95),
    picture: 'sha256-line',
    source: 'img/rule.png',
    outcome: 'decorative',
    rule: 'spacer',
    severity: 'info',
    reason: 'Its file name says that it is a spacer.',
    after: '',
    author: 'rule',
  }),
  finding({
    document: 'guide/chapter-2.html',
    place: at(102),
    source: 'photos/IMG_4711.jpg',
    picture: 'sha256-coast',
    outcome: 'flawed',
    rule: 'alt-filename',
    reason: 'The alt is the name of the file.',
    before: 'IMG_4711.jpg',
    after: 'IMG_4711.jpg',
  }),
  finding({
    document: 'guide/chapter-2.html',
    place: at(110),
    source: 'img/missing.png',
    outcome: 'unreadable',
    rule: 'image-unreadable',
    reason: 'There is no file “img/missing.png”.',
  }),
  finding({
    document: 'guide/chapter-2.html',
    place: at(113),
    source: 'https://other.example/lens.svg',
    outcome: 'unreadable',
    rule: 'remote',
    reason: 'It lies on other.example.',
  }),
  ...Array.from({ length: 9 }, (_, index) =>
    finding({
      document: 'guide/chapter-3.html',
      place: at(10 + index),
      source: `img/step-${index + 1}.png`,
      outcome: 'kept',
      rule: 'named',
      severity: 'info',
      reason: 'Its author wrote an alt.',
      before: `Step ${index + 1} of the walk`,
      after: `Step ${index + 1} of the walk`,
    }),
  ),
  finding({
    document: 'guide/chapter-3.html',
    place: at(40),
    picture: 'sha256-line',
    source: 'img/line.svg',
    outcome: 'kept',
    rule: 'author-decorative',
    severity: 'info',
    reason: 'Its alt is empty.',
    before: '',
    after: '',
  }),
]

/** What a page could hold to harm the report, its reader or its layout. */
export const hostile: readonly Finding[] = [
  finding({
    document: 'evil.html"><script>alert(1)</script>',
    source: 'javascript:alert(2)',
    reason: '</style></script><script>alert(3)</script> ]]> <!-- <img src=x onerror=alert(4)>',
    proposal: '"><svg onload=alert(5)>',
    markup: '<img src="x" onerror="alert(6)" alt=\'"]]>\'>',
  }),
  finding({
    document: 'javascript:alert(7)',
    source: 'data:text/html,<script>alert(8)</script>',
    picture: 'sha256-"><script>alert(9)</script>',
    outcome: 'filled',
    rule: 'captioned',
    after: '" onmouseover="alert(10)" x="',
    author: 'generated',
    confidence: 0.5,
    reason: 'Bell \u0007, null \u0000, escape \u001b[31m, C1 \u0085, half \ud800 a pair, \u2028 and \u2029.',
  }),
  finding({
    source: `${'very-long-name-'.repeat(30)}.png`,
    document: `${'deeply/nested/'.repeat(20)}index.html`,
    reason: 'W'.repeat(400),
    outcome: 'flawed',
    rule: 'alt-placeholder',
    before: 'x'.repeat(300),
    after: 'x'.repeat(300),
    markup: `<img ${'data-x="1"'.repeat(40)}>`,
  }),
  finding({
    source: 'img/עברית.png',
    picture: 'sha256-lens',
    outcome: 'filled',
    rule: 'recalled',
    severity: 'info',
    before: ' ',
    after: 'זכוכית מגדלת \u202e(abc) لغة',
    author: 'reviewed',
    reason: 'The page says “مرحبا بالعالم” beside it.',
  }),
  finding({
    source: 'img/bad-thumb.png',
    picture: 'sha256-svg',
    outcome: 'unreadable',
    rule: 'image-unreadable',
    reason: 'Its thumbnail is an SVG, and those are not drawn.',
  }),
]

const hostilePictures: Record<string, Picture> = {
  'sha256-svg': {
    width: 1,
    height: 1,
    format: 'svg',
    thumbnail: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(11)"/>',
  },
  'sha256-"><script>alert(9)</script>': {
    width: undefined,
    height: undefined,
    format: '<b>',
    thumbnail: 'data:image/png;base64,AAAA" onerror="alert(12)',
  },
}

export function reportOf(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const names = [...new Set(findings.map(({ document }) => document))].toSorted()
  const documents = names.map((document) => ({
    document,
    images: findings.filter((one) => one.document === document).length,
    written: true,
    problem: undefined,
  }))
  return {
    version: 2,
    tool: { name: 'altwright', version: '0.1.0' },
    command: 'fix',
    root: 'dist',
    engine: 'altwright/graphics@1/fp16',
    date: undefined,
    findings,
    pictures: { ...pictures, ...hostilePictures },
    documents,
    summary: summarize(findings, documents),
    ...changes,
  }
}

export const site = reportOf(ordinary, { date: '2026-11-23T14:21:07Z' })

/** The same site as a browser showed it: documents have addresses, and nobody knows where in a source an image stands. */
export const crawled = reportOf(
  ordinary.map((own) => ({ ...own, document: `https://fernhill.example/${own.document}`, place: undefined })),
  { command: 'crawl', root: 'https://fernhill.example' },
)

export const everything = withProblem(
  reportOf([...ordinary, ...hostile], { root: 'dist"><script>alert(13)</script>', engine: '<b>blip</b>' }),
)

function withProblem(report: Report): Report {
  const documents = [
    ...report.documents,
    {
      document: 'broken.html',
      images: 0,
      written: false,
      problem: 'It is not UTF-8: <script>alert(14)</script>',
    },
    { document: 'empty.html', images: 0, written: true, problem: undefined },
  ]
  return { ...report, documents, summary: summarize(report.findings, documents) }
}

export const nothing = reportOf([], {
  engine: undefined,
  documents: [{ document: 'index.html', images: 0, written: true, problem: undefined }],
})

export const fine = reportOf(ordinary.filter(({ outcome }) => outcome === 'kept'))

/** As many findings as a large site has, all of different pictures. */
export function large(size: number): Report {
  const outcomes = ordinary.filter(({ outcome }) => outcome !== 'kept')
  return reportOf(
    Array.from({ length: size }, (_, index) => {
      const model = outcomes[index % outcomes.length] ?? finding({})
      const source = model.source === '' ? '' : `assets/${index}/${model.source.replace(/^.*\//, '')}`
      return {
        ...model,
        id: `large-${index}`,
        document: `page-${index % 400}.html`,
        source,
        picture: `sha256-${index}`,
      }
    }),
    {
      pictures: Object.fromEntries(
        Array.from({ length: size }, (_, index) => {
          const shown = Object.values(thumbnails)[index % Object.keys(thumbnails).length]
          return [`sha256-${index}`, { width: 64, height: 64, format: 'svg', thumbnail: shown }]
        }),
      ),
    },
  )
}
