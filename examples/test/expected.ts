import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryFolder } from '../../packages/core/test/temporary.ts'

/** What must be true of an image after the build; written by hand in each example's `expected.json`. */
export interface Expected {
  readonly src: string
  /**
   * `filled`: a generated alt with one of the words; `decorative`: `alt=""` by a rule; `kept`, `review`:
   * as its author left it, without or with something for a person to do; `filledOrReview`: either is right.
   */
  readonly is: 'filled' | 'kept' | 'decorative' | 'review' | 'filledOrReview'
  readonly words?: readonly string[]
  /** Whether a generated alt says that it is; `false` for one between the brackets of Markdown. */
  readonly marked?: boolean
  /** The alt that an untouched image has; none by default. */
  readonly alt?: string | null
}

const examples = join(import.meta.dirname, '..')

export function readExpected(example: string): [string, readonly Expected[]][] {
  return Object.entries(JSON.parse(readFileSync(join(examples, example, 'expected.json'), 'utf8')).pages)
}

/** An example in a folder of its own, without what a lockfile would remember. */
export function copyOf(example: string, config: object): string {
  const folder = temporaryFolder()
  const skipped = /(?:^|\/)(?:node_modules|dist|altwright\.lock\.json)$/
  cpSync(join(examples, example), folder, { recursive: true, filter: (path) => !skipped.test(path) })
  symlinkSync(join(examples, example, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, '.altwrightrc.json'), JSON.stringify({ locked: false, ...config }))
  return folder
}

interface Image {
  readonly alt: string | null
  readonly generated: boolean
}

/** The images of a page, in order, read without the code that is tested. */
function readImages(html: string): Image[] {
  return [...html.matchAll(/<img\b[^>]*>/gi)].map(([tag]) => ({
    alt: attribute(tag, 'alt'),
    generated: attribute(tag, 'data-alt-source') === 'generated',
  }))
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+)))?(?=[\\s/>])`, 'i').exec(
    tag,
  )
  return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? '')
}

/** Fails with all images that are not as expected. */
export function expectImages(page: string, html: string, expected: readonly Expected[]): void {
  const images = readImages(html)
  expect(images, `images of ${page}`).toHaveLength(expected.length)
  const wrong = expected.flatMap((item, index) => {
    const image = images[index] as Image
    return meets(image, item)
      ? []
      : [`${page}, image ${index + 1}: ${JSON.stringify({ ...item, found: image })}`]
  })
  expect(wrong).toEqual([])
}

function meets(
  { alt, generated }: Image,
  { is, words = [], marked = true, alt: before = null }: Expected,
): boolean {
  const untouched = alt === before && !generated
  const filled = generated === marked && words.some((word) => alt?.toLowerCase().includes(word.toLowerCase()))
  switch (is) {
    case 'filled':
      return filled
    case 'filledOrReview':
      return filled || untouched
    case 'decorative':
      return alt === '' && !generated
    default:
      return untouched
  }
}

/** A page without what was put in; in the examples no author writes `alt` first. */
export function withoutInsertions(html: string): string {
  return html.replace(/<(img) alt="[^"]*"(?: data-alt-source="generated")?(?=[\s/>])/gi, '<$1')
}
