import type { ImageFacts, ImageSource, Row } from './facts.ts'
import { isPlaceholder } from './placeholder.ts'
import type { Found } from './walk.ts'

interface Placed {
  readonly found: Pick<Found, 'kind' | 'scope' | 'block' | 'position'>
  readonly source: ImageSource
}

/** More images in a row than this are told as this many. */
const longestRow = 50

/** By index: where in which row of images an image stands, with no text between them; `undefined` for one alone. */
export function rowsOf(
  images: readonly Placed[],
  nameOf: (index: number) => string,
): readonly (Row | undefined)[] {
  const rows: (Row | undefined)[] = images.map(() => undefined)
  let start: number[] = []
  const end = () => {
    if (start.length > 1) {
      const members = start
        .slice(0, longestRow)
        .map((at) => ({ url: images[at]?.source.url, name: nameOf(at) }))
      for (const [index, at] of start.entries()) rows[at] = { index, images: members }
    }
    start = []
  }
  for (const [at, image] of images.entries()) {
    const { kind, scope } = image.found
    if (kind === 'suppression' || kind === 'control' || scope.noscript) continue
    const last = images[start.at(-1) ?? -1]
    if (last === undefined || kind !== 'img' || !areBeside(last, image)) end()
    if (kind === 'img') start.push(at)
  }
  end()
  return rows
}

/** In one block, with no text between them. */
function areBeside({ found: a }: Placed, { found: b }: Placed): boolean {
  return a.block === b.block && a.scope.branch === b.scope.branch && a.position === b.position
}

/**
 * By index of a `noscript` copy: the index of the image beside it that scripts show in its place. It is known by what both
 * show, or by showing nothing itself until a script runs.
 */
export function twinsOf(images: readonly Placed[]): ReadonlyMap<number, number> {
  const twins = new Map<number, number>()
  if (!images.some(({ found }) => found.scope.noscript)) return twins
  const byAddress = new Map<string, number>()
  for (const [at, { found, source }] of images.entries()) {
    if (found.scope.noscript || found.kind !== 'img') continue
    for (const url of addressesOf(source)) if (!byAddress.has(url)) byAddress.set(url, at)
  }
  for (const [at, { found, source }] of images.entries()) {
    if (!found.scope.noscript || found.kind !== 'img') continue
    const known = addressesOf(source).map((url) => byAddress.get(url))
    const twin = known.find((index) => index !== undefined) ?? waitingBeside(images, at)
    if (twin !== undefined) twins.set(at, twin)
  }
  return twins
}

function addressesOf({ url, alternatives }: ImageSource): readonly string[] {
  return url === undefined || isPlaceholder(url) ? alternatives : [url, ...alternatives]
}

function waitingBeside(images: readonly Placed[], at: number): number | undefined {
  const copy = images[at]
  return [at - 1, at + 1].find((index) => {
    const other = images[index]
    if (other === undefined || copy === undefined || other.found.scope.noscript) return false
    const waits = other.source.url === undefined || isPlaceholder(other.source.url)
    return waits && other.found.kind === 'img' && areBeside(other, copy)
  })
}

/**
 * What an author wrote for the same picture elsewhere on the page, in the same kind of place: alone, outside figures, in the
 * same landmark. Nothing where two such texts differ.
 */
export function sameImages(facts: readonly ImageFacts[]): (image: ImageFacts) => string | undefined {
  const asking = new Set<string>()
  for (const image of facts) if (image.alt.state === 'missing' && isPlain(image)) asking.add(keyOf(image))
  const known = new Map<string, string | undefined>()
  for (const image of facts) {
    if (asking.size === 0) break
    if (image.alt.state !== 'text' || image.alt.isGenerated || image.name.from !== 'alt' || !isPlain(image))
      continue
    const key = keyOf(image)
    if (!asking.has(key)) continue
    known.set(key, known.has(key) && known.get(key) !== image.alt.value ? undefined : image.alt.value)
  }
  return (image) =>
    known.size > 0 && image.alt.state === 'missing' && isPlain(image) ? known.get(keyOf(image)) : undefined
}

function isPlain({ kind, control, figure, hidden, source }: ImageFacts): boolean {
  const shown = hidden === undefined || hidden.reason === 'noscript-twin'
  return kind === 'img' && control === undefined && figure === undefined && shown && source.url !== undefined
}

function keyOf({ source, nearby, language }: ImageFacts): string {
  return `${nearby.landmark ?? ''} ${language ?? ''} ${source.url}`
}
