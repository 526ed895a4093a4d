import {
  type AnyElement,
  attribute,
  collapse,
  hasFamily,
  isElement,
  isMdx,
  tagName,
  text,
} from '../element.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Roles of WAI-ARIA 1.3, Graphics-ARIA and DPUB-ARIA that an author may use. */
const roles = words(`
  alert alertdialog application article blockquote button caption cell checkbox code columnheader combobox
  comment complementary contentinfo definition deletion dialog directory document emphasis feed figure form
  generic grid gridcell group heading image img insertion link list listbox listitem log main mark marquee math
  menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph
  presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox
  sectionfooter sectionheader separator slider spinbutton status strong subscript suggestion superscript switch
  tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid treeitem banner
  graphics-document graphics-object graphics-symbol
  doc-abstract doc-acknowledgments doc-afterword doc-appendix doc-backlink doc-biblioentry doc-bibliography
  doc-biblioref doc-chapter doc-colophon doc-conclusion doc-cover doc-credit doc-credits doc-dedication
  doc-endnote doc-endnotes doc-epigraph doc-epilogue doc-errata doc-example doc-footnote doc-foreword
  doc-glossary doc-glossref doc-index doc-introduction doc-noteref doc-notice doc-pagebreak doc-pagefooter
  doc-pageheader doc-pagelist doc-part doc-preface doc-prologue doc-pullquote doc-qna doc-subtitle doc-tip doc-toc
`)

/** The first token of `role` that is a role; a browser skips the others. */
export function explicitRole(element: AnyElement): string | undefined {
  const value = text(element, 'role')
  if (value === undefined) return undefined
  if (roles.has(value)) return value
  return collapse(value)
    .toLowerCase()
    .split(' ')
    .find((token) => roles.has(token))
}

/** Roles that ask for a name by themselves: ARIA's “Accessible Name Required”, of those an image may carry. */
const nameRequired = words(`
  alertdialog application button checkbox columnheader combobox dialog graphics-document graphics-symbol heading
  image img link listbox menuitem menuitemcheckbox menuitemradio meter option progressbar radio radiogroup
  region rowheader searchbox slider spinbutton switch tab tabpanel textbox tooltip treeitem
`)

export function needsName(role: string): boolean {
  return nameRequired.has(role)
}

/** Roles whose name may come from their content. https://www.w3.org/TR/wai-aria-1.2/#namefromcontent */
const namedByContent = words(`
  button cell checkbox columnheader comment doc-backlink doc-biblioref doc-glossref doc-noteref gridcell heading
  link menuitem menuitemcheckbox menuitemradio option radio row rowheader switch tab tooltip treeitem
`)

export function isNamedByContent(role: string): boolean {
  return namedByContent.has(role)
}

export const imageRoles = words('img image graphics-document graphics-symbol')

/** Attributes that count on every element, and so keep `role=none` from hiding one. Blank ones say nothing. */
const globalAria = [
  ...['aria-label', 'aria-labelledby', 'aria-describedby', 'aria-description', 'aria-details', 'aria-live'],
  ...['aria-atomic', 'aria-busy', 'aria-controls', 'aria-current', 'aria-dropeffect', 'aria-flowto'],
  ...['aria-grabbed', 'aria-keyshortcuts', 'aria-owns', 'aria-relevant', 'aria-roledescription'],
  ...['aria-braillelabel', 'aria-brailleroledescription'],
  // Deprecated as such since ARIA 1.2, and still global.
  ...['aria-disabled', 'aria-errormessage', 'aria-haspopup', 'aria-invalid'],
]

/** Why `role=none` or an empty alt does not take an element out of the accessibility tree after all. */
export function conflictOf(element: AnyElement): 'focusable' | 'global-aria' | undefined {
  if (isFocusable(element)) return 'focusable'
  if (!hasFamily(element, 'aria')) return undefined
  return globalAria.some((name) => collapse(text(element, name) ?? '') !== '') ? 'global-aria' : undefined
}

export function isFocusable(element: AnyElement): boolean {
  const tag = tagName(element)
  if (formControls.has(tag)) {
    return attribute(element, 'disabled') === undefined && text(element, 'type')?.toLowerCase() !== 'hidden'
  }
  if (/^\s*-?\d/.test(text(element, 'tabindex') ?? '')) return true
  if (tag === 'a' || tag === 'area') return linkTarget(element) !== undefined
  if (tag === 'audio' || tag === 'video') return attribute(element, 'controls') !== undefined
  if (tag === 'summary' || tag === 'iframe') return true
  const editable = text(element, 'contenteditable')?.toLowerCase()
  return editable !== undefined && editable !== 'false'
}

const formControls = words('button input select textarea')

/** Where a link leads, in HTML or SVG, or by a component of a router. */
export function linkTarget(element: AnyElement): string | undefined {
  const target = text(element, 'href') ?? text(element, 'xlink:href') ?? text(element, 'xLinkHref')
  return target ?? (isMdx(element) ? text(element, 'to') : undefined)
}

/**
 * The role that assistive technology is told, with the presentation conflict resolved: `none` where the
 * element is not exposed, `generic` where it means nothing, `image` for ARIA’s `img`.
 */
export function roleOf(element: AnyElement): string {
  const explicit = explicitRole(element)
  if (explicit === undefined) return nativeRole(element)
  if (explicit === 'img') return 'image'
  if (explicit !== 'none' && explicit !== 'presentation') return explicit
  if (conflictOf(element) === undefined) return 'none'
  const native = nativeRole(element)
  return native === 'none' && tagName(element) === 'img' ? 'image' : native
}

/** What the element is without a `role`. https://www.w3.org/TR/html-aam-1.0/#html-element-role-mappings */
function nativeRole(element: AnyElement): string {
  const tag = tagName(element)
  switch (tag) {
    case 'img':
    case 'amp-img':
      return isExposedImage(element) ? 'image' : 'none'
    case 'a':
    case 'area':
      return linkTarget(element) === undefined ? 'generic' : 'link'
    case 'input':
      return inputRole(element)
    case 'select':
      return attribute(element, 'multiple') !== undefined || Number(text(element, 'size') ?? 0) > 1
        ? 'listbox'
        : 'combobox'
    case 'section':
      return hasAuthorName(element) ? 'region' : 'generic'
    case 'form':
      return hasAuthorName(element) ? 'form' : 'generic'
    case 'svg':
      return hasAuthorName(element) || element.children.some(isTitle) ? 'image' : 'generic'
    case 'th':
      return text(element, 'scope')?.toLowerCase().startsWith('row') === true ? 'rowheader' : 'columnheader'
    default:
      return native.get(tag) ?? (/^h[1-6]$/.test(tag) ? 'heading' : 'generic')
  }
}

function isTitle(node: Parameters<typeof isElement>[0]): boolean {
  return isElement(node) && tagName(node) === 'title'
}

const native: ReadonlyMap<string, string> = new Map(
  `address=group article=article aside=complementary blockquote=blockquote button=button caption=caption
  code=code datalist=listbox dd=definition del=deletion details=group dfn=term dialog=dialog dt=term em=emphasis
  fieldset=group figure=figure footer=contentinfo header=banner hgroup=group hr=separator html=document
  ins=insertion li=listitem main=main mark=mark math=math menu=list meter=meter nav=navigation ol=list
  optgroup=group option=option output=status p=paragraph progress=progressbar search=search strong=strong
  sub=subscript summary=button sup=superscript table=table tbody=rowgroup td=cell textarea=textbox tfoot=rowgroup
  thead=rowgroup time=time tr=row ul=list`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
)

const inputRoles: Readonly<Record<string, string>> = {
  button: 'button',
  checkbox: 'checkbox',
  hidden: 'none',
  image: 'button',
  number: 'spinbutton',
  radio: 'radio',
  range: 'slider',
  reset: 'button',
  search: 'searchbox',
  submit: 'button',
}

export function inputType(element: AnyElement): string {
  return text(element, 'type')?.toLowerCase() ?? 'text'
}

function inputRole(element: AnyElement): string {
  const role = inputRoles[inputType(element)] ?? 'textbox'
  return attribute(element, 'list') !== undefined && role.endsWith('box') ? 'combobox' : role
}

/** An image with an empty alt is decorative; one without source and name shows and says nothing. */
function isExposedImage(element: AnyElement): boolean {
  if (text(element, 'alt') === '') return conflictOf(element) !== undefined
  const shows = (name: string) => {
    const value = attribute(element, name)
    return value !== undefined && (!value.known || value.value.trim() !== '')
  }
  if (shows('src') || shows('srcset')) return true
  return shows('alt') || shows('title') || conflictOf(element) !== undefined
}

function hasAuthorName(element: AnyElement): boolean {
  return ['aria-label', 'aria-labelledby', 'title'].some((name) => collapse(text(element, name) ?? '') !== '')
}
