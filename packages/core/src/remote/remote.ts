import { join } from 'node:path'
import pLimit from 'p-limit'
import { keepPictures } from '../assets/keep.ts'
import type { LoadedImage } from '../assets/load.ts'
import { type Unreadable, unreadable } from '../captioner.ts'
import { cacheFolder } from '../models/cache-folder.ts'
import { hubSettings } from '../models/settings.ts'
import { type CachedPicture, pictureCache } from './cache.ts'
import { fetchPicture } from './fetch.ts'
import { hostsOf } from './hosts.ts'
import { masked } from './masked.ts'

export interface RemoteOptions {
  /** From which servers. */
  readonly remote: true | readonly string[]
  /** Nothing is asked of anybody. */
  readonly locked: boolean
}

/** Pictures on other servers, for a run. */
export interface RemotePictures {
  /** `undefined` for an address that names no server that pictures may be fetched from. */
  load(url: string): Promise<LoadedImage> | undefined
  /** What the lockfile calls such a picture, so that a run which fetches nothing knows it again: its address without secrets. */
  nameOf(url: string): string | undefined
}

/** How long a picture is taken from the cache without asking whether it is still the same, in milliseconds. */
const freshFor = 24 * 60 * 60 * 1000
const atOnce = 6
/** A longer address is more data than name, and would swell the lockfile. */
const longestName = 500

/**
 * Fetches pictures, each once a run, and keeps them in the cache. A locked run, and one that `HF_HUB_OFFLINE` keeps from the
 * network, answer from the cache alone; so does one whose server cannot be reached.
 */
export function remotePictures(
  { remote, locked }: RemoteOptions,
  env: NodeJS.ProcessEnv = process.env,
): RemotePictures {
  const hosts = hostsOf(remote)
  const cache = pictureCache(join(cacheFolder(undefined, env), 'remote'))
  const forbidden = forbiddenBy(locked, env)
  const keep = keepPictures()
  const limit = pLimit(atOnce)

  async function look(address: URL): Promise<LoadedImage> {
    const cached = await cache.read(address.href)
    if (cached !== undefined && (forbidden !== undefined || Date.now() - cached.checked < freshFor)) {
      return loaded(cached)
    }
    if (forbidden !== undefined) return forbidden
    const fetched = await limit(() =>
      fetchPicture(address, { ...hosts, validators: cached?.validators ?? {} }),
    )
    if (fetched.status === 'unreadable') {
      return cached !== undefined && fetched.code === 'unreachable' ? loaded(cached) : fetched
    }
    const picture = fetched.status === 'fetched' ? fetched : cached
    // Who was not asked for an unchanged picture has none to say so of.
    if (picture === undefined) return unreadable('unreachable', 'The server answered 304.')
    const { bytes, validators } = picture
    await cache.write(address.href, { bytes, validators, checked: Date.now() })
    return { status: 'loaded', bytes }
  }

  return {
    load(url) {
      const address = addressOf(url)
      if (address === undefined || !hosts.allows(address)) return undefined
      return keep(address.href, () => look(address)) as Promise<LoadedImage>
    },
    nameOf(url) {
      const address = addressOf(url)
      if (address === undefined || address.href.length > longestName || !hosts.allows(address))
        return undefined
      return masked(address.href)
    },
  }
}

function forbiddenBy(locked: boolean, env: NodeJS.ProcessEnv): Unreadable | undefined {
  const remote = (message: string): Unreadable => ({ status: 'unreadable', code: 'remote', message })
  if (locked) return remote('It lies on another server, and a locked run fetches nothing.')
  const { offline } = hubSettings(env)
  return offline ? remote('It lies on another server, and HF_HUB_OFFLINE forbids to ask it.') : undefined
}

/** Without fragment and credentials; `undefined` for what is no address of a server. */
function addressOf(url: string): URL | undefined {
  const whole = url.startsWith('//') ? `https:${url}` : url
  if (!/^https?:\/\//i.test(whole) || !URL.canParse(whole)) return undefined
  const address = new URL(whole)
  address.hash = ''
  address.username = ''
  address.password = ''
  return address
}

function loaded({ bytes }: CachedPicture): LoadedImage {
  return { status: 'loaded', bytes }
}
