import { needsName } from '../../image/accessibility/roles.ts'
import type { ImageFacts } from '../../image/facts.ts'
import { proposePurpose } from '../purpose/purpose.ts'
import type { RuleId } from '../rules.ts'
import { cut } from '../wording.ts'
import { ask, controlWord, type Judgement, keep, says, write } from './judgement.ts'

/** Images that do something: links, buttons, maps. */
export function functional(facts: ImageFacts): Judgement | undefined {
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
  if (control === undefined || facts.kind === 'frame') return undefined
  const word = controlWord(facts)
  if (control.name !== '') {
    return writeEmpty(facts, 'named-control', `The ${word} is named “${cut(control.name)}” already.`)
  }
  if (says(control.text)) {
    return writeEmpty(facts, 'beside-text', `The ${word} says “${cut(control.text)}” already.`)
  }
  if (says(control.accessibleName) && control.title === '' && !control.namedByImage) {
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
          proposeTogether(facts, control.images),
        )
  }
  if (control.title !== '' && isBare(facts)) return keep('not-exposed', `A title names the ${word}.`)
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
    isBare(facts) ? 'nameless-control' : 'functional-image',
    `Nothing else names the ${word}: the alt has to say ${word === 'link' ? 'where it leads' : 'what it does'}.`,
    proposePurpose(facts),
  )
}

/** An SVG without a role is no image of its own: only the control may lack something. */
function isBare({ kind, role }: ImageFacts): boolean {
  return kind === 'svg' && role === undefined
}

/** The purpose for the first image of a link or button, and nothing for those beside it. */
function proposeTogether(facts: ImageFacts, images: number): string | undefined {
  if (facts.row?.images.length !== images) return undefined
  const purpose = proposePurpose(facts)
  return purpose === undefined || facts.row.index === 0 ? purpose : ''
}

function writeEmpty(facts: ImageFacts, rule: RuleId, reason: string): Judgement | undefined {
  if (facts.kind === 'img') return write(rule, reason, '')
  // What is in a link is announced with its role; a button is told as one thing.
  return facts.role !== undefined && facts.control?.kind === 'link' ? undefined : keep('not-exposed', reason)
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
