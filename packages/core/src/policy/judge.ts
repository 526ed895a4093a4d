import { needsName } from '../image/accessibility/roles.ts'
import type { ImageFacts } from '../image/facts.ts'
import { emojiOf } from './emoji.ts'
import { fileName, fileStem, hintOf, isTextName, wordsOf } from './hints.ts'
import { proposePurpose, siteName } from './purpose/purpose.ts'
import { objectionTo } from './quality.ts'
import type { RuleId } from './rules.ts'
import { cut } from './wording.ts'

/**
 * What an image needs, decided before any caption exists:
 * - `keep`: its author has answered, or nobody meets it;
 * - `flaw`: it has an alt, and a quality rule objects;
 * - `write`: a rule knows the alt (empty, or an emoji's character);
 * - `caption`: a description is the right answer;
 * - `review`: a person must say.
 */
export type Judgement =
  | { readonly verdict: 'keep'; readonly rule: RuleId; readonly reason: string }
  | { readonly verdict: 'flaw'; readonly rule: RuleId; readonly reason: string }
  | { readonly verdict: 'write'; readonly rule: RuleId; readonly reason: string; readonly alt: string }
  | { readonly verdict: 'caption'; readonly rule: RuleId; readonly reason: string }
  | {
      readonly verdict: 'review'
      readonly rule: RuleId
      readonly reason: string
      readonly proposal?: string | undefined
      /** A caption would help the person who decides. */
      readonly draft: boolean
    }

export interface JudgeOptions {
  /**
   * Rules that do not object to a name.
   * @default none
   */
  readonly off?: ReadonlySet<RuleId> | undefined
}

/** Decides about an image by its facts alone; the order of the gates is that of the W3C alt decision tree. */
export function judge(facts: ImageFacts, { off = none }: JudgeOptions = {}): Judgement {
  return gates(facts) ?? named(facts, off) ?? functional(facts) ?? unnamed(facts)
}

const none: ReadonlySet<RuleId> = new Set()

/** Images that need no name, whose author said so, or about which nothing can be known. */
function gates(facts: ImageFacts): Judgement | undefined {
  if (facts.kind === 'suppression') {
    return keep('suppression', 'Its author suppresses what is found here.')
  }
  if (facts.hidden?.reason === 'aria-hidden' && facts.kind === 'img' && seemsToInform(facts))
    return doubted(facts)
  if (facts.hidden !== undefined) return keep('not-exposed', hiddenReason[facts.hidden.reason])
  if (facts.alt.state === 'dynamic') {
    return keep('dynamic-alt', `The alt is computed: ${facts.alt.value}`)
  }
  if (facts.name.from === 'dynamic') return keep('dynamic-alt', 'What names it is computed.')
  if (facts.kind === 'area' && facts.control === undefined) {
    return keep('not-exposed', 'An area without href is not exposed.')
  }
  if (facts.kind === 'icon') return ligature(facts)
  if (facts.alt.state === 'missing' && facts.name.value === '' && hintOf(facts) === 'tracking') {
    return facts.control === undefined
      ? {
          verdict: 'write',
          rule: 'tracking',
          reason: 'It is one pixel in size or comes from a known counter.',
          alt: '',
        }
      : undefined
  }
  return undefined
}

/** What an icon font draws is text to everybody who does not see it. */
function ligature(facts: ImageFacts): Judgement {
  const { role, name, drawing, control } = facts
  const word = drawing?.text ?? ''
  if (role === 'img' || role === 'none' || role === 'presentation' || name.from === 'aria-label')
    return keep('named', 'Its author says what it is.')
  if (control !== undefined && control.name !== '')
    return keep('not-exposed', `The ${controlWord(facts)} is named “${cut(control.name)}” already.`)
  return { verdict: 'flaw', rule: 'icon-ligature', reason: `“${cut(word)}” is read aloud.` }
}

const hiddenReason = {
  template: 'It is in a template, which is not rendered.',
  'noscript-twin': 'It is the fallback of an image that stands beside it.',
  hidden: 'It is hidden.',
  inert: 'It is inert.',
  'aria-hidden': 'It is hidden from assistive technology by aria-hidden.',
  style: 'Its style hides it.',
  'closed-dialog': 'It is in a closed dialog.',
  'closed-popover': 'It is in a closed popover.',
  'not-rendered': 'The browser did not render it.',
} as const

/** Images that have a name, or were declared decorative. */
function named(facts: ImageFacts, off: ReadonlySet<RuleId>): Judgement | undefined {
  const presentational = facts.role === 'none' || facts.role === 'presentation'
  const decorative = presentational || (facts.alt.state === 'empty' && facts.kind === 'img')
  if (decorative && facts.conflict !== undefined) return exposed(facts)
  if (facts.map === 'server' && facts.control?.kind === 'link' && facts.alt.state !== 'missing') {
    return { verdict: 'flaw', rule: 'server-map', reason: 'Where it leads depends on where it is clicked.' }
  }
  if (facts.name.value !== '') {
    const objection = objectionTo(facts, off)
    if (objection !== undefined) return { verdict: 'flaw', ...objection }
    return keep('named', `Its author named it with ${nameSource[facts.name.from]}.`)
  }
  if (facts.alt.state === 'blank' && !decorative && !isOnlyContent(facts)) {
    return { verdict: 'flaw', rule: 'alt-blank', reason: 'The alt holds only white space.' }
  }
  if (!decorative) return undefined
  if (isOnlyContent(facts)) {
    return {
      verdict: 'flaw',
      rule: 'functional-decorative',
      reason: `It is declared decorative and is all that the ${controlWord(facts)} holds, so the ${controlWord(facts)} has no name.`,
    }
  }
  if (facts.kind === 'img' && seemsToInform(facts)) return doubted(facts)
  if (facts.title !== '' && facts.alt.state === 'empty') {
    const reason = `Its empty alt says that it is decorative; its title says “${cut(facts.title)}”.`
    return { verdict: 'flaw', rule: 'decorative-doubt', reason }
  }
  return keep(
    'author-decorative',
    presentational ? 'Its role says it is decorative.' : 'Its empty alt says it is decorative.',
  )
}

/** What is named after a thing that informs, and stands alone: no text beside it could say the same. */
function seemsToInform(facts: ImageFacts): boolean {
  const { before, after } = facts.nearby
  const alone = before === '' && after === '' && facts.control === undefined && !facts.figure?.caption
  return alone && informing.has(hintOf(facts))
}
const informing: ReadonlySet<ReturnType<typeof hintOf>> = new Set(['chart', 'logo', 'screenshot', 'text'])

function doubted(facts: ImageFacts): Judgement {
  if (isTextName(facts.source.url ?? '')) {
    const reason = `Its author says it is decorative, and “${cut(fileName(facts.source.url ?? ''))}” names a picture of text.`
    return { verdict: 'flaw', rule: 'image-of-text', reason }
  }
  const hint = hintWord(facts)
  return {
    verdict: 'flaw',
    rule: 'decorative-doubt',
    reason: `Its author says it is decorative; its name says it is ${hint}, and no text beside it says the same.`,
  }
}

function hintWord(facts: ImageFacts): string {
  const hint = hintOf(facts)
  return hint === 'text' ? 'text' : `a ${hint}`
}

/** What is declared decorative and exposed all the same. */
function exposed(facts: ImageFacts): Judgement {
  const why = facts.conflict === 'focusable' ? 'can be focused' : 'carries an ARIA attribute'
  // What is no image has no alt to lack: only its author's two words disagree.
  const named = facts.name.value !== '' || facts.kind === 'element'
  return {
    verdict: 'flaw',
    rule: named ? 'presentation-ignored' : 'presentation-conflict',
    reason: `It is declared decorative and ${why}, so browsers expose it ${named ? 'all the same' : 'without a name'}.`,
  }
}

const nameSource = {
  'aria-labelledby': 'aria-labelledby',
  'aria-label': 'aria-label',
  alt: 'alt',
  title: 'title',
  label: 'a label',
  'svg-title': 'a title element',
  content: 'its content',
  dynamic: 'something computed',
  none: 'nothing',
} as const

/** Images that do something: links, buttons, maps. */
function functional(facts: ImageFacts): Judgement | undefined {
  if (hasOtherRole(facts)) return byRole(facts)
  if (facts.kind === 'image-input') {
    return ask('image-input', 'An image button says its action.', proposePurpose(facts))
  }
  if (facts.kind === 'area') return ask('area', 'An area says where it leads.', proposePurpose(facts))
  if (facts.map !== undefined) return ask('image-map', 'A person knows what the map is of.')
  if (facts.kind === 'control') {
    return ask('nameless-control', `Nothing names the ${controlWord(facts)}.`, proposePurpose(facts))
  }
  if (facts.kind === 'heading') {
    return ask('nameless-heading', 'The heading holds images only, and none has a name.')
  }
  const control = facts.control
  if (control === undefined) return undefined
  const word = controlWord(facts)
  if (control.name !== '') {
    return writeEmpty(facts, 'named-control', `The ${word} is named “${cut(control.name)}” already.`)
  }
  if (control.text !== '') {
    return writeEmpty(facts, 'beside-text', `The ${word} says “${cut(control.text)}” already.`)
  }
  if (control.accessibleName !== '' && control.title === '' && !control.namedByImage) {
    return writeEmpty(
      facts,
      'named-control',
      `The ${word} is named “${cut(control.accessibleName)}” already.`,
    )
  }
  if (control.computed) {
    const reason = `What the ${word} says is computed: beside text the image needs an empty alt, and else the purpose.`
    return ask('computed-text', reason, '')
  }
  if (control.images > 1) {
    return control.namedByImage
      ? ask('image-group', `Another image names the ${word}; this one may be decorative.`)
      : ask(
          'functional-image',
          `The ${word} holds ${control.images} images and no text: they need one name together.`,
        )
  }
  if (control.title !== '') {
    // The title names the link; the image has no name of its own to add.
    return ask('titled-control', `Only a title names the ${word}; an alt is heard everywhere.`, control.title)
  }
  if (control.href !== undefined && /\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|$)/i.test(control.href)) {
    const reason = 'The link opens the picture in full: the alt has to say what of.'
    const { figure } = facts
    const proposal = control.sameTarget || (figure?.images === 1 && figure.caption) || undefined
    return { verdict: 'review', rule: 'functional-image', reason, proposal, draft: true }
  }
  return ask(
    // An SVG without a role is no image of its own: only the control lacks something.
    facts.kind === 'svg' && facts.role === undefined ? 'nameless-control' : 'functional-image',
    `Nothing else names the ${word}: the alt has to say ${word === 'link' ? 'where it leads' : 'what it does'}.`,
    proposePurpose(facts),
  )
}

function writeEmpty(facts: ImageFacts, rule: RuleId, reason: string): Judgement | undefined {
  if (facts.kind === 'img') return { verdict: 'write', rule, reason, alt: '' }
  // What is in a link is announced with its role; a button is told as one thing.
  return facts.role !== undefined && facts.control?.kind === 'link' ? undefined : keep('not-exposed', reason)
}

/** Images that inform, or might. */
function unnamed(facts: ImageFacts): Judgement {
  switch (facts.kind) {
    case 'svg':
      return facts.role === undefined
        ? keep('not-exposed', 'An inline SVG without role and name is not announced as an image.')
        : drawn(facts, 'svg-name')
    case 'canvas':
      if (facts.role === undefined && facts.drawing !== undefined && facts.drawing.text !== '') {
        const reason = `A script writes “${cut(facts.drawing.text)}” on it.`
        return { verdict: 'flaw', rule: 'canvas-text', reason }
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
    case 'object':
    case 'embed':
      return ask('object-name', 'It embeds an image and has no name.')
  }
  if (facts.source.from === 'dynamic') return ask('dynamic-source', 'Its address is computed at run time.')
  if (facts.source.url === undefined) return ask('no-source', 'It has neither src nor srcset.')
  const known = byHint(facts) ?? inGroup(facts) ?? besideName(facts)
  if (known !== undefined) return known
  if (facts.sameImage !== undefined && isSound(facts, facts.sameImage)) {
    const reason = 'The same picture has this alt elsewhere on the page.'
    return { verdict: 'write', rule: 'same-image', reason, alt: facts.sameImage }
  }
  const other = facts.source.directed.find((url) => differs(url, facts.source.url ?? ''))
  if (other !== undefined) {
    return ask(
      'picture-sources',
      `By their names “${cut(fileName(other))}” shows something else than “${cut(fileName(facts.source.url ?? ''))}”.`,
    )
  }
  if (facts.figure !== undefined && facts.figure.images > 1) {
    return ask(
      'image-group',
      `The figure holds ${facts.figure.images} images: one description for all, the rest empty.`,
    )
  }
  if (isTiny(facts)) {
    return ask('maybe-decorative', 'Both sides are at most 24 pixels, and it stands beside text.', '')
  }
  return { verdict: 'caption', rule: 'image-alt', reason: 'It informs, and it has no text alternative.' }
}

function byHint(facts: ImageFacts): Judgement | undefined {
  const name = `“${cut(fileName(facts.source.url ?? '') || facts.labels.join(' '))}”`
  switch (hintOf(facts)) {
    case 'spacer':
      return { verdict: 'write', rule: 'spacer', reason: `${name} names a spacer.`, alt: '' }
    case 'captcha':
      return ask('captcha', 'Its address names a CAPTCHA.')
    case 'emoji': {
      const character = emojiOf(facts)
      return character === undefined
        ? ask('emoji', 'It is an emoji image, and its address does not say which.')
        : {
            verdict: 'write',
            rule: 'emoji',
            reason: `Its address is the code of ${character}.`,
            alt: character,
          }
    }
    case 'avatar':
      return besideName(facts) ?? ask('avatar', `${name} names a person’s picture.`)
    case 'chart':
      return draft('complex-image', `${name} names a chart or diagram.`)
    case 'screenshot':
      return draft('complex-image', `${name} names a screenshot.`)
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

function keep(rule: RuleId, reason: string): Judgement {
  return { verdict: 'keep', rule, reason }
}

function ask(rule: RuleId, reason: string, proposal?: string): Judgement {
  return { verdict: 'review', rule, reason, proposal, draft: false }
}

function draft(rule: RuleId, reason: string, proposal?: string): Judgement {
  return { verdict: 'review', rule, reason, proposal, draft: true }
}

/** Whether no rule objects to a text as the alt of this image. */
function isSound(facts: ImageFacts, alt: string): boolean {
  return objectionTo({ ...facts, name: { value: alt, from: 'alt' }, row: undefined }, none) === undefined
}

/** Three stars or more in a row are a rating: one text for all of them. */
function inGroup(facts: ImageFacts): Judgement | undefined {
  const { row } = facts
  if (row === undefined || row.images.length < 3) return undefined
  if (!row.images.every(({ url }) => isStar(url))) return undefined
  return ask('image-group', `It is one of ${row.images.length} stars in a row.`, ratingOf(facts))
}

const stars = new Set(['star', 'stars', 'rating', 'rate'])
const unlit = new Set(['blank', 'dark', 'empty', 'gray', 'grey', 'inactive', 'off', 'outline', 'o', 'void'])

function isStar(url: string | undefined): boolean {
  return wordsOf(fileStem(url ?? '')).some((word) => stars.has(word))
}

/** “3 of 5 stars”, for the first of them; the others say nothing. */
function ratingOf({ row }: ImageFacts): string | undefined {
  if (row === undefined || row.images.length < 3 || !row.images.every(({ url }) => isStar(url)))
    return undefined
  if (row.index > 0) return ''
  const words = row.images.map(({ url }) => wordsOf(fileStem(url ?? '')))
  const lit = words.filter((own) => !own.some((word) => unlit.has(word)))
  const half = lit.filter((own) => own.includes('half')).length
  return `${lit.length - half / 2} of ${words.length} stars`
}

/** Whose picture an avatar is stands beside it. */
function besideName(facts: ImageFacts): Judgement | undefined {
  if (hintOf(facts) !== 'avatar') return undefined
  const { before, after } = facts.nearby
  const beside = `${before} ${after}`.trim()
  const isName = beside !== '' && beside.length <= 60 && /^\p{Lu}/u.test(beside) && !/[.!?]\s/.test(beside)
  if (!isName) return undefined
  return { verdict: 'write', rule: 'beside-text', reason: `“${cut(beside)}” stands beside it.`, alt: '' }
}

/** A background says nothing; where its file is called after something that informs, that is lost. */
function styled(facts: ImageFacts): Judgement {
  const name = cut(fileName(facts.source.url ?? ''))
  if (isTextName(facts.source.url ?? '')) {
    return { verdict: 'flaw', rule: 'image-of-text', reason: `“${name}” names a picture of text.` }
  }
  return seemsToInform(facts)
    ? {
        verdict: 'flaw',
        rule: 'css-image',
        reason: `“${name}” names ${hintWord(facts)}, and a style sheet draws it.`,
      }
    : keep('not-exposed', 'A style sheet draws it, so that it is not announced.')
}

/** Words of a file's name that say how large, how wide, for whom a variant is, and nothing of what it shows. */
const variants = new Set(
  `avif compact crop cropped dark default desktop full fullsize hd hidpi hires high jpeg jpg landscape large laptop lg light low
  lo lowres main md medium mini mobile narrow night nm original phone png portrait px res resized retina scaled small sm square
  tablet tall thumb thumbnail tiny webp wide widescreen xl xlarge xs xxl of and the a image img pic picture photo hero banner bg`
    .trim()
    .split(/\s+/),
)

/** Whether two files are called after different things. */
function differs(a: string, b: string): boolean {
  const [left, right] = [a, b].map((url) => subjectWords(url)) as [string[], string[]]
  if (left.length === 0 || right.length === 0) return false
  return !left.some((word) => right.some((other) => other.startsWith(word) || word.startsWith(other)))
}

function subjectWords(url: string): string[] {
  const stem = fileStem(url)
  // A build's hash is no name.
  if (/^[\da-f]{8,}$/i.test(stem)) return []
  return wordsOf(stem.replace(/[-_.](?=[\w]*\d)[\w]{6,}$/, '')).filter(
    (word) => word.length > 2 && !variants.has(word),
  )
}

/** A picture without a file; on a live page a model may look at what is drawn. */
function drawn({ source }: ImageFacts, rule: RuleId): Judgement {
  const reason = 'It has an image role and no name.'
  return source.drawn === undefined ? ask(rule, reason) : draft(rule, reason)
}

function isOnlyContent(facts: ImageFacts): boolean {
  const { control, kind } = facts
  return kind !== 'area' && control !== undefined && !control.computed && control.accessibleName === ''
}

const imageRoles: ReadonlySet<string | undefined> = new Set([
  ...['img', 'image', 'graphics-document', 'graphics-symbol', 'none', 'presentation', undefined],
])

function hasOtherRole({ kind, role }: ImageFacts): boolean {
  return (kind === 'img' || kind === 'image-input' || kind === 'svg') && !imageRoles.has(role)
}

/** An image that its author made something else: it needs a name where that role does, or where it is reached. */
function byRole(facts: ImageFacts): Judgement {
  return facts.conflict === 'focusable' || needsName(facts.role ?? '')
    ? ask(
        facts.kind === 'image-input' ? 'image-input' : 'functional-image',
        `Its role is ${facts.role}, and nothing names it.`,
        proposePurpose(facts),
      )
    : keep('not-exposed', `Its role is ${facts.role}, which needs no name.`)
}

function isTiny(facts: ImageFacts): boolean {
  const { width, height } = facts.size
  if (width === undefined || height === undefined) return false
  return width <= 24 && height <= 24 && (facts.nearby.before !== '' || facts.nearby.after !== '')
}

function controlWord(facts: ImageFacts): string {
  return facts.control?.kind === 'menuitem' ? 'menu item' : (facts.control?.kind ?? 'control')
}
