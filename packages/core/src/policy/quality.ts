import type { ImageFacts } from '../image/facts.ts'
import { fileName, fileStem } from './hints.ts'
import type { RuleId } from './rules.ts'
import { cut } from './wording.ts'

/** What a quality rule says against a name. Only rules of high precision. */
export interface Objection {
  readonly rule: RuleId
  readonly reason: string
}

/** Objects to a name that its author gave; `undefined` where there is nothing to say. */
export function objectionTo(facts: ImageFacts): Objection | undefined {
  const name = facts.name.value
  const plain = normal(name)
  if (isFileName(name, facts.source.url) && !offersFile(facts)) {
    return { rule: 'alt-filename', reason: `“${cut(name)}” is a file name.` }
  }
  if (placeholders.has(plain))
    return { rule: 'alt-placeholder', reason: `“${cut(name)}” says nothing about the picture.` }
  if (facts.control === undefined && stub.test(plain)) {
    return { rule: 'alt-stub', reason: `“${cut(name)}” names a kind of picture, and not what it shows.` }
  }
  if (isKeywords(name)) return { rule: 'alt-keywords', reason: `“${cut(name)}” is a list of search words.` }
  if (facts.name.from !== 'alt' || facts.kind !== 'img') return undefined
  if (facts.control !== undefined && normal(facts.control.text) === plain && facts.control.name === '') {
    return {
      rule: 'alt-repeats-text',
      reason: `“${cut(name)}” is also the text beside it in the same ${facts.control.kind}.`,
    }
  }
  if (facts.figure !== undefined && facts.figure.caption !== '' && normal(facts.figure.caption) === plain) {
    return { rule: 'alt-repeats-text', reason: `“${cut(name)}” is also the figure’s caption.` }
  }
  const [prefix] =
    /^(?:this is )?(?:an? |the )?(?:image|picture|graphic) of(?= (?!the (?:day|week|month|year)\b)\S)/i.exec(
      name.trim(),
    ) ?? []
  return prefix === undefined
    ? undefined
    : { rule: 'alt-prefix', reason: `“${prefix}” is said by assistive technology already.` }
}

/** A kind of complex picture, with what kind of that at most. In a control the same word may be a purpose: “Map”. */
const stub =
  /^(?:(?:an?|the|our|this) )?(?:(?:area|bar|column|donut|flow|gantt|line|pie|scatter|network|block|data) )?(?:chart|graph|diagram|infographic|screenshot|screen shot|logo|table|figure|illustration|drawing|histogram|scatter plot|flowchart)$/

/** A comma in every few words, no sentence, and too many items for an enumeration. */
function isKeywords(name: string): boolean {
  const items = name.split(/[,;|]/).map((item) => item.trim())
  const short = items.every((item) => item !== '' && item.split(/\s+/).length <= 4)
  return items.length >= 7 && short && !/[.!?:]\s|\b(?:and|or|und|et|y)\s+\S+[.]?$/i.test(name)
}

const extensions = 'apng|avif|bmp|gif|heic|ico|jfif|jpe?g|jxl|png|svg|tiff?|webp'
const endsInExtension = new RegExp(`^[^\\s]*[^\\s.]\\.(?:${extensions})$|^[^?!,;]*\\.(?:${extensions})$`, 'i')

function isFileName(name: string, url: string | undefined): boolean {
  const trimmed = name.trim()
  if (endsInExtension.test(trimmed)) return true
  // A stem alone is a file name only where no person would write it: `IMG_4711`, `hero-bg-2x`.
  const stem = url === undefined ? '' : fileStem(url)
  return stem !== '' && trimmed === stem && /[_\d]|-.*-/.test(stem) && !/\s/.test(stem)
}

/** In a link to the very file, its name is what the link offers. */
function offersFile({ control, name }: ImageFacts): boolean {
  return control?.href !== undefined && fileName(control.href) === name.value.trim()
}

const placeholders = new Set(
  [
    'alt',
    'alt text',
    'graphic',
    'icon',
    'image',
    'image alt',
    'image alt text',
    'image here',
    'image of',
    'image placeholder',
    'images',
    'img',
    'no alt',
    'null',
    'photo',
    'photo of',
    'photograph',
    'pic',
    'picture',
    'picture of',
    'placeholder',
    'placeholder image',
    'spacer',
    'tbd',
    'todo',
    'undefined',
    'untitled',
  ].flatMap((word) => [word, `${word}s`]),
)

function normal(value: string): string {
  return value
    .toLowerCase()
    .replace(/^[\s"'“”‘’([{<.:…-]+|[\s"'“”‘’)\]}>.:!…-]+$/g, '')
    .replace(/\s+/g, ' ')
}
