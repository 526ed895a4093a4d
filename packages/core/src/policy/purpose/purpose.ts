import type { ImageFacts } from '../../image/facts.ts'
import { brandsIn } from '../brands.ts'
import { fileStem, hintOf, wordsOf } from '../hints.ts'
import {
  actions,
  ambiguous,
  built,
  files,
  hosts,
  languages,
  looks,
  paths,
  shares,
  stores,
  things,
} from './places.ts'

/**
 * A draft for the name of an image that is a link or button, from its context and never from its
 * pixels; `undefined` where the context does not say enough.
 */
export function proposePurpose(facts: ImageFacts): string | undefined {
  const { control } = facts
  if (control !== undefined) {
    if (control.title !== '') return control.title
    if (control.sameTarget !== '') return control.sameTarget
    if (control.href !== undefined) {
      return destination(control.href, facts) ?? captionOf(facts) ?? readable(control.href) ?? logoOf(facts)
    }
  }
  const named = action(facts)
  // A button to delete stands in the form that adds, too.
  const isOther = named !== undefined && !sending.has(named)
  return facts.value || (isOther ? named : (submission(facts) ?? named))
}

/** What may be said of a button that sends a form, whatever the form is for. */
const sending = new Set([
  'Add',
  'Add to cart',
  'Cart',
  'Email',
  'Log in',
  'Next',
  'Save',
  'Search',
  'Send',
  'Submit',
])

/** The organisation whose site a page is of, by its metadata, or by the end of its title. */
export function siteName({ site, page }: ImageFacts['nearby']): string | undefined {
  if (site !== '') return site
  const parts = page.split(/\s[|–—·•:-]\s/)
  const last = parts.at(-1)?.trim()
  return parts.length > 1 && last !== undefined && last !== '' && last.length <= 40 ? last : undefined
}

function destination(href: string, facts: ImageFacts): string | undefined {
  const address = href.trim()
  const share = shares.find(([sign]) => sign.test(address))
  if (share !== undefined) return share[1]
  if (/^mailto:/i.test(address)) return 'Email'
  if (/^tel:/i.test(address)) return 'Telephone'
  if (/^sms:/i.test(address)) return 'Text message'
  if (/^#(?:top)?$/i.test(address)) return address === '#' ? undefined : 'Back to top'
  const remote = /^(?:https?:)?\/\/([^/:?#]+)([^?#]*)/i.exec(address)
  if (remote !== null) {
    const [, host = '', path = ''] = remote
    const isThing =
      things.test(path) ||
      (/(?:^|\.)(?:medium\.com|youtu\.be)$/i.test(host) && !/^\/?(?:@[^/]*\/?)?$/.test(path))
    if (isThing && !isMark(facts)) return articleOf(host, path)
    return articleOf(host, path) ?? placeOf(host.toLowerCase()) ?? offered(path)
  }
  // It loads the page anew.
  if (address === '') return undefined
  const path = address.replace(/[?#].*$/s, '')
  if (/^(?:\.{0,2}\/|\.{0,2})*(?:index\.html?)?$/i.test(path)) {
    if (address !== path && !/^[^?]*(?:\?(?:(?:utm_\w+|ref|source)=[^&#]*&?)*)?(?:#.*)?$/.test(address))
      return languageIn(address)
    if (path === '' && address !== '') return languageIn(address)
    const site = siteName(facts.nearby)
    return site === undefined ? 'Home' : `${site}, home`
  }
  return local(path, address)
}

/** A picture that is called after a brand; one letter may be the name of anything. */
function isMark({ source }: ImageFacts): boolean {
  const stem = fileStem(source.url ?? '')
  return stem.length > 1 && brandsIn(stem).size > 0
}

/** What an article of an encyclopedia is about. */
function articleOf(host: string, path: string): string | undefined {
  const [, slug = ''] = /(?:^|\.)wikipedia\.org$/i.test(host) ? (/^\/wiki\/([^/:]+)$/.exec(path) ?? []) : []
  return slug === '' ? undefined : `${decoded(slug).replaceAll('_', ' ')} (Wikipedia)`
}

/** A page of the same site. */
function local(path: string, address: string): string | undefined {
  const last = lastPart(path)
  if (/\.(?:xml|rss|atom)$/i.test(last)) return paths['rss']
  const known =
    paths[
      last
        .replace(/\.[a-z]+$/i, '')
        .toLowerCase()
        .replace(/[-_]/g, '')
    ]
  return (
    known ??
    offered(path) ??
    languageIn(address) ??
    (ambiguous.has(last) && !path.endsWith('/') ? undefined : languageNamed(last))
  )
}

function placeOf(host: string): string | undefined {
  if (stores[host] !== undefined) return stores[host]
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (hosts[name] !== undefined) return hosts[name]
  }
  return undefined
}

/** A file to download, with its kind, because it will not open as a page. */
function offered(path: string): string | undefined {
  const [, name = '', extension = ''] = /([^/]*)\.([a-z\d]{2,4})$/i.exec(path) ?? []
  const kind = files[extension.toLowerCase()]
  if (kind === undefined) return undefined
  const words = sentence(name)
  return words === undefined ? `Download (${kind})` : `${words} (${kind})`
}

function languageIn(address: string): string | undefined {
  const [, code] =
    /[?&](?:lang|language|locale|hl|l)=([a-z]{2})(?:[-_][a-z]{2,4})?(?:[&#]|$)/i.exec(address) ?? []
  return code === undefined ? undefined : languageNamed(code)
}

function languageNamed(part: string): string | undefined {
  const [, code = ''] = /^([a-z]{2})(?:[-_][a-z]{2,4})?$/i.exec(part) ?? []
  const language = code.toLowerCase()
  if (!languages.has(language)) return undefined
  return languageName(language)
}

function languageName(language: string): string | undefined {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language)
  return name === undefined ? undefined : name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1)
}

function captionOf({ figure }: ImageFacts): string | undefined {
  return figure === undefined || figure.caption === '' || figure.images > 1 ? undefined : figure.caption
}

/** The last part of an address where people made it of words: `/posts/winter-hours`. */
function readable(href: string): string | undefined {
  const remote = /^(?:https?:)?\/\/(?:www\.)?([^/:?#]+)\/?(?:[?#].*)?$/i.exec(href.trim())
  if (remote !== null) return /[a-z]$/i.test(remote[1] ?? '') ? remote[1]?.toLowerCase() : undefined
  const path = href
    .trim()
    .replace(/^(?:https?:)?\/\/[^/]*/i, '')
    .replace(/[?#].*$/s, '')
  if (/\.(?:avif|gif|jpe?g|png|svg|webp)$/i.test(path)) return undefined
  return sentence(lastPart(path).replace(/\.[a-z]{2,5}$/i, ''))
}

function lastPart(path: string): string {
  return decoded(path.replace(/\/$/, '').split('/').at(-1) ?? '')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Words with hyphens between them, or one long enough to be a word; nothing with a code in it. */
function sentence(slug: string): string | undefined {
  if (!/^\p{L}{2,}(?:[-_]+(?:\p{L}+|\d{1,4}))*$/u.test(slug) || slug.length > 60) return undefined
  const words = slug.toLowerCase().split(/[-_]+/)
  if (words.length === 1 && (slug.length < 4 || built.has(words[0] as string))) return undefined
  const text = words.join(' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Whose the logo of a link is that leads nowhere known. */
function logoOf(facts: ImageFacts): string | undefined {
  return hintOf(facts) === 'logo' ? siteName(facts.nearby) : undefined
}

/** What a form is sent for. */
function submission({ form, kind, control }: ImageFacts): string | undefined {
  if (form === undefined || (kind !== 'image-input' && control?.kind !== 'button')) return undefined
  if (form.isSearch) return 'Search'
  const words = new Set([...wordsOf(form.action), ...wordsOf(form.label)])
  if (words.has('search')) return 'Search'
  if (words.has('subscribe') || words.has('newsletter')) return 'Subscribe'
  if (words.has('checkout') || words.has('order')) return 'Order'
  if (words.has('cart') || words.has('basket')) return 'Add to cart'
  if (form.fields.includes('password'))
    return words.has('register') || words.has('signup') ? 'Sign up' : 'Log in'
  if (words.has('contact') || words.has('comment')) return 'Send'
  return form.fields.length === 1 && form.fields[0] === 'email' ? 'Subscribe' : undefined
}

/** What its file, class or id calls the image of a control. */
function action({ source, labels, kind, control, tag }: ImageFacts): string | undefined {
  if (kind !== 'image-input' && control?.kind !== 'button' && tag !== 'button') return undefined
  // A photo is of a thing, whatever that is called after.
  const file = /\.jpe?g(?:[?#]|$)/i.test(source.url ?? '') ? '' : fileStem(source.url ?? '')
  return [file, ...labels].map(actionNamed).find((named) => named !== undefined)
}

/** `icon-search`, `btnClose`: one action, with one word beside it at most. */
function actionNamed(label: string): string | undefined {
  const words = wordsOf(label).filter((word) => !looks.has(word))
  if (words.includes('add') && words.some((word) => /^(?:bag|basket|cart)$/.test(word))) return 'Add to cart'
  if (words.length > 2 || words.some((word) => /^(?:no|not|off|un)$/.test(word))) return undefined
  const named = new Set(words.filter((word) => Object.hasOwn(actions, word)).map((word) => actions[word]))
  const [only] = named
  return named.size === 1 ? only : undefined
}
