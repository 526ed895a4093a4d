import type { Report } from '../report.ts'
import { writtenOf } from '../summary.ts'
import { type Bucket, bucketOrder, buckets } from './buckets.ts'
import type { Section } from './groups.ts'
import { sign } from './sign.ts'
import { type Content, type Element, h } from './tree.ts'
import { count, number } from './words.ts'

type Counts = Readonly<Record<Bucket, number>>

/** The run in one sentence, one bar and one count per bucket; every number is of findings on this page. */
export function summary(report: Report, sections: readonly Section[]): Element {
  const counts = countsOf(sections)
  const images = report.findings.length
  return h(
    'section',
    { class: 'summary', 'aria-labelledby': 'verdict' },
    h('h2', { id: 'verdict' }, verdict(images, counts)),
    h('p', { class: 'scope' }, scope(report)),
    images === 0 ? undefined : [bar(images, counts), tiles(counts)],
  )
}

function countsOf(sections: readonly Section[]): Counts {
  const none = Object.fromEntries(bucketOrder.map((bucket) => [bucket, 0])) as Record<Bucket, number>
  return { ...none, ...Object.fromEntries(sections.map(({ bucket, images }) => [bucket, images])) }
}

/** What is open, and never that all is well: a generated alt is open until somebody has read it. */
export function verdict(images: number, counts: Counts): string {
  if (images === 0) return 'No images were found.'
  const open = counts.review + counts.flawed + counts.unreadable
  const sentences = [
    open === 0
      ? 'No image waits for an answer.'
      : `${number(open)} of ${count(images, 'image')} ${open === 1 ? 'needs' : 'need'} a person.`,
  ]
  if (counts.generated > 0)
    sentences.push(
      `${count(counts.generated, 'generated alt')} ${counts.generated === 1 ? 'waits' : 'wait'} for review.`,
    )
  return sentences.join(' ')
}

function scope({ documents, findings, summary: totals, baseline }: Report): Content {
  const failed = documents.filter((document) => document.problem !== undefined).length
  const unlisted = totals.images - findings.length
  return [
    findings.length === 0
      ? `${count(documents.length, 'document')} in this run.`
      : `${count(findings.length, 'image')} in ${count(documents.length, 'document')} · ` +
        `${count(totals.errors, 'error')}, ${count(totals.warnings, 'warning')}.`,
    failed > 0
      ? [' ', h('a', { href: '#problems' }, `${count(failed, 'document')} could not be read or written`), '.']
      : undefined,
    unlisted > 0 ? ` ${count(unlisted, 'more image')} not listed here.` : undefined,
    baseline === undefined
      ? undefined
      : ` The baseline knows ${count(totals.known, 'finding')}, which do not count${baseline.fixed === 0 ? '' : `; ${number(baseline.fixed)} of it are fixed`}.`,
    findings.length > 0 ? unwritten[writtenOf(documents)] : undefined,
  ]
}

const unwritten = {
  all: undefined,
  some: ' Where a card says “Should be”, nothing was written.',
  none: ' Nothing was written: “Should be” is what a fix would write.',
} as const

/** Widths are attributes and not styles, so that the policy can forbid inline styles. The counts below say the same. */
function bar(images: number, counts: Counts): Element {
  const used = barOrder.filter((bucket) => counts[bucket] > 0)
  // A bucket of one in five thousand still gets a stroke that can be seen.
  const shares = used.map((bucket) => Math.max(counts[bucket] / images, 0.008))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const widths = shares.map((share) => (share / total) * 100)
  const starts = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0))
  return h(
    'svg',
    { class: 'bar', width: '100%', height: 14, 'aria-hidden': 'true', focusable: 'false' },
    used.map((bucket, index) =>
      h('rect', {
        class: `fill ${bucket}`,
        x: percent(starts[index]),
        width: percent(widths[index]),
        y: 0,
        height: 14,
      }),
    ),
  )
}

/** From done to open, so that the bar reads like progress. */
const barOrder: readonly Bucket[] = [
  'kept',
  'reviewed',
  'ruled',
  'decorative',
  'generated',
  'review',
  'flawed',
  'unreadable',
]

function percent(value: number | undefined): string {
  return `${(value ?? 0).toFixed(3)}%`
}

function tiles(counts: Counts): Element {
  return h(
    'ul',
    { class: 'tiles' },
    bucketOrder
      .filter((bucket) => counts[bucket] > 0 || bucket !== 'ruled')
      .map((bucket) => h('li', {}, tile(bucket, counts[bucket]))),
  )
}

function tile(bucket: Bucket, images: number): Element {
  const content = [
    sign(bucket),
    h('span', { class: 'count' }, number(images)),
    ' ',
    h('span', { class: 'label' }, buckets[bucket].label),
  ]
  return images === 0
    ? h('span', { class: 'tile zero' }, content)
    : h('a', { class: 'tile', href: `#${bucket}` }, content)
}
