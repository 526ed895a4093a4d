import type { ImageFacts } from '../image/facts.ts'
import { withoutBuildHash } from './build-hash.ts'

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

/** Words by which addresses and classes tell what an image is. */
const told: ReadonlyMap<string, Hint> = new Map(
  Object.entries({
    captcha: 'captcha recaptcha',
    emoji: 'emoji twemoji smiley',
    spacer: 'spacer',
    avatar: 'avatar gravatar userpic headshot portrait',
    chart: 'chart graph diagram plot infographic flowchart histogram sitemap floorplan',
    screenshot: 'screenshot screenshots screencap',
    rating: 'rating stars',
    logo: 'logo logos logotype wordmark brand',
    text: 'signature headline lettering handwriting',
    ornament: `bg background backdrop divider separator pattern texture ornament decoration flourish swoosh squiggle blob`,
  } satisfies Partial<Record<Hint, string>>).flatMap(([hint, words]) =>
    words.split(' ').map((word) => [word, hint as Hint] as const),
  ),
)

/** To look for all of them at once is quicker than to take a name apart, and most names have none. */
const anyTold = new RegExp([...told.keys()].join('|'))

function hintsIn(names: readonly string[]): ReadonlySet<Hint> {
  const hints = new Set<Hint>()
  for (const name of names) {
    if (!anyTold.test(name.toLowerCase())) continue
    for (const word of wordsOf(name)) {
      const hint = told.get(word)
      if (hint !== undefined) hints.add(hint)
    }
  }
  return hints
}

/**
 * The strongest hint, or `undefined`. Words are matched whole, after the address is taken apart at
 * punctuation and capitals, so that `logout.svg` is no logo and `chartreuse.png` no chart.
 */
export function hintOf(facts: ImageFacts): Hint | undefined {
  if (isTracking(facts)) return 'tracking'
  const url = facts.source.url ?? ''
  const stem = fileStem(url)
  const hints = hintsIn([stem, ...facts.labels])
  if (hints.has('captcha') || /captcha/i.test(url)) return 'captcha'
  if (hints.has('emoji')) return 'emoji'
  if ((hints.has('spacer') || spacerStem.test(stem)) && isSlight(facts)) return 'spacer'
  if (hints.has('avatar') || avatarHosts.test(url)) return 'avatar'
  if (hints.has('chart')) return 'chart'
  if (hints.has('screenshot')) return 'screenshot'
  if (hints.has('rating')) return 'rating'
  if (hints.has('logo')) return 'logo'
  if (hints.has('text') || isTextStem(stem)) return 'text'
  return hints.has('ornament') ? 'ornament' : undefined
}

/** What says so: the file's name, or else its classes and id. */
export function hintName(facts: ImageFacts, hint: Hint): string {
  const file = fileName(facts.source.url ?? '')
  const labels = facts.labels.filter((label) => wordsOf(label).some((word) => told.get(word) === hint))
  const isOfFile = wordsOf(fileStem(file)).some((word) => told.get(word) === hint)
  return file === '' || (labels.length > 0 && !isOfFile) ? labels.join(' ') || file : file
}

/** Nothing that a picture could be seen in: a photo may be called `pixel.jpg` or `corner.jpg`, and a GIF of one pixel be drawn out. */
function isSlight({ size: { width, height }, source }: ImageFacts): boolean {
  const [, kind] = /\.(avif|gif|jpe?g)(?:[?#]|$)/i.exec(source.url ?? '') ?? []
  if (kind?.toLowerCase() === 'gif') return true
  return width === undefined || height === undefined ? kind === undefined : Math.min(width, height) <= 32
}

const avatarHosts =
  /\bgravatar\.com\b|\bavatars\d*\.githubusercontent\.com\/|\bpbs\.twimg\.com\/profile_images\//i

/** A file that is called a text, or by words that are only ever read: `textimage.jpg`, `coming-soon.png`. */
export function isTextName(url: string): boolean {
  return isTextStem(fileStem(url))
}

function isTextStem(whole: string): boolean {
  const stem = whole.replace(
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

/** The last part of an address without extension, query, fragment and a build's hash; empty for data URLs. */
export function fileStem(url: string): string {
  return withoutBuildHash(fileName(url).replace(/\.[a-z\d]{1,5}$/i, ''))
}

export function fileName(url: string): string {
  if (/^(?:data|blob):/i.test(url)) return ''
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (!last.includes('%')) return last
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

const beacons =
  /^(?:https?:)?\/\/(?:[\w-]+\.)*(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|bat\.bing\.com|pixel\.wp\.com|stats\.wp\.com|px\.ads\.linkedin\.com|ct\.pinterest\.com|analytics\.twitter\.com|sb\.scorecardresearch\.com|pixel\.quantserve\.com|hm\.baidu\.com|mc\.yandex\.ru)\/|^(?:https?:)?\/\/(?:www\.)?facebook\.com\/tr\b/i

/** One pixel in size, or from a known counter. */
export function isTracking({ size, source }: ImageFacts): boolean {
  const { width, height } = size
  if (width !== undefined && height !== undefined && width <= 1 && height <= 1) return true
  return beacons.test(source.url ?? '')
}

/** Names that mean one thing only; `clear` and `blank` alone could be a picture's subject. */
const spacerStem =
  /^(?:blank|clear|transparent|trans|pixel|shim|1x1|dot_clear|cleardot|(?:bullet|corner|hr|hrule|h[-_]?line|rule)(?:[-_ ]?(?:top|bottom|left|right|tl|tr|bl|br|dot|point|small|\d+))*)$/i
