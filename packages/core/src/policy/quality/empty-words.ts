import type { ImageFacts } from '../../image/facts.ts'
import { cut } from '../wording.ts'
import { normal, type Objection } from './objection.ts'

export function placeholder({ control, name: { value } }: ImageFacts): Objection | undefined {
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

/** What any link could say; nothing else names the control. */
export function vague({ control, kind, name: { value } }: ImageFacts): Objection | undefined {
  if (kind !== 'img' || control === undefined || control.name !== '' || control.text !== '') return undefined
  if (control.images > 1 || !vagueNames.test(normal(value))) return undefined
  return { rule: 'alt-vague', reason: `“${cut(value)}” could stand on any ${control.kind}.` }
}

const vagueNames =
  /^(?:(?:click|tap|press)(?: (?:here|this|me))?|here|this|link|button|(?:read|learn|see|view|find out|discover|show)? ?more(?: (?:info|information|details))?|details|continue|read on|this (?:link|page)|(?:a |the )?(?:link|button|icon|image|picture) to (?:click|press|tap))$/

export function stub({ control, name: { value } }: ImageFacts): Objection | undefined {
  if (control !== undefined || !kindOfPicture.test(normal(value))) return undefined
  return { rule: 'alt-stub', reason: `“${cut(value)}” names a kind of picture, and not what it shows.` }
}

/** A kind of complex picture, with what kind of that at most. In a control the same word may be a purpose: “Map”. */
const kindOfPicture = new RegExp(
  `^(?:(?:an?|the|our|this) )?(?:${[
    '(?:(?:area|bar|column|donut|flow|gantt|line|pie|scatter|network|block|data) )?(?:chart|graph|diagram)',
    '(?:(?:brand|company|footer|header|main|site|website) )?logo',
    'infographic|screenshot|screen shot|table|figure|illustration|drawing|histogram|scatter plot|flowchart',
    '(?:avatar|background|banner|bullet|decoration|divider|headshot|hero|separator|slide|thumbnail)(?: (?:graphic|image|img))?',
    'button(?: to (?:click|press|tap))?',
  ].join('|')})$`,
)

export function keywords({ name: { value } }: ImageFacts): Objection | undefined {
  if (!isKeywords(value)) return undefined
  return { rule: 'alt-keywords', reason: `“${cut(value)}” is a list of search words.` }
}

/** A comma in every few words, no sentence, and too many items for an enumeration. */
function isKeywords(name: string): boolean {
  const items = name.split(/[,;|]/).map((item) => item.trim())
  const short = items.every((item) => item !== '' && item.split(/\s+/).length <= 4)
  return items.length >= 7 && short && !/[.!?:]\s|\b(?:and|or|und|et|y)\s+\S+[.]?$/i.test(name)
}

export function prefixed({ kind, name }: ImageFacts): Objection | undefined {
  if (name.from !== 'alt' || kind !== 'img') return undefined
  const [prefix] =
    /^(?:this is )?(?:an? |the )?(?:image|picture|graphic) of(?= (?!the (?:day|week|month|year)\b)\S)/i.exec(
      name.value.trim(),
    ) ?? []
  if (prefix === undefined) return undefined
  return { rule: 'alt-prefix', reason: `“${prefix}” is said by assistive technology already.` }
}
