import type { TextConfig } from './config.ts'
import { stackRows, takeRows } from './rows.ts'
import { beamSearch } from './search/beam.ts'
import type { Decoding } from './search/decoding.ts'
import { greedySearch } from './search/greedy.ts'
import { createProcessors } from './search/processors.ts'
import type { Continuation, Generated, Search } from './search/search.ts'
import type { BlipSessions, CrossState } from './session.ts'

export interface GenerateOptions extends Decoding {
  /** What every row starts with: the start token and the prompt. */
  readonly promptIds: readonly number[]
  /** Token sequences that may not be said. */
  readonly bannedIds?: readonly (readonly number[])[]
  /** Asked before each step; when it says so the rest is left undone. */
  readonly isCancelled?: () => boolean
}

/**
 * Writes captions for each image. Images are computed together and leave when they are finished. An image's scores do
 * not depend on the images beside it, to the last bit: the runtime sums each row in the same order whatever
 * their number, and there is no padding. A test holds this.
 *
 * @returns each image's captions, as many as beams and the best first, in the order of the images; `undefined` for those left undone
 *   when cancelled.
 */
export async function generate(
  sessions: BlipSessions,
  images: readonly CrossState[],
  text: TextConfig,
  options: GenerateOptions,
): Promise<(readonly Generated[] | undefined)[]> {
  const { promptIds } = options
  const done: (readonly Generated[] | undefined)[] = images.map(() => undefined)
  let alive = images.map((_, image) => ({ image, search: startSearch(text, options) }))
  if (alive.length === 0) return done
  let cross: CrossState = stackRows(images)
  let past = sessions.emptyPast(images.length)
  let next = images.map(() => promptIds)

  while (options.isCancelled?.() !== true) {
    const output = await sessions.decode(next, past, cross)
    const rowsPerImage = next.length / alive.length
    const staying: { index: number; rows: readonly Continuation[] }[] = []
    alive.forEach(({ image, search }, index) => {
      const rows = Array.from({ length: rowsPerImage }, (_, r) => output.scores(index * rowsPerImage + r))
      const step = search.advance(rows)
      if ('done' in step) done[image] = step.done
      else staying.push({ index, rows: step.next })
    })
    if (staying.length === 0) break
    past = takeRows(
      output.past,
      staying.flatMap(({ index, rows }) => rows.map(({ from }) => index * rowsPerImage + from)),
    )
    cross = takeRows(
      cross,
      staying.map(({ index }) => index),
    )
    alive = staying.map(({ index }) => alive[index] as (typeof alive)[number])
    next = staying.flatMap(({ rows }) => rows.map(({ token }) => [token]))
  }
  return done
}

function startSearch({ end, positions }: TextConfig, options: GenerateOptions): Search {
  const { promptIds, bannedIds = [] } = options
  // The last token that is generated is not read again, so it needs no place.
  const maxNewTokens = Math.min(options.maxNewTokens, positions - promptIds.length + 1)
  const processors = createProcessors({ ...options, bannedIds, promptLength: promptIds.length, end })
  const search = { promptIds, maxNewTokens, end, processors }
  return options.beams === 1 ? greedySearch(search) : beamSearch({ ...options, ...search })
}
