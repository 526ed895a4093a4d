import { nameTable } from './shelves.ts'

/** Attributes that neither make an image of an element nor decide whether what is in it is seen. */
const harmless =
  `abbr accept accept-charset accesskey action align alt async autocomplete autofocus autoplay bgcolor border cellpadding
  cellspacing charset checked cite clear color cols colspan content controls crossorigin datetime decoding defer dir disabled
  download draggable enctype face fetchpriority for frameborder headers height high href hreflang hspace http-equiv id
  inputmode integrity itemid itemprop itemref itemscope itemtype label lang language list loading loop low max maxlength media
  method min minlength multiple muted name nonce novalidate nowrap onclick optimum pattern ping placeholder playsinline prefix
  preload property readonly referrerpolicy rel required rev reversed rows rowspan rules scope selected shape size sizes span
  spellcheck src srclang srcset start step summary tabindex target title translate type typeof valign value vocab vspace width
  wrap xmlns`.split(/\s+/)

/** `always`: it may; `class` and `style`: its value tells; `refused`: it is none in a hast tree, and for the full parser. */
export type Concern = 'always' | 'never' | 'class' | 'style' | 'refused'

const knownAt = nameTable<Concern>([
  ...harmless.map((name) => [name, 'never'] as const),
  ['class', 'class'],
  ['style', 'style'],
])

/**
 * Whether the attribute whose name stands between two offsets may matter to what images are, or to whether they are seen, on an
 * element that is none.
 */
export function concernAt(source: string, start: number, end: number, foreign: boolean): Concern {
  return knownAt(source, start, end) ?? concernOf(source.slice(start, end).toLowerCase(), foreign)
}

function concernOf(name: string, foreign: boolean): Concern {
  if (name in Object.prototype) return 'refused'
  if (name.startsWith('data-')) return name.startsWith('data-alt') ? 'always' : 'never'
  if (name.startsWith('aria-')) return name === 'aria-hidden' ? 'always' : 'never'
  // Drawings have very many attributes, and what is in them is looked at as a whole.
  return foreign && name !== 'role' ? 'never' : 'always'
}

/** Whether a class may name an icon font, or a style a picture or what is hidden. */
export function valueConcerns(attribute: 'class' | 'style', value: string): boolean {
  if (value.includes('&')) return true
  if (attribute === 'class') return value.includes('material-')
  return /url\(|display|visibility/i.test(value)
}
