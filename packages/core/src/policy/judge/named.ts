import type { ImageFacts } from '../../image/facts.ts'
import { objectionTo } from '../quality/objections.ts'
import type { RuleId } from '../rules.ts'
import { cut } from '../wording.ts'
import { doubted, seemsToInform } from './doubt.ts'
import { controlWord, flaw, type Judgement, keep } from './judgement.ts'

/** Images that have a name, or were declared decorative. */
export function named(facts: ImageFacts, off?: ReadonlySet<RuleId>): Judgement | undefined {
  const presentational = facts.role === 'none' || facts.role === 'presentation'
  const decorative = presentational || (facts.alt.state === 'empty' && facts.kind === 'img')
  if (decorative && facts.conflict !== undefined) return exposed(facts)
  if (facts.map === 'server' && facts.control?.kind === 'link' && facts.alt.state !== 'missing') {
    return flaw('server-map', 'Where it leads depends on where it is clicked.')
  }
  if (facts.name.value !== '') {
    const objection = objectionTo(facts, off)
    if (objection !== undefined) return { verdict: 'flaw', ...objection }
    if (facts.name.from === 'alt' && facts.alt.state === 'text' && facts.alt.isGenerated === true)
      return keep('unreviewed', 'Its mark says that a machine wrote the alt.')
    return keep('named', `Its author named it with ${nameSource[facts.name.from]}.`)
  }
  if (facts.alt.state === 'blank' && !decorative && !isOnlyContent(facts)) {
    return flaw('alt-blank', 'The alt holds only white space.')
  }
  if (!decorative) return undefined
  if (isOnlyContent(facts)) {
    return flaw(
      'functional-decorative',
      `It is declared decorative and is all that the ${controlWord(facts)} holds, so the ${controlWord(facts)} has no name.`,
    )
  }
  if ((facts.kind === 'img' || facts.kind === 'svg') && seemsToInform(facts)) return doubted(facts)
  if (facts.title !== '' && facts.alt.state === 'empty') {
    const reason = `Its empty alt says that it is decorative; its title says “${cut(facts.title)}”.`
    return flaw('decorative-doubt', reason)
  }
  return keep(
    'author-decorative',
    presentational ? 'Its role says it is decorative.' : 'Its empty alt says it is decorative.',
  )
}

function isOnlyContent(facts: ImageFacts): boolean {
  const { control, kind } = facts
  return kind !== 'area' && control !== undefined && !control.computed && control.accessibleName === ''
}

/** What is declared decorative and exposed all the same. */
function exposed(facts: ImageFacts): Judgement {
  const why = facts.conflict === 'focusable' ? 'can be focused' : 'carries an ARIA attribute'
  // What is no image has no alt to lack: only its author's two words disagree.
  const named = facts.name.value !== '' || facts.kind === 'element'
  return flaw(
    named ? 'presentation-ignored' : 'presentation-conflict',
    `It is declared decorative and ${why}, so browsers expose it ${named ? 'all the same' : 'without a name'}.`,
  )
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
