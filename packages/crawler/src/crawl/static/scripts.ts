import type { Fetcher } from '../server/fetcher.ts'
import { lookAtScript, type ScriptLook } from './script-text.ts'

export interface ScriptsOptions {
  readonly fetcher: Fetcher
  /** Servers that the crawl is about; nobody else is asked for scripts. */
  readonly isOwn: (url: URL) => boolean
  readonly timeout: number
  readonly signal: AbortSignal
}

const mostBytes = 4 * 1024 * 1024

/** The scripts of a site, each fetched and looked through once, however many pages have it. */
export class Scripts {
  readonly #options: ScriptsOptions
  readonly #looks = new Map<string, Promise<ScriptLook | undefined>>()

  constructor(options: ScriptsOptions) {
    this.#options = options
  }

  /** `undefined` where it is not to be asked for, or too large to be looked through. */
  async look(address: string): Promise<ScriptLook | undefined> {
    const url = new URL(address)
    if (!/^https?:$/.test(url.protocol) || !this.#options.isOwn(url)) return undefined
    let look = this.#looks.get(address)
    if (look === undefined) {
      look = this.#fetch(address)
      this.#looks.set(address, look)
    }
    return look
  }

  async #fetch(address: string): Promise<ScriptLook | undefined> {
    const { fetcher, timeout, signal } = this.#options
    const fetched = await fetcher.get(address, { timeout, signal, mostBytes, accept: '*/*' })
    if (fetched.status === 'failed' && fetched.code === 'too-large') return undefined
    if (fetched.status !== 'answered') return nothing
    // A script that cannot be had does nothing, to a browser as to us.
    return fetched.code < 400 ? lookAtScript(fetched.body.toString('utf8')) : nothing
  }
}

const nothing: ScriptLook = { call: undefined, imports: [] }
