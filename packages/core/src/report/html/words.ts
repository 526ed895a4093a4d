import type { Finding } from '../report.ts'

/** “1 image”, “2 images”. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`
}

/** With a comma at the thousands, whatever the machine's language. */
export function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** “high (0.92)”: the word for reading, the number for comparing. */
export function confidence(value: number): string {
  const word = value >= 0.8 ? 'high' : value >= 0.5 ? 'medium' : 'low'
  return `${word} (${value.toFixed(2)})`
}

/** “2026-11-23 14:21 UTC”, or the text as it came. */
export function date(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/, '$1 $2 UTC')
}

/** What a picture is called here: its folder, its file name and what follows, or what kind of thing it is. */
export interface SourceName {
  readonly folder: string
  readonly name: string
  readonly rest: string
}

/** An address of the site that the whole report is about, from its root: the site stands above. */
export function withoutRoot(address: string, root: string): string {
  return /^https?:/i.test(root) && address.startsWith(`${root}/`) ? address.slice(root.length) : address
}

export function sourceName({ source: address, kind }: Finding, root = ''): SourceName {
  const source = withoutRoot(address, root)
  if (source.trim() === '')
    return { folder: '', name: withoutSource[kind] ?? 'Image without an address', rest: '' }
  if (/^data:/i.test(source)) {
    const type = /^data:([\w.+-]+\/[\w.+-]+)/i.exec(source)?.[1]
    return { folder: '', name: 'Image in the page itself', rest: type === undefined ? '' : ` (${type})` }
  }
  const end = source.search(/[?#]/)
  const path = end === -1 ? source : source.slice(0, end)
  const cut = path.replace(/\/+$/, '').lastIndexOf('/') + 1
  if (cut === path.length) return { folder: '', name: source, rest: '' }
  return { folder: path.slice(0, cut), name: path.slice(cut), rest: end === -1 ? '' : source.slice(end) }
}

const withoutSource: Readonly<Partial<Record<Finding['kind'], string>>> = {
  svg: 'Inline SVG',
  'role-img': 'Element with role=img',
  area: 'Area of an image map',
  canvas: 'Canvas',
  control: 'Link or button without an image',
  element: 'Element marked as decorative',
  frame: 'Page within the page',
  heading: 'Heading',
  icon: 'Icon of a font',
  suppression: 'Suppression',
  video: 'Video without a poster',
}

/** What a thumbnail shows, for those who cannot see it: the alt that it has or gets, or that it has none. */
export function pictureAlt(finding: Finding): string {
  const alt = (finding.after ?? finding.before ?? '').trim()
  if (alt !== '') return alt
  const { name } = sourceName(finding)
  const decorative = finding.after === '' || (finding.after === null && finding.before === '')
  return decorative ? `Picture with an empty alt: ${name}` : `Picture without a text alternative: ${name}`
}
