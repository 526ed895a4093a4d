/** Names that files and alts give to logos, each with other ways to write it. */
const brands: Readonly<Record<string, readonly string[]>> = {
  adobe: [],
  airbnb: [],
  amazon: ['aws', 'amazonwebservices'],
  android: [],
  angular: ['angularjs'],
  apple: ['ios', 'macos'],
  bitbucket: [],
  bluesky: [],
  bootstrap: [],
  chrome: ['googlechrome'],
  cloudflare: [],
  css: ['css3', 'cascadingstylesheets'],
  debian: [],
  discord: [],
  docker: [],
  dribbble: [],
  drupal: [],
  dropbox: [],
  ebay: [],
  facebook: ['fb', 'meta'],
  figma: [],
  firefox: ['mozillafirefox'],
  github: ['githubcom'],
  gitlab: [],
  google: ['alphabet'],
  html: ['html5'],
  ibm: [],
  instagram: ['insta'],
  intel: [],
  javascript: [],
  jquery: [],
  kubernetes: ['k8s'],
  linkedin: [],
  linux: ['tux'],
  mastercard: [],
  mastodon: [],
  microsoft: ['azure', 'windows'],
  mozilla: [],
  netflix: [],
  netlify: [],
  nodejs: ['node', 'nodedotjs'],
  npm: [],
  nvidia: [],
  openstreetmap: ['osm'],
  paypal: [],
  pinterest: [],
  postgresql: ['postgres'],
  python: [],
  react: ['reactjs', 'reactnative'],
  reddit: [],
  rust: ['rustlang'],
  samsung: [],
  shopify: [],
  slack: [],
  snapchat: [],
  soundcloud: [],
  spotify: [],
  stripe: [],
  svelte: ['sveltekit'],
  tailwind: ['tailwindcss'],
  telegram: [],
  tiktok: [],
  twitch: [],
  twitter: ['x'],
  typescript: [],
  ubuntu: [],
  vercel: [],
  vimeo: [],
  visa: [],
  vite: ['vitejs'],
  vue: ['vuejs'],
  w3c: ['worldwidewebconsortium'],
  webpack: [],
  whatsapp: [],
  wikipedia: [],
  wordpress: ['wp'],
  youtube: ['yt'],
}

const known: ReadonlyMap<string, string> = new Map(
  Object.entries(brands).flatMap(([brand, others]) => [
    [brand, brand],
    ...others.map((other) => [other, brand] as const),
  ]),
)

/** Words that say of a picture what it is or looks like, and not whose it is. */
const plain = new Set(
  `and badge banner big black blue bottom brand button circle color colored colour company corporate current dark default
  emblem favicon fff final footer for full glyph gray green grey header home horizontal icon icons image img inverse inverted
  large left lg light link logo logos logomark logotype main mark md medium mini mobile mono monochrome new of old official on
  our page partner partners picture png primary profile rgb right round rounded secondary site small sm social sponsor square
  stacked svg symbol text the tiny top transparent us vertical web website white wordmark xl yellow your follow visit find
  channel account client customer organisation organization corporation co inc ltd team their this`
    .trim()
    .split(/\s+/),
)

/** The brands that words name; several words may make one: “HTML 5”, “World Wide Web Consortium”. */
export function brandsIn(text: string): ReadonlySet<string> {
  const words = brandWords(text)
  const found = new Set<string>()
  for (let start = 0; start < words.length; start++) {
    let name = ''
    for (const word of words.slice(start, start + mostWords)) {
      name += word
      const brand = known.get(name)
      if (brand !== undefined) found.add(brand)
    }
  }
  return found
}

/** So many words may make one brand. */
const mostWords = 4

/** Words that could be somebody's name: those that do not say what the picture is. */
export function properWords(text: string): string[] {
  return brandWords(text).filter((word) => !plain.has(word) && !/^\d+$/.test(word))
}

function brandWords(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Whether one may be short for the other: its letters stand in it in order, as `w3c` in “World Wide Web Consortium”. */
export function mayAbbreviate(short: string, long: string): boolean {
  const letters = short.replace(/(\p{L})(\d)/gu, (_, letter: string, count: string) =>
    letter.repeat(Number(count)),
  )
  return isWithin(short, long) || isWithin(letters, long) || isWithin(long, short)
}

function isWithin(short: string, long: string): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return at === short.length
}
