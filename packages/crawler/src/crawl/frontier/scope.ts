import picomatch from 'picomatch'
import type { Start } from '../start.ts'

/** Where links may lead. */
export interface ScopeOptions {
  readonly include: readonly (string | RegExp)[]
  readonly exclude: readonly (string | RegExp)[]
  readonly allowedHosts: readonly string[]
}

/** Which addresses belong to the crawl: by their host, and by the patterns of a person. */
export class Scope {
  readonly #origins: Set<string>
  readonly #named: Set<string>
  readonly #hosts: readonly ((url: URL) => boolean)[]
  readonly #include: readonly ((url: URL) => boolean)[]
  readonly #exclude: readonly ((url: URL) => boolean)[]

  constructor(start: Start, options: ScopeOptions) {
    this.#origins = new Set(start.urls.map((url) => new URL(url).origin))
    this.#named = new Set([
      ...start.hosts,
      ...options.allowedHosts.filter((host) => !host.includes('*')).map(withoutPort),
    ])
    this.#hosts = options.allowedHosts.map(hostMatcher)
    this.#include = options.include.map(matcher)
    this.#exclude = options.exclude.map(matcher)
  }

  /** A start has moved there. */
  allow(origin: string): void {
    this.#origins.add(origin)
  }

  /** Whether a person gave this host by its name; then it may be private. */
  isNamed(hostname: string): boolean {
    return this.#named.has(hostname)
  }

  /** Whether the server is one of those that the crawl is about. */
  isOwn(url: URL): boolean {
    return this.#origins.has(url.origin) || this.#hosts.some((matches) => matches(url))
  }

  /** Whether links may lead there. */
  includes(address: string): boolean {
    const url = new URL(address)
    if (!this.isOwn(url) || this.#exclude.some((matches) => matches(url))) return false
    return this.#include.length === 0 || this.#include.some((matches) => matches(url))
  }
}

function matcher(pattern: string | RegExp): (url: URL) => boolean {
  if (typeof pattern !== 'string') {
    // `g` and `y` remember where they were.
    const expression = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
    return (url) => expression.test(url.href)
  }
  const matches = picomatch(pattern, { dot: true })
  if (/^https?:/i.test(pattern)) return (url) => matches(`${url.origin}${url.pathname}`)
  return (url) => matches(url.pathname)
}

function hostMatcher(pattern: string): (url: URL) => boolean {
  const port = /:(\d+)$/.exec(pattern)?.[1] ?? ''
  const host = withoutPort(pattern).toLowerCase()
  const isHost = host.startsWith('*.')
    ? (name: string) => name.endsWith(host.slice(1))
    : (name: string) => name === host
  return (url) => isHost(url.hostname) && url.port === port
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}
