import type { ImageFacts } from '../image/facts.ts'
import { brandsIn, mayAbbreviate, properWords } from './brands.ts'
import { fileName, fileStem, isTextName } from './hints.ts'
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

const checks: readonly Check[] = [
  fileNamed,
  placeholder,
  vague,
  stub,
  keywords,
  repeatsText,
  repeatsNeighbour,
  otherBrand,
  textFile,
  prefixed,
]

function fileNamed(facts: ImageFacts): Objection | undefined {
  const name = facts.name.value
  const { url, alternatives } = facts.source
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(name.trim()))
    return { rule: 'alt-filename', reason: `“${cut(name)}” is an address.` }
  if (cameraName.test(name.trim()))
    return { rule: 'alt-filename', reason: `“${cut(name)}” is a name that a device or a stock library gave.` }
  if (![url, ...alternatives].some((address) => isFileName(name, address)) || offersFile(facts))
    return undefined
  return { rule: 'alt-filename', reason: `“${cut(name)}” is a file name.` }
}

/** What cameras, phones, scanners, screenshots, messengers and stock libraries call files; no person writes it of a picture. */
const cameraName = new RegExp(
  [
    '(?:img|dsc[nf]?|dscf|pxl|mvi|pict|gopr|dji|cimg|sam|imag)[-_ ]?\\d{3,}[-_ \\d]*',
    'p\\d{7,8}|\\d{8}[-_]\\d{4,6}(?:[-_]\\w+)?|scan[-_ ]?\\d{3,}',
    'screen ?shot[-_ ]\\d{4}-\\d\\d-\\d\\d.*|bildschirmfoto[-_ ]\\d{4}.*|whatsapp image \\d{4}.*',
    '(?:shutterstock|istock|adobestock|gettyimages|depositphotos|pexels|unsplash|pixabay)[-_ ](?:photo[-_ ])?\\d+.*',
    '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}|(?=\\D*\\d)(?=[^a-f]*[a-f])[\\da-f]{16,}',
  ]
    .map((pattern) => `^(?:${pattern})$`)
    .join('|'),
  'i',
)

function placeholder({ control, name: { value } }: ImageFacts): Objection | undefined {
  const plain = normal(value)
  const said = { rule: 'alt-placeholder', reason: `“${cut(value)}” says nothing about the picture.` } as const
  // What is read of marks alone is their names; stars, arrows and emoji mean something.
  if (/^[\s.,;:_|~=*·•…\u2010-\u2015-]+$/.test(value)) return said
  if (leftOver.test(value.trim())) return said
  if (/^(?:image|img|photo|pic(?:ture)?|graphic|icon|bild|imagen?|foto)[-_ #]?\d{1,4}$/i.test(plain))
    return said
  // Of several, a link or button may well lead to some.
  if (control !== undefined && /s$/.test(plain)) return undefined
  return placeholders.has(plain) ? said : undefined
}

/** What a template or an editor left in the alt: “[image]”, “%title%”, “<alt text>”. */
const leftOver =
  /^(?:\[+|\{+|<|%|\()\s*(?:alt|caption|description|image|img|name|photo|picture|title)[\w .:-]*(?:\]+|\}+|>|%|\))$|^[$@#](?:alt|caption|image|title)$/i

/** What any link could say; nothing else names the control. */
function vague({ control, kind, name: { value } }: ImageFacts): Objection | undefined {
  if (kind !== 'img' || control === undefined || control.name !== '' || control.text !== '') return undefined
  if (control.images > 1 || !vagueNames.test(normal(value))) return undefined
  return { rule: 'alt-vague', reason: `“${cut(value)}” could stand on any ${control.kind}.` }
}

const vagueNames =
  /^(?:(?:click|tap|press)(?: (?:here|this|me))?|here|this|link|button|(?:read|learn|see|view|find out|discover|show)? ?more(?: (?:info|information|details))?|details|continue|read on|this (?:link|page)|(?:a |the )?(?:link|button|icon|image|picture) to (?:click|press|tap))$/

function stub({ control, name: { value } }: ImageFacts): Objection | undefined {
  if (control !== undefined || !kindOfPicture.test(normal(value))) return undefined
  return { rule: 'alt-stub', reason: `“${cut(value)}” names a kind of picture, and not what it shows.` }
}

function keywords({ name: { value } }: ImageFacts): Objection | undefined {
  if (!isKeywords(value)) return undefined
  return { rule: 'alt-keywords', reason: `“${cut(value)}” is a list of search words.` }
}

/** Blocks whose text is one thing; a `div` may hold anything. */
const paragraphs = new Set('caption dd dt figcaption h1 h2 h3 h4 h5 h6 li p td th'.split(' '))

function repeatsText({ kind, name, control, figure, nearby }: ImageFacts): Objection | undefined {
  // Who refers to a text by its id means that text.
  if (kind !== 'img' || name.from === 'aria-labelledby') return undefined
  const plain = normal(name.value)
  const said = (where: string): Objection => ({
    rule: 'alt-repeats-text',
    reason: `“${cut(name.value)}” is also ${where}.`,
  })
  if (control !== undefined) {
    if (control.name === '' && normal(control.text) === plain)
      return said(`the text beside it in the same ${control.kind}`)
    if (control.text === '' && normal(control.sameTarget) === plain)
      return said(`the text of the link beside it, which leads to the same place`)
  } else if (paragraphs.has(nearby.block) && normal(`${nearby.before} ${nearby.after}`) === plain) {
    return said('the text beside it')
  }
  if (figure !== undefined && figure.caption !== '' && normal(figure.caption) === plain)
    return said('the figure’s caption')
  return undefined
}

/** The same words for different pictures side by side tell none of them. */
function repeatsNeighbour({ kind, name, row, source }: ImageFacts): Objection | undefined {
  const before = row?.images[row.index - 1]
  if (kind !== 'img' || before === undefined || source.url === undefined || before.url === undefined)
    return undefined
  if (before.url === source.url || normal(before.name) !== normal(name.value)) return undefined
  return { rule: 'alt-duplicate', reason: `“${cut(name.value)}” is also the alt of the image before it.` }
}

/** A logo's file is called after one brand, and its alt names another. */
function otherBrand({ name, source, drawing }: ImageFacts): Objection | undefined {
  const file = fileStem(source.url ?? drawing?.picture ?? '')
  const [brand, ...more] = brandsIn(file)
  if (brand === undefined || more.length > 0 || !isBrandAlone(file)) return undefined
  const told = brandsIn(name.value)
  if (told.has(brand)) return undefined
  const [proper = '', ...others] = properWords(name.value)
  const isOther = told.size > 0 && isBrandAlone(name.value)
  const isStranger = /\blogo$/i.test(name.value.trim()) && told.size === 0 && proper !== ''
  if (
    !isOther &&
    !(isStranger && ![proper, [proper, ...others].join('')].some((word) => related(brand, word)))
  )
    return undefined
  return {
    rule: 'alt-mismatch',
    reason: `The file is called after “${brand}”, and the alt says “${cut(name.value)}”.`,
  }
}

function isBrandAlone(text: string): boolean {
  const words = properWords(text)
  return words.every((word) => brandsIn(word).size > 0) || brandsIn(words.join('')).size > 0
}

function related(brand: string, word: string): boolean {
  return mayAbbreviate(brand, word) || mayAbbreviate(word, brand)
}

/** The words of a picture that its file calls a text are not to be had larger, or in other colours. */
function textFile(facts: ImageFacts): Objection | undefined {
  if (facts.kind !== 'img' || facts.control !== undefined || !isTextName(facts.source.url ?? ''))
    return undefined
  return {
    rule: 'image-of-text',
    reason: `“${cut(fileName(facts.source.url ?? ''))}” names a picture of text.`,
  }
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
for (const word of `asdf|n/a|none|lorem ipsum|xxx|tbc|fixme|alt tag|alternative text|alt goes here|insert alt text here
  |insert alt text|add alt text|add alt text here|enter alt text|enter description|image description|no description
  |no alt text|unnamed|untitled image|image title|picture title|photo title|image goes here|dummy image|sample image|nan
  |[object object]|bild|foto|grafik|platzhalter|imagen|imágen|gráfico|immagine|figura|imagem|afbeelding|plaatje|obraz
  |zdjęcie|obrázek|billede|bilde|kuva|изображение|картинка|фото|画像|写真|图片|圖片|照片|이미지|사진`
  .split('|')
  .map((word) => word.trim())) {
  placeholders.add(word)
}

function normal(value: string): string {
  return value
    .toLowerCase()
    .replace(/^[\s"'“”‘’([{<.:…-]+|[\s"'“”‘’)\]}>.:!…-]+$/g, '')
    .replace(/\s+/g, ' ')
}
