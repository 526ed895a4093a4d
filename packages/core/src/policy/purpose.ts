import type { ImageFacts } from '../image/facts.ts'

/**
 * A draft for the name of an image that is a link or button, from its context and never from its
 * pixels; `undefined` where the context does not say enough.
 */
export function proposePurpose(facts: ImageFacts): string | undefined {
  const { control } = facts
  if (control === undefined) return undefined
  if (control.title !== '') return control.title
  return control.href === undefined ? undefined : destination(control.href, facts.nearby.page)
}

/** Hosts that mean a profile or a place everybody knows. */
const hosts: Readonly<Record<string, string>> = {
  'bsky.app': 'Bluesky',
  'discord.com': 'Discord',
  'discord.gg': 'Discord',
  'facebook.com': 'Facebook',
  'github.com': 'GitHub',
  'gitlab.com': 'GitLab',
  'instagram.com': 'Instagram',
  'linkedin.com': 'LinkedIn',
  'mastodon.social': 'Mastodon',
  'npmjs.com': 'npm',
  'pinterest.com': 'Pinterest',
  'reddit.com': 'Reddit',
  'slack.com': 'Slack',
  'tiktok.com': 'TikTok',
  'twitter.com': 'X',
  'vimeo.com': 'Vimeo',
  'x.com': 'X',
  'youtube.com': 'YouTube',
}

/** Last parts of a path that mean the same on nearly every site. */
const paths: Readonly<Record<string, string>> = {
  account: 'Account',
  basket: 'Basket',
  blog: 'Blog',
  cart: 'Cart',
  checkout: 'Checkout',
  contact: 'Contact',
  feed: 'Feed',
  help: 'Help',
  imprint: 'Imprint',
  login: 'Log in',
  logout: 'Log out',
  privacy: 'Privacy',
  profile: 'Profile',
  rss: 'RSS feed',
  search: 'Search',
  settings: 'Settings',
  signin: 'Sign in',
  signup: 'Sign up',
  sitemap: 'Site map',
  wishlist: 'Wish list',
}

function destination(href: string, page: string): string | undefined {
  const address = href.trim()
  if (/^mailto:/i.test(address)) return 'Email'
  if (/^tel:/i.test(address)) return 'Telephone'
  const remote = /^(?:https?:)?\/\/(?:www\.)?([^/:?#]+)/i.exec(address)
  if (remote !== null) return hosts[(remote[1] ?? '').toLowerCase()]
  const path = address.replace(/[?#].*$/s, '')
  if (/^(?:\.{0,2}\/|\.{0,2})*(?:index\.html?)?$/i.test(path)) {
    if (path === '' && address !== '') return undefined
    const site = siteName(page)
    return site === undefined ? 'Home' : `${site}, home`
  }
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? ''
  const word = last.replace(/\.[a-z]+$/i, '').toLowerCase()
  if (/\.(?:xml|rss|atom)$/i.test(last)) return paths['rss']
  return paths[word.replace(/[-_]/g, '')]
}

/** The part of a title that names the site: after the last separator; nothing where there is none. */
function siteName(title: string): string | undefined {
  const parts = title.split(/\s[|–—·-]\s/)
  const last = parts.at(-1)?.trim()
  return parts.length > 1 && last !== undefined && last !== '' && last.length <= 40 ? last : undefined
}
