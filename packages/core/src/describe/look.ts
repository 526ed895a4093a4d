import type { FindImage, ImageIdentity, LoadImage } from '../assets/load.ts'
import type { Unreadable } from '../captioner.ts'
import type { CaptionDesk, Picture as PictureToAnswer } from '../captions/desk.ts'
import type { ImageFacts } from '../image/facts.ts'
import { judgeDrawnText } from '../policy/drawn-text.ts'
import { fileName } from '../policy/hints.ts'
import { type Judgement, write } from '../policy/judge/judgement.ts'
import { next, type Soon } from '../soon.ts'
import { currentAlt } from './identity.ts'
import type { DescribeOptions } from './options.ts'

export interface Judged {
  readonly facts: ImageFacts
  readonly judgement: Judgement
  /** The keys under which a person may have decided for this use, the narrowest first; none where its author has answered. */
  readonly uses: readonly string[]
  /** Its rule is off or suppressed: its picture need not be looked at. */
  readonly isSettled: boolean
}

export interface Looked extends Judged {
  readonly hash: string | undefined
  /** Set where the engine or the lockfile has something to say. */
  readonly ask: PictureToAnswer | undefined
  readonly problem: Unreadable | undefined
}

/** Finds the picture where the decision, a draft or the report needs it. */
export function look(item: Judged, find: FindImage, options: DescribeOptions): Soon<Looked> {
  const { facts } = item
  const wants = wantsOf(item, options)
  const url = facts.source.drawn ?? facts.source.url
  if (item.isSettled || url === undefined || !(wants.words || wants.picture || wants.match || wants.decision))
    return looked(item, item.judgement, undefined, undefined, undefined)
  const identity = wants.match ? undefined : find.identify?.(url)
  return next(identity, (identity): Soon<Looked> => {
    const hash = identity && hashThatSettles(identity, wants, options)
    return hash === undefined ? loadAndSee(item, wants, url, find.load, options) : known(item, wants, hash)
  })
}

/** The hash of a picture whose bytes nobody has to see; `undefined` for any other. */
function hashThatSettles(
  identity: ImageIdentity,
  { words, decision }: Wants,
  { desk, isDotSized }: DescribeOptions,
): string | undefined {
  if (identity.status !== 'identified' || identity.file === undefined) return undefined
  const { hash, file } = identity
  // It may hold its own words, or be a dot.
  if (isMarkup(file.first) || isDotSized(file.length)) return undefined
  return (words || decision) && desk.standing(hash) !== 'settled' ? undefined : hash
}

/** A picture that the lockfile answers for. */
function known(item: Judged, { words, decision }: Wants, hash: string): Looked {
  const ask = words || decision ? askAbout(hash) : undefined
  return looked(item, item.judgement, hash, ask, undefined)
}

/** The lockfile alone, for which nobody needs the bytes. */
function askAbout(hash: string): PictureToAnswer {
  return { hash, bytes: new Uint8Array(), source: '', recallOnly: true }
}

function loadAndSee(
  item: Judged,
  wants: Wants,
  url: string,
  load: LoadImage,
  options: DescribeOptions,
): Soon<Looked> {
  return next(load(url), (loaded): Soon<Looked> => {
    if (loaded.status === 'loaded') return see(item, wants, url, loaded.bytes, options)
    const hash = options.recallAddress?.(url)
    if (hash === undefined) return looked(item, item.judgement, hash, undefined, loaded)
    return looked(item, item.judgement, hash, askAbout(hash), undefined)
  })
}

/** In full, because a site may have very many images, and copies of objects take time. */
function looked(
  { facts, uses, isSettled }: Judged,
  judgement: Judgement,
  hash: string | undefined,
  ask: PictureToAnswer | undefined,
  problem: Unreadable | undefined,
): Looked {
  return { facts, judgement, uses, isSettled, hash, ask, problem }
}

/** What a picture is wanted for. */
interface Wants {
  readonly words: boolean
  /** Its hash or its look alone. */
  readonly picture: boolean
  readonly match: boolean
  readonly decision: boolean
}

function wantsOf(item: Judged, { pictures, match, desk }: DescribeOptions): Wants {
  const { facts, judgement } = item
  return {
    words: judgement.verdict === 'caption' || (judgement.verdict === 'review' && judgement.draft),
    picture: pictures === 'all' || (pictures === 'open' && judgement.verdict !== 'keep'),
    match: match !== undefined && hasCheckableAlt(facts, judgement),
    decision: mayBeDecided(item, desk),
  }
}

function see(
  item: Judged,
  wants: Wants,
  url: string,
  bytes: Uint8Array,
  options: DescribeOptions,
): Soon<Looked> {
  const { facts, judgement } = item
  const hash = options.hash(bytes)
  const seen = (judged: Judgement, ask?: PictureToAnswer): Looked =>
    looked(item, judged, hash, ask, undefined)
  const isWanted = judgement.verdict !== 'keep' || wants.match
  return next(options.onPicture(hash, bytes, isWanted), (): Soon<Looked> => {
    if (wants.match) return next(checkAlt(item, bytes, options), (checked) => seen(checked))
    if (!wants.words && !wants.decision) return seen(judgement)
    const isDescribed = judgement.verdict === 'caption'
    return next(isDescribed ? options.measure(bytes) : undefined, (size): Looked => {
      if (size !== undefined && size.width <= 1 && size.height <= 1)
        return seen(write('spacer', 'The picture is a single pixel.', ''))
      const drawn = isDescribed ? options.judgeFile(bytes) : undefined
      const source = options.nameOf?.(url) ?? (fileName(facts.source.url ?? '') || facts.kind)
      const ask = { hash, bytes, source, recallOnly: !wants.words || drawn !== undefined }
      return seen(drawn ?? judgement, ask)
    })
  })
}

/** A drawing in a text format may hold its words. */
export function judgeFile(bytes: Uint8Array): Judgement | undefined {
  return isMarkup(bytes[0]) ? judgeDrawnText(Buffer.from(bytes).toString('utf8')) : undefined
}

/** Whether it begins as an SVG does, with `<` or the mark of UTF-8. */
function isMarkup(first: number | undefined): boolean {
  return first === 0x3c || first === 0xef
}

/** Elements whose name is an `alt`. */
export const takesAlt: ReadonlySet<ImageFacts['kind']> = new Set(['img', 'image-input'])

/** Whether a person may decide about this use in the lockfile: its author has not, and it is an image file. */
export function isOpenTo({ facts, judgement }: Pick<Judged, 'facts' | 'judgement'>): boolean {
  if (judgement.verdict === 'keep' || judgement.verdict === 'flaw') return false
  return takesAlt.has(facts.kind) && facts.source.url !== undefined
}

/** Whether the lockfile may hold a person's decision that goes before the rules'. */
function mayBeDecided(judged: Judged, desk: CaptionDesk): boolean {
  const { facts, judgement, uses } = judged
  if (judgement.rule === 'unreviewed')
    return facts.source.url !== undefined && (desk.hasDecisions() || desk.hasDecisions(uses))
  if (!isOpenTo(judged)) return false
  return desk.hasDecisions(uses) || (isPlainReview(facts, judgement) && desk.hasDecisions())
}

/** A question about the picture itself, which a review of it answers; links, maps and groups ask about their use. */
export function isPlainReview(facts: ImageFacts, { verdict, rule }: Judgement): boolean {
  return (
    verdict === 'review' &&
    facts.kind === 'img' &&
    facts.control === undefined &&
    rule !== 'image-group' &&
    rule !== 'image-map'
  )
}

/**
 * A description in a few words or more, of a picture that is not there to be clicked. A name, or the purpose of a link, is right
 * without saying what is seen.
 */
function hasCheckableAlt(facts: ImageFacts, { verdict, rule }: Judgement): boolean {
  if (verdict !== 'keep' || rule !== 'named' || facts.kind !== 'img' || facts.control !== undefined)
    return false
  return (currentAlt(facts) ?? '').trim().split(/\s+/).length >= 3
}

/**
 * Matches below this are told. Far lower than where a caption is dropped: an author knows more than can be seen. Where the
 * line should lie was never measured on published weights.
 */
const leastMatch = 0.1

async function checkAlt(
  { facts, judgement }: Judged,
  bytes: Uint8Array,
  { match }: DescribeOptions,
): Promise<Judgement> {
  // Published matchers have learnt from photos: what they say of a drawing says nothing of its alt.
  const probability = isMarkup(bytes[0]) ? undefined : await match?.(bytes, currentAlt(facts) ?? '')
  if (probability === undefined || probability >= leastMatch) return judgement
  const reason = `A model that matches texts with pictures gives this alt ${Math.round(100 * probability)} %.`
  return { verdict: 'flaw', rule: 'alt-mismatch', reason }
}
