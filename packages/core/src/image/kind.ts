import {
  conflictOf,
  explicitRole,
  imageRoles,
  inputType,
  isFocusable,
  linkTarget,
  needsName,
} from './accessibility/roles.ts'
import type { Styles } from './accessibility/styles.ts'
import { isUnknown } from './dynamic.ts'
import {
  type AnyElement,
  attribute,
  childrenOf,
  collapse,
  hasWritten,
  isElement,
  isMdx,
  type MdxElement,
  propertyOf,
  tagName,
  text,
} from './element.ts'
import type { Control, ImageKind } from './facts.ts'
import { styledPicture } from './source.ts'

/**
 * What kind of image an element is; `undefined` for everything else.
 *
 * @param components
 *   Tags of elements that stand for an `img`.
 */
export function imageKind(
  element: AnyElement,
  tag: string,
  components: ReadonlySet<string>,
): ImageKind | undefined {
  if (components.has(tag)) return 'img'
  switch (tag) {
    case 'img':
    case 'amp-img':
    case 'enhanced:img':
      return 'img'
    case 'area':
    case 'svg':
    case 'canvas':
      return tag
    case 'input':
      return text(element, 'type')?.toLowerCase() === 'image' ? 'image-input' : undefined
    case 'video':
      return attribute(element, 'poster') === undefined ? undefined : 'video'
    case 'object':
      return showsInObject(element) ? 'object' : undefined
    case 'embed':
      return isPicture(element, text(element, 'src')) ? 'embed' : undefined
    case 'iframe':
      if (isPicture(element, text(element, 'src'))) return 'embed'
      break
    case 'a':
    case 'button':
      // Such a link or button is a control first, see `controlKind`.
      return undefined
  }
  const role = explicitRole(element)
  return role !== undefined && imageRoles.has(role) ? 'role-img' : undefined
}

/**
 * Elements that are a picture by their style alone: by an address in it, or by a font whose letters are drawings. A browser
 * tells them as what they are without it.
 */
export function styledKind(element: AnyElement, styles: Styles): ImageKind | undefined {
  if (isMdx(element)) return undefined
  const className = propertyOf(element, 'className')
  if (className !== undefined && ligature.test(String(className)) && ligatureOf(element) !== '') return 'icon'
  if (styledPicture(element, styles) === undefined) return undefined
  const isEmpty = childrenOf(element).every((child) => child.type === 'text' && child.value.trim() === '')
  return isEmpty ? 'css-image' : undefined
}

/** Classes of Google's icon fonts, which draw a word as its picture. */
const ligature =
  /(?:^|[\s,])material-(?:icons|symbols)(?:-(?:outlined|rounded|round|sharp|two-tone))?(?=$|[\s,])/

/** The word that an icon font draws; empty where it is not one word. */
export function ligatureOf(element: AnyElement): string {
  const [child, ...others] = childrenOf(element)
  if (child?.type !== 'text' || others.length > 0) return ''
  const word = child.value.trim()
  return /^[a-z0-9_]+$/.test(word) ? word : ''
}

/** Inside an SVG: what its author gave an image's role, and embedded pictures. */
export function svgPartKind(element: AnyElement, tag: string): ImageKind | undefined {
  const role = explicitRole(element)
  if (role !== undefined && imageRoles.has(role)) return 'svg'
  return tag === 'image' ? 'svg' : undefined
}

const pictures = /\.(?:avif|bmp|gif|ico|jpe?g|jxl|png|svg|tiff?|webp)(?:[?#]|$)/i
const media = /\.(?:aac|avi|flac|m4a|m4v|mkv|mov|mp3|mp4|oga|ogg|ogv|opus|wav|weba|webm)(?:[?#]|$)/i

function isPicture(element: AnyElement, address = ''): boolean {
  const type = text(element, 'type')?.trim().toLowerCase() ?? ''
  if (type !== '') return type.startsWith('image/')
  return /^\s*data:image\//i.test(address) || pictures.test(address)
}

/**
 * An object that embeds a picture, sound or film needs a name; a page in it speaks for itself, and one that
 * cannot be fetched shows its fallback. A `data:` address is always there, so its fallback never speaks.
 */
function showsInObject(element: AnyElement): boolean {
  const address = collapse(text(element, 'data') ?? '')
  if (address === '') return false
  if (/^data:/i.test(address)) return true
  const type = text(element, 'type')?.trim().toLowerCase() ?? ''
  if (type !== '') return /^(?:image|audio|video)\//.test(type)
  return pictures.test(address) || media.test(address)
}

const controlRoles: Readonly<Record<string, Control['kind']>> = {
  button: 'button',
  checkbox: 'button',
  'doc-backlink': 'link',
  'doc-biblioref': 'link',
  'doc-glossref': 'link',
  'doc-noteref': 'link',
  link: 'link',
  menuitem: 'menuitem',
  menuitemcheckbox: 'menuitem',
  menuitemradio: 'menuitem',
  option: 'option',
  radio: 'button',
  switch: 'button',
  tab: 'tab',
}

/** What kind of control an element is, by its role or else its tag; `undefined` for everything else. */
export function controlKind(element: AnyElement, tag: string): Control['kind'] | undefined {
  if (isMdx(element) && isUnknown(element, tag)) return componentControl(element, tag)
  const native = nativeControl(element, tag)
  const role = explicitRole(element)
  if (role === undefined) return native
  if (role === 'none' || role === 'presentation') {
    return conflictOf(element) === undefined ? undefined : native
  }
  const told = controlRoles[role]
  if (told !== undefined) return told
  // `<button role="gridcell">` can be reached, so it has to say what it is.
  return needsName(role) || isFocusable(element) ? native : undefined
}

/** `Link`, `router-link`, `IconButton`, `MenuItem`; else a component that leads somewhere, or does something. */
function componentControl(element: MdxElement, tag: string): Control['kind'] | undefined {
  const told = componentNames.find(([name]) => name.test(tag))
  if (told !== undefined) return told[1]
  if (hasWritten(element, linkProps)) return 'link'
  return hasWritten(element, actionProps) ? 'button' : undefined
}

const componentNames: readonly (readonly [RegExp, Control['kind']])[] = [
  [/(?:^A|link|anchor)$/i, 'link'],
  [/(?:button|btn)$/i, 'button'],
  [/menu-?item$/i, 'menuitem'],
  [/(?:^|[a-z.-])tab$/i, 'tab'],
]
const linkProps: ReadonlySet<string> = new Set(['href', 'to'])
const actionProps: ReadonlySet<string> = new Set(['onclick', 'onpress'])

function nativeControl(element: AnyElement, tag: string): Control['kind'] | undefined {
  if (tag === 'a') return linkTarget(element) === undefined && !isBoundLink(element) ? undefined : 'link'
  return tag === 'button' || tag === 'summary' ? tag : undefined
}

function isBoundLink(element: AnyElement): boolean {
  return attribute(element, 'href')?.known === false && isMdx(element)
}

/** Whether a control without a name and without an image is still an image's business: a style sheet draws it. */
export function isDrawnControl(element: AnyElement, tag: string): boolean {
  const role = explicitRole(element)
  if (role === undefined || role === 'none' || role === 'presentation') return true
  return tag === 'a' || tag === 'button' || /^(?:button|link|menuitem|tab$|doc-)/.test(role)
}

/** Whether a `label` says what a field is for: it holds one, or names it. */
export function isFieldLabel(label: AnyElement): boolean {
  return (text(label, 'for') ?? '') !== '' || attribute(label, 'for')?.known === false || holdsField(label)
}

function holdsField(element: AnyElement): boolean {
  return childrenOf(element).some(
    (child) => isElement(child) && (isField(child, tagName(child)) || holdsField(child)),
  )
}

/** What a form asks for; a button has its own name. */
export function isField(element: AnyElement, tag: string): boolean {
  return tag === 'input' ? inputType(element) !== 'hidden' : tag === 'select' || tag === 'textarea'
}

export function isHeading(element: AnyElement, tag: string): boolean {
  const role = explicitRole(element)
  return role === undefined ? /^h[1-6]$/.test(tag) : role === 'heading'
}
