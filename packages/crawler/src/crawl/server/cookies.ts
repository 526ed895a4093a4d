import { readFile } from 'node:fs/promises'
import { AltwrightError, fileProblem } from '@altwright/core'
import type { ResolvedCrawl } from '@altwright/core/config'
import type { BrowserContextOptions } from 'playwright'
import type { CookieJar } from 'tough-cookie'
import type { Start } from '../start.ts'

/** Cookies and local storage, as Playwright saves them. */
export type StoredState = Exclude<NonNullable<BrowserContextOptions['storageState']>, string>

/**
 * What the crawl begins with: the file that Playwright saved, and the cookies of the settings for each start's origin.
 *
 * @throws AltwrightError `bad-input` where the file is not there or holds something else.
 */
export async function readStoredState(start: Start, settings: ResolvedCrawl): Promise<StoredState> {
  const stored = settings.storageState === undefined ? nothing : await readFileOf(settings.storageState)
  const origins = [...new Set(start.urls.map((url) => new URL(url).origin))]
  const given = origins.flatMap((origin) =>
    Object.entries(settings.cookies).map(([name, value]) => cookieFor(new URL(origin), name, value)),
  )
  return { cookies: [...stored.cookies, ...given], origins: stored.origins }
}

const nothing: StoredState = { cookies: [], origins: [] }

function cookieFor(url: URL, name: string, value: string): StoredState['cookies'][number] {
  const secure = url.protocol === 'https:'
  return {
    name,
    value,
    domain: url.hostname,
    path: '/',
    expires: -1,
    httpOnly: true,
    secure,
    sameSite: 'Lax',
  }
}

async function readFileOf(path: string): Promise<StoredState> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new AltwrightError('bad-input', `${path}: cannot be read (${fileProblem(error)}).`, {
      cause: error,
    })
  }
  const { cookies, origins } = (value ?? {}) as Partial<StoredState>
  if (!Array.isArray(cookies) || !Array.isArray(origins)) {
    const hint = 'is not what Playwright saves: `await context.storageState({ path })` writes such a file.'
    throw new AltwrightError('bad-input', `${path}: ${hint}`)
  }
  return { cookies, origins }
}

/** Puts a browser's cookies into a jar. */
export async function keepCookies(
  jar: CookieJar,
  cookies: readonly Omit<StoredState['cookies'][number], 'httpOnly' | 'sameSite'>[],
): Promise<void> {
  for (const { name, value, domain, path, expires, secure } of cookies) {
    const host = domain.replace(/^\./, '')
    const parts = [
      `${name}=${value}`,
      `Path=${path}`,
      ...(domain.startsWith('.') ? [`Domain=${host}`] : []),
      ...(expires > 0 ? [`Expires=${new Date(expires * 1000).toUTCString()}`] : []),
      ...(secure ? ['Secure'] : []),
    ]
    await jar.setCookie(parts.join('; '), `${secure ? 'https' : 'http'}://${host}${path}`, {
      ignoreError: true,
    })
  }
}
