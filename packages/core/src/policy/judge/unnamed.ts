import type { FieldLabel, ImageFacts } from '../../image/facts.ts'
import { emojiOf } from '../emoji.ts'
import { fileName, hintName, hintOf } from '../hints.ts'
import { siteName } from '../purpose/purpose.ts'
import { objectionTo } from '../quality/objections.ts'
import type { RuleId } from '../rules.ts'
import { cut } from '../wording.ts'
import { doubted, seemsToInform, styled } from './doubt.ts'
import { ask, draft, flaw, type Judgement, keep, says, write } from './judgement.ts'
import { inRow, ratingOf } from './rating.ts'
import { differs } from './sources.ts'

/** Images that inform, or might. */
export function unnamed(facts: ImageFacts): Judgement {
  switch (facts.kind) {
    case 'svg':
      if (facts.role !== undefined) return drawn(facts, 'svg-name')
      if (seemsToInform(facts)) return doubted(facts, 'It has neither a role nor a name')
      return keep('not-exposed', 'An inline SVG without role and name is not announced as an image.')
    case 'canvas':
      if (facts.role === undefined && facts.drawing !== undefined && facts.drawing.text !== '') {
        return flaw('canvas-text', `A script writes “${cut(facts.drawing.text)}” on it.`)
      }
      return facts.role === undefined
        ? keep('canvas', 'A canvas without role and name is not announced as an image.')
        : drawn(facts, 'role-img-name')
    case 'video':
      return keep('not-exposed', 'A poster stands for its video, and is not announced by itself.')
    case 'css-image':
      return styled(facts)
    case 'role-img':
      return drawn(facts, 'role-img-name')
    case 'frame':
      return ask('frame-title', 'It shows another page, and nothing says which.')
    case 'object':
    case 'embed':
      return ask('object-name', 'It embeds an image and has no name.')
  }
  if (facts.source.from === 'dynamic')
    return ask(
      'dynamic-source',
      'Its address comes from code: it is computed, or imported from what is no picture.',
    )
  if (facts.source.url === undefined) return ask('no-source', 'It has neither src nor srcset.')
  if (facts.sameImage !== undefined && isSound(facts, facts.sameImage)) {
    return write('same-image', 'The same picture has this alt elsewhere on the page.', facts.sameImage)
  }
  const known = byHint(facts) ?? inRow(facts)
  if (known !== undefined) return known
  if (facts.fieldLabel !== undefined) return inLabel(facts.fieldLabel)
  const other = facts.source.directed.find((url) => differs(url, facts.source.url ?? ''))
  if (other !== undefined) {
    return ask(
      'picture-sources',
      `By their names “${cut(fileName(other))}” shows something else than “${cut(fileName(facts.source.url ?? ''))}”.`,
    )
  }
  if (facts.figure !== undefined && facts.figure.images > 1) {
    const reason = `The figure holds ${facts.figure.images} images: one description for all, the rest empty.`
    const isNamed = facts.row?.images.some(({ name }) => name !== '') === true
    const isFirst = facts.row?.index === 0 && !isNamed
    return isFirst ? draft('image-group', reason) : ask('image-group', reason, facts.row && '')
  }
  if (isTiny(facts)) {
    return ask('maybe-decorative', 'Both sides are at most 24 pixels, and it stands beside text.', '')
  }
  return { verdict: 'caption', rule: 'image-alt', reason: 'It informs, and it has no text alternative.' }
}

/** A field is named by what its label says, and not by what its icon looks like. */
function inLabel({ text, computed }: FieldLabel): Judgement {
  if (says(text)) return write('beside-text', `The label says “${cut(text)}” already.`, '')
  return computed
    ? ask('computed-text', 'What the label says is computed: beside text the image needs an empty alt.', '')
    : draft('functional-image', 'Nothing else names the field: the alt has to say what it asks for.')
}

/** A picture without a file; on a live page a model may look at what is drawn. */
function drawn({ source }: ImageFacts, rule: RuleId): Judgement {
  const reason = 'It has an image role and no name.'
  return source.drawn === undefined ? ask(rule, reason) : draft(rule, reason)
}

function byHint(facts: ImageFacts): Judgement | undefined {
  const hint = hintOf(facts)
  if (hint === undefined) return undefined
  const name = `“${cut(hintName(facts, hint))}”`
  switch (hint) {
    case 'spacer':
      return write('spacer', `${name} names a spacer.`, '')
    case 'captcha':
      return ask('captcha', 'Its address names a CAPTCHA.')
    case 'emoji': {
      const character = emojiOf(facts)
      return character === undefined
        ? ask('emoji', 'It is an emoji image, and its address does not say which.')
        : write('emoji', `Its address is the code of ${character}.`, character)
    }
    case 'avatar':
      return besideName(facts) ?? ask('avatar', `${name} names a person’s picture.`)
    case 'chart':
      return draft('complex-image', `${name} names a chart or diagram.`)
    case 'screenshot':
      // What a few words say of one helps nobody to write its alt.
      return ask('complex-image', `${name} names a screenshot.`)
    case 'rating':
      return ask('image-group', `${name} names a rating.`, ratingOf(facts))
    case 'logo':
      return draft('logo', `${name} names a logo.`, siteName(facts.nearby))
    case 'text':
      return ask('text-image', `${name} names an image of text.`)
    case 'ornament':
      return ask('maybe-decorative', `${name} names an ornament.`, '')
    default:
      return undefined
  }
}

/** Whose picture an avatar is stands beside it. */
function besideName({ nearby: { before, after } }: ImageFacts): Judgement | undefined {
  const beside = `${before} ${after}`.trim()
  return isPersonsName(beside) ? write('beside-text', `“${cut(beside)}” stands beside it.`, '') : undefined
}

/** “Ada Lovelace”, “by Vincent van Gogh”, “Ada Lovelace, mathematician”: two to five capitalised words, which no page says of itself. */
function isPersonsName(text: string): boolean {
  if (text.length > 60) return false
  const [name = ''] = text.replace(/^(?:(?:posted|written) )?by /i, '').split(/,? [–—|·•-] |, /)
  const words = name.split(' ')
  const isName = (word: string): boolean =>
    /^\p{Lu}[\p{L}\p{M}'’.-]*$/u.test(word) && !ofPages.has(word.toLowerCase())
  return (
    words.length >= 2 &&
    words.length <= 5 &&
    isName(words[0] as string) &&
    isName(words.at(-1) as string) &&
    words.every((word) => isName(word) || particles.has(word.toLowerCase()))
  )
}

const particles = new Set(
  'al bin da de del della den der di dos du el ibn la le ten ter van von y zu'.split(' '),
)
const ofPages = new Set(
  `about account all articles back biography blog career click contact customer edit event events follow founder gallery get hello help
  her his home how i in learn log login logout me meet menu more my new news of on our out photo photos portfolio portrait posts
  products profile project projects read reviews see services settings shop sign staff story team testimonial testimonials the their
  this to up us user view we welcome what who why work your`.split(/\s+/),
)

/** Whether no rule objects to a text as the alt of this image. */
function isSound(facts: ImageFacts, alt: string): boolean {
  return objectionTo({ ...facts, name: { value: alt, from: 'alt' }, row: undefined }) === undefined
}

function isTiny(facts: ImageFacts): boolean {
  const { width, height } = facts.size
  if (width === undefined || height === undefined) return false
  return width <= 24 && height <= 24 && (facts.nearby.before !== '' || facts.nearby.after !== '')
}
