import type { Abstained, Captioned, Captioner, CaptionOutcome } from '../captioner.ts'
import type { Answerer } from '../heads/answerer.ts'
import type { Matched, Matcher } from '../heads/matcher.ts'

/**
 * What a picture should be taken for, and the words of an answer that say so. Everything else is captioned.
 * A chart needs a long description, a text its own words, a logo its organisation's name: none is in a caption.
 */
const kinds: readonly { readonly reason: Abstained['reason']; readonly words: RegExp }[] = [
  { reason: 'chart', words: /\b(?:chart|graph|diagram|plot|map)s?\b/ },
  { reason: 'logo', words: /\blogos?\b/ },
  { reason: 'text', words: /\b(?:text|words?|writing|document|letters?)\b/ },
]
const question = 'is this a photo, a logo, a chart, text or an icon?'
/** Less sure answers are not believed; where the line should lie was never measured on published weights. */
const leastSure = 0.5

/**
 * A match below this is a mismatch: the classifier of the published models says that the text does not belong to the picture
 * (Li et al., BLIP, 2022, section 3.3: captions it calls unmatched are noise).
 */
const leastMatch = 0.5

/**
 * A captioner whose words are looked at again: a matcher picks the candidate that fits best, an answerer tells what is more
 * than a photo. Where they disagree the captioner abstains, and its words are a draft.
 */
export function lookTwice(
  captioner: Captioner,
  matcher: Matcher | undefined,
  answerer: Answerer | undefined,
): Captioner {
  const parts = [captioner, matcher, answerer].filter((part) => part !== undefined)
  return {
    id: parts.map(({ id }) => id).join('+'),
    async caption(images, { signal, onOutcome } = {}) {
      const first = await captioner.caption(images, { signal })
      const outcomes: CaptionOutcome[] = []
      // The heads have one thread each and encode an image at a time.
      for (const [index, outcome] of first.entries()) {
        const image = images[index] as Uint8Array
        const fitting = await choose(outcome, image, matcher, signal)
        const known = await tellKind(fitting, image, answerer, signal)
        outcomes.push(known)
        onOutcome?.(index, known)
      }
      return outcomes
    },
    async dispose() {
      await Promise.all(parts.map((part) => part.dispose()))
    },
  }
}

async function choose(
  outcome: CaptionOutcome,
  image: Uint8Array,
  matcher: Matcher | undefined,
  signal: AbortSignal | undefined,
): Promise<CaptionOutcome> {
  if (matcher === undefined || outcome.status !== 'captioned') return outcome
  const texts = [...new Set([outcome.text, ...(outcome.candidates ?? []).map(({ text }) => text)])].filter(
    (text) => text.trim() !== '',
  )
  const matches = await matcher.match(image, texts, { signal })
  const ranked = matches
    .map((match, index) => ({ match, text: texts[index] as string }))
    .filter((item): item is { match: Matched; text: string } => item.match.status === 'matched')
    .sort((a, b) => b.match.probability - a.match.probability)
  const [best] = ranked
  if (best === undefined) return outcome
  if (best.match.probability < leastMatch) return draft(outcome, best.text, 'unsure')
  return { ...outcome, text: best.text }
}

async function tellKind(
  outcome: CaptionOutcome,
  image: Uint8Array,
  answerer: Answerer | undefined,
  signal: AbortSignal | undefined,
): Promise<CaptionOutcome> {
  if (answerer === undefined || outcome.status !== 'captioned') return outcome
  const said = await answerer.ask(image, question, { signal })
  if (said.status !== 'answered' || said.confidence < leastSure) return outcome
  const kind = kinds.find(({ words }) => words.test(said.answer.toLowerCase()))
  return kind === undefined ? outcome : draft(outcome, outcome.text, kind.reason)
}

function draft({ confidence }: Captioned, text: string, reason: Abstained['reason']): Abstained {
  return { status: 'abstained', reason, draft: text, confidence }
}
