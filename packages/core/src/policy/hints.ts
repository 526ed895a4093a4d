import type { ImageFacts } from '../image/facts.ts'

/** What an image's address, classes and size say about its kind, before any pixel is seen. */
export type Hint =
  | 'tracking'
  | 'spacer'
  | 'captcha'
  | 'emoji'
  | 'avatar'
  | 'chart'
  | 'screenshot'
  | 'logo'
  | 'text'
  | 'ornament'
  | 'rating'

/**
 * The strongest hint, or `undefined`. Words are matched whole, after the address is taken apart at
 * punctuation and capitals, so that `logout.svg` is no logo and `chartreuse.png` no chart.
 */
export function hintOf(facts: ImageFacts): Hint | undefined {
  const url = facts.source.url ?? ''
  if (isTracking(facts, url)) return 'tracking'
  const words = new Set([...wordsOf(fileStem(url)), ...facts.labels.flatMap(wordsOf)])
  const has = (...candidates: readonly string[]) => candidates.some((word) => words.has(word))
  if (has('captcha', 'recaptcha') || /captcha/i.test(url)) return 'captcha'
  if (has('emoji', 'twemoji', 'smiley')) return 'emoji'
  if (isSpacer(words, facts)) return 'spacer'
  if (has('avatar', 'gravatar', 'userpic', 'headshot', 'portrait') || avatarHosts.test(url)) return 'avatar'
  if (
    has('chart', 'graph', 'diagram', 'plot', 'infographic', 'flowchart', 'histogram', 'sitemap', 'floorplan')
  ) {
    return 'chart'
  }
  if (has('screenshot', 'screenshots', 'screencap')) return 'screenshot'
  if (has('rating', 'stars')) return 'rating'
  if (has('logo', 'logos', 'logotype', 'wordmark', 'brand')) return 'logo'
  if (has('signature', 'headline', 'lettering', 'handwriting') || isTextName(url)) return 'text'
  if (
    has(
      'bg',
      'background',
      'backdrop',
      'divider',
      'separator',
      'pattern',
      'texture',
      'ornament',
      'decoration',
      'flourish',
      'swoosh',
      'squiggle',
      'blob',
    )
  ) {
    return 'ornament'
  }
  return undefined
}

const avatarHosts =
  /\bgravatar\.com\b|\bavatars\d*\.githubusercontent\.com\/|\bpbs\.twimg\.com\/profile_images\//i

/** A file that is called a text, or by words that are only ever read: `textimage.jpg`, `coming-soon.png`. */
export function isTextName(url: string): boolean {
  const stem = fileStem(url).replace(
    /[-_ ]?(?:\d+x\d+|\d+x?|@\dx|v\d+|final|web|banner|img|image|button|btn|en|de|fr|es)$/gi,
    '',
  )
  return /^(?:(?:img|image)[-_ ]?(?:of[-_ ]?)?text|text[-_ ]?(?:as[-_ ]?)?(?:img|image|graphic)?|word[-_ ]?art|welcome|thank[-_ ]?you|coming[-_ ]?soon|sold[-_ ]?out|(?:big[-_ ])?sale|click[-_ ]?here|read[-_ ]?more|learn[-_ ]?more|(?:buy|order|shop|book|sign|subscribe)[-_ ](?:now|up)|out[-_ ]of[-_ ]stock|under[-_ ]construction|free[-_ ]shipping|grand[-_ ]opening|happy[-_ ](?:birthday|holidays|new[-_ ]year)|merry[-_ ]christmas|tag[-_ ]?line|slogan|(?:page|section)?[-_ ]?(?:title|heading)|h[1-6][-_ ].+|(?:banner|header|hero|intro|main|promo|sale|welcome)[-_ ]te?xt)$/i.test(
    stem,
  )
}

/** `IconShopping-cart2@2x` → icon, shopping, cart. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}

/** The last part of an address without extension, query and fragment; empty for data URLs. */
export function fileStem(url: string): string {
  return fileName(url).replace(/\.[a-z\d]{1,5}$/i, '')
}

export function fileName(url: string): string {
  if (/^(?:data|blob):/i.test(url)) return ''
  const path = url.replace(/[?#].*$/s, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

const beacons =
  /^(?:https?:)?\/\/(?:[\w-]+\.)*(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|bat\.bing\.com|pixel\.wp\.com|stats\.wp\.com|px\.ads\.linkedin\.com|ct\.pinterest\.com|analytics\.twitter\.com|sb\.scorecardresearch\.com|pixel\.quantserve\.com|hm\.baidu\.com|mc\.yandex\.ru)\/|^(?:https?:)?\/\/(?:www\.)?facebook\.com\/tr\b/i

function isTracking(facts: ImageFacts, url: string): boolean {
  const { width, height } = facts.size
  if (width !== undefined && height !== undefined && width <= 1 && height <= 1) return true
  return beacons.test(url)
}

/** Names that mean one thing only; `clear` and `blank` alone could be a picture's subject. */
function isSpacer(words: ReadonlySet<string>, facts: ImageFacts): boolean {
  const stem = fileStem(facts.source.url ?? '').toLowerCase()
  if (
    words.has('spacer') ||
    /^(?:blank|clear|transparent|trans|pixel|shim|1x1|dot_clear|cleardot)$/.test(stem)
  )
    return true
  return /^(?:bullet|corner|hr|hrule|h[-_]?line|rule)(?:[-_ ]?(?:top|bottom|left|right|tl|tr|bl|br|dot|point|small|\d+))*$/.test(
    stem,
  )
}
