import type { ImageFacts } from '../../image/facts.ts'
import { fileName, fileStem, isTextName, wordsOf } from '../hints.ts'
import { actions } from '../purpose/places.ts'
import { cut } from '../wording.ts'
import type { Objection, ReadName } from './objection.ts'

export function fileNamed(facts: ImageFacts, { value, trimmed }: ReadName): Objection | undefined {
  const { url, alternatives } = facts.source
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(trimmed))
    return { rule: 'alt-filename', reason: `“${cut(value)}” is an address.` }
  if (cameraName.test(trimmed))
    return {
      rule: 'alt-filename',
      reason: `“${cut(value)}” is a name that a device or a stock library gave.`,
    }
  const isNamed = isFileName(trimmed) || [url, ...alternatives].some((address) => isNameOf(trimmed, address))
  if (!isNamed || offersFile(facts) || isSaidBeside(facts)) return undefined
  return { rule: 'alt-filename', reason: `“${cut(value)}” is a file name.` }
}

/** What cameras, phones, scanners, screenshots, messengers and stock libraries call files; no person writes it of a picture. */
const cameraName = new RegExp(
  [
    '(?:_?img|_?mg|dsc[nf]?|dscf|pxl|mvi|pict|gopr|dji|cimg|sam|imag)[-_ ]?\\d{3,}[-_ \\d]*',
    'img-\\d{8}-wa\\d{4}|p\\d{7,8}|\\d{8}[-_]\\d{4,6}(?:[-_]\\w+)?|scan[-_ ]?\\d{3,}',
    '(?:screen ?shot|bildschirmfoto|capture d.écran|captura de pantalla|schermata|schermafbeelding|снимок экрана)[-_ ](?:de )?\\d{4}-\\d\\d-\\d\\d.*',
    'whatsapp image \\d{4}.*|(?:download|images?|unnamed|file|foto|photo) ?\\(\\d+\\)|(?:maxres|hq|sd|mq)default',
    '(?:shutterstock|istock(?:photo)?|adobestock|gettyimages|depositphotos|pexels|unsplash|pixabay)[-_ ](?:photo[-_ ])?\\d+.*',
    '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}|(?=\\D*\\d)(?=[^a-f]*[a-f])[\\da-f]{16,}',
  ]
    .map((pattern) => `^(?:${pattern})$`)
    .join('|'),
  'i',
)

const extensions =
  'apng|avif|bmp|cr2|dng|eps|gif|heic|heif|ico|jfif|jp2|jpe?g|jxl|nef|png|psd|svg|tiff?|webp|xcf'
const endsInExtension = new RegExp(
  `^[^\\s]*[^\\s.]\\.(?:${extensions})$|^[^?!,;:]*\\.(?:${extensions})$`,
  'i',
)

function isFileName(name: string): boolean {
  if (name.includes('.') && endsInExtension.test(name) && !aboutFile.test(name)) return true
  return name.includes('_') && isCoded(name)
}

/** Whether it is that of the very file, and no person would write it: `IMG_4711`, `hero-bg-2x`. */
function isNameOf(name: string, url: string | undefined): boolean {
  const stem = url === undefined ? '' : fileStem(url)
  if (stem === '') return false
  const words = spaced(stem)
  if (spaced(name) !== words) return false
  return (
    layer.test(words) ||
    (name === stem && isCoded(stem)) ||
    words.split(' ').some((word) => variant.test(word))
  )
}

/** What drawing programs call a part that nobody has named. */
const layer = /^(?:ellipse|frame|group|layer|mask group|path|polygon|rectangle|vector) \d+$/

/** A sentence that ends in a file's name speaks of the file: “How to rename photo.jpg”. */
const aboutFile = /\b(?:and|as|called|file|for|in|named|of|open|or|rename|the|to|with)\s+["“'‘]?\S+$/i

/** One word as only a machine writes it: with underscores, many hyphens or long numbers. A product may be called `WH-1000XM5`. */
function isCoded(stem: string): boolean {
  if (/\s/.test(stem)) return false
  if (/_.*_/.test(stem) || (stem.includes('_') && (/\d/.test(stem) || isVariant(stem)))) return true
  if (/-.*-.*-.*-/.test(stem) || (/-.*-/.test(stem) && (/\d/.test(stem) || isVariant(stem)))) return true
  // A hash, or an id in which letters and digits take turns.
  if (/^(?=.*\d)(?=.*[a-f])[\da-f]{8,}$/i.test(stem)) return true
  if (stem.length >= 10 && (stem.match(/\p{L}\d|\d\p{L}/gu) ?? []).length > 3 && !stem.includes('-'))
    return true
  return !/\p{Lu}/u.test(stem) && (/\d{5,}/.test(stem) || (stem.includes('-') && /\d{2,}/.test(stem)))
}

function isVariant(stem: string): boolean {
  return spaced(stem)
    .split(' ')
    .some((word) => variant.test(word) || /^(?:copy|edited|final|image|photo|pic|thumb)$/.test(word))
}

function spaced(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_\s]+/g, ' ')
    .trim()
}

/** What files are called after beside their subject: a size, a version, a place on the page. */
const variant = /^(?:\d+x\d*|@\dx|bg|cropped|img|resized|scaled|v\d+|\d+px)$/

/** In a link to the very file, its name is what the link offers. */
function offersFile({ control, name }: ImageFacts): boolean {
  return control?.href !== undefined && fileName(control.href) === name.value.trim()
}

/** A file that is called after a product has its name, and so has the text beside it. */
function isSaidBeside({ name, nearby, figure, control }: ImageFacts): boolean {
  const trimmed = name.value.trim()
  if (endsInExtension.test(trimmed)) return false
  const around = [nearby.before, nearby.after, nearby.heading, figure?.caption ?? '', control?.text ?? '']
  return around.some((text) => ` ${text} `.includes(` ${trimmed} `))
}

/** The words of a picture that its file or its alt calls a text are not to be had larger, or in other colours. */
export function textFile(facts: ImageFacts): Objection | undefined {
  if (!showsFile.has(facts.kind)) return undefined
  const url = facts.source.url ?? ''
  const said = (why: string): Objection => ({ rule: 'image-of-text', reason: why })
  if (facts.control === undefined && isTextName(url))
    return said(`“${cut(fileName(url))}” names a picture of text.`)
  if (namesWords(url, facts.name.value))
    return said(`“${cut(fileName(url))}” names a button or a heading of text.`)
  if (facts.control === undefined && quotes.test(facts.name.value.trim()))
    return said(`“${cut(facts.name.value)}” is what is written in it.`)
  return undefined
}

const showsFile: ReadonlySet<ImageFacts['kind']> = new Set(['img', 'image-input', 'svg', 'object', 'embed'])

/** A sentence within quotation marks, and who said it at most; or words after “text”. */
const quotes =
  /^[“"„«](?=\S+(?: \S+){3})[^“”"„«»]+[”"“»],?[^“”"„«»]{0,40}$|^(?:image of )?text(?: that)?(?::| reads| reading| says| saying)\s/i

/** A raster button or heading, called after the very words of its alt: “Buy now” in `btn-buy-now.gif`. */
function namesWords(url: string, name: string): boolean {
  const [, stem = ''] = /^(.+)\.(?:gif|jpe?g|png|webp)$/i.exec(fileName(url)) ?? []
  const words = wordsOf(stem)
  const rest = words.filter((word) => !writing.has(word) && word.length > 1)
  if (rest.length === 0 || !words.some((word) => writing.has(word))) return false
  // One word that has an icon of its own is that icon.
  const icon = rest.length === 1 && Object.hasOwn(actions, rest[0] as string) && rest[0] !== 'submit'
  const said = wordsOf(name)
  return !icon && said.length <= 5 && rest.every((word) => said.includes(word))
}

const writing = new Set(['btn', 'button', 'heading', 'headline', 'nav', 'title'])
