import { localName, type SvgElement } from './parse.ts'

/** Elements that run, embed or fetch something, or that only matter in motion. */
const dropped = new Set([
  'script',
  'handler',
  'listener',
  'foreignobject',
  'iframe',
  'object',
  'embed',
  'audio',
  'video',
  'source',
  'track',
  'link',
  'base',
  'meta',
  'include',
  'fallback',
  'tref',
  'font-face-uri',
  'font-face-src',
  'cursor',
  'color-profile',
  'animate',
  'animatecolor',
  'animatemotion',
  'animatetransform',
  'set',
  'discard',
  'metadata',
])

/** A raster image inside the SVG; an SVG inside an SVG is not looked at. */
const rasterData = /^\s*data:image\/(?:png|jpe?g|gif|webp)\s*;\s*base64\s*,/i

/**
 * Takes out of an SVG everything that is not drawing: scripts, handlers, animations, embedded documents and every
 * reference that leaves the file. What is left refers to its own ids and to raster images that it carries itself.
 *
 * @returns those images, as data URLs.
 */
export function cleanSvg(element: SvgElement): string[] {
  shortenText(element, { left: maxText })
  return cleanElement(element)
}

/** In characters. A small picture shows no more, and the renderer's time grows with the square of a line, to a crash. */
const maxLine = 200
const maxText = 4000

function shortenText(element: SvgElement, budget: { left: number }): void {
  if (localName(element.name) === 'style') return
  for (const [i, child] of element.children.entries()) {
    if (typeof child !== 'string') {
      shortenText(child, budget)
      continue
    }
    const line = child.replace(/\s+/g, ' ').slice(0, Math.min(maxLine, budget.left))
    budget.left -= line.trim().length
    element.children[i] = line
  }
}

function cleanElement(element: SvgElement): string[] {
  const images: string[] = []
  cleanAttributes(element, images)
  for (let i = element.children.length - 1; i >= 0; i--) {
    const child = element.children[i] as SvgElement | string
    if (typeof child === 'string') continue
    if (dropped.has(localName(child.name))) element.children.splice(i, 1)
    else images.push(...cleanElement(child))
  }
  if (localName(element.name) === 'style') {
    const css = element.children.filter((child) => typeof child === 'string').join('')
    element.children.splice(0, element.children.length, cleanCss(css))
  }
  return images
}

function cleanAttributes({ name, attributes }: SvgElement, images: string[]): void {
  const tag = localName(name)
  for (const [key, value] of [...attributes]) {
    const attribute = localName(key)
    if (attribute.startsWith('on') || key === 'xml:base' || (attribute === 'base' && key.includes(':')))
      attributes.delete(key)
    else if (attribute === 'href' || attribute === 'src') {
      if (tag === 'image' && rasterData.test(value)) images.push(value)
      else if (tag === 'a' || !/^\s*#/.test(value)) attributes.delete(key)
    } else if (!key.startsWith('xmlns') && /url\s*\(|image-set\s*\(|src\s*\(|@import|\\/i.test(value))
      attributes.set(key, cleanCss(value))
  }
}

/** CSS without imports and without any `url()` but `url(#id)`. Escapes could hide one, so CSS with escapes goes. */
export function cleanCss(css: string): string {
  const bare = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
  if (bare.includes('\\')) return ''
  const clean = bare
    .replace(/@(?:import|font-face|namespace|charset)\b[^;{}]*(?:;|\{[^}]*(?:\}|$)|$)/gi, '')
    .replace(/(?:url|src|image|image-set)\s*\((?!\s*(?:["']\s*)?#)[^)]*(?:\)|$)/gi, 'none')
  return /@import/i.test(clean) || /(?:url|src)\s*\((?!\s*(?:["']\s*)?#)/i.test(clean) ? '' : clean
}
