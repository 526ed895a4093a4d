import type { ImageFacts } from '../image/facts.ts'
import { fileName, fileStem } from './hints.ts'
import type { RuleId } from './rules.ts'
import { cut } from './wording.ts'

/** What a quality rule says against a name. Only rules of high precision. */
export interface Objection {
  readonly rule: RuleId
  readonly reason: string
}

/** The first objection to a name that its author gave; `undefined` where there is nothing to say. */
export function objectionTo(facts: ImageFacts, off: ReadonlySet<RuleId>): Objection | undefined {
  for (const check of checks) {
    const objection = check(facts)
    if (objection !== undefined && !off.has(objection.rule)) return objection
  }
  return undefined
}

type Check = (facts: ImageFacts) => Objection | undefined

const checks: readonly Check[] = [fileNamed, placeholder, stub, keywords, repeatsText, prefixed]

function fileNamed(facts: ImageFacts): Objection | undefined {
  const name = facts.name.value
  if (!isFileName(name, facts.source.url) || offersFile(facts)) return undefined
  return { rule: 'alt-filename', reason: `“${cut(name)}” is a file name.` }
}

function placeholder({ name: { value } }: ImageFacts): Objection | undefined {
  if (!placeholders.has(normal(value))) return undefined
  return { rule: 'alt-placeholder', reason: `“${cut(value)}” says nothing about the picture.` }
}

function stub({ control, name: { value } }: ImageFacts): Objection | undefined {
  if (control !== undefined || !kindOfPicture.test(normal(value))) return undefined
  return { rule: 'alt-stub', reason: `“${cut(value)}” names a kind of picture, and not what it shows.` }
}

function keywords({ name: { value } }: ImageFacts): Objection | undefined {
  if (!isKeywords(value)) return undefined
  return { rule: 'alt-keywords', reason: `“${cut(value)}” is a list of search words.` }
}

function repeatsText({ kind, name, control, figure }: ImageFacts): Objection | undefined {
  if (name.from !== 'alt' || kind !== 'img') return undefined
  const plain = normal(name.value)
  const said = (where: string): Objection => ({
    rule: 'alt-repeats-text',
    reason: `“${cut(name.value)}” is also ${where}.`,
  })
  if (control !== undefined && normal(control.text) === plain && control.name === '')
    return said(`the text beside it in the same ${control.kind}`)
  if (figure !== undefined && figure.caption !== '' && normal(figure.caption) === plain)
    return said('the figure’s caption')
  return undefined
}

function prefixed({ kind, name }: ImageFacts): Objection | undefined {
  if (name.from !== 'alt' || kind !== 'img') return undefined
  const [prefix] =
    /^(?:this is )?(?:an? |the )?(?:image|picture|graphic) of(?= (?!the (?:day|week|month|year)\b)\S)/i.exec(
      name.value.trim(),
    ) ?? []
  if (prefix === undefined) return undefined
  return { rule: 'alt-prefix', reason: `“${prefix}” is said by assistive technology already.` }
}

/** A kind of complex picture, with what kind of that at most. In a control the same word may be a purpose: “Map”. */
const kindOfPicture =
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
