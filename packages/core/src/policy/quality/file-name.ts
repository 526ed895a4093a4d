import type { ImageFacts } from '../../image/facts.ts'
import { fileName, fileStem, isTextName } from '../hints.ts'
import { cut } from '../wording.ts'
import type { Objection } from './objection.ts'

export function fileNamed(facts: ImageFacts): Objection | undefined {
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

const extensions = 'apng|avif|bmp|gif|heic|ico|jfif|jpe?g|jxl|png|svg|tiff?|webp'
const endsInExtension = new RegExp(
  `^[^\\s]*[^\\s.]\\.(?:${extensions})$|^[^?!,;:]*\\.(?:${extensions})$`,
  'i',
)

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

/** The words of a picture that its file calls a text are not to be had larger, or in other colours. */
export function textFile(facts: ImageFacts): Objection | undefined {
  if (!showsFile.has(facts.kind) || facts.control !== undefined || !isTextName(facts.source.url ?? ''))
    return undefined
  return {
    rule: 'image-of-text',
    reason: `“${cut(fileName(facts.source.url ?? ''))}” names a picture of text.`,
  }
}

const showsFile: ReadonlySet<ImageFacts['kind']> = new Set(['img', 'image-input', 'svg', 'object', 'embed'])
