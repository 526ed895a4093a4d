import { isPrivateHost, isReserved } from '@altwright/core/remote'
import type { Session } from '../../browser/session.ts'
import type { Credentials } from '../server/fetcher.ts'
import type { Answer } from './answer.ts'

export interface GateOptions {
  /** Hosts that a person named; they may be private. */
  readonly isNamed: (hostname: string) => boolean
  /** Sent to the origins that `isOwn` names, and to nobody else. */
  readonly headers: Readonly<Record<string, string>>
  readonly isOwn: (url: URL) => boolean
  /** Given to their origin where it asks for them; absent where somebody else does that. */
  readonly credentials?: Credentials | undefined
}

/**
 * Stands before a tab's requests: no document, in a frame or not, is opened from a private network, after any redirect, and
 * the crawl's own headers and password go to its own hosts alone. Without them only documents pass here, because every
 * request that does costs a turn through Node.
 */
export async function keepGate(session: Session, options: GateOptions): Promise<Gate> {
  let refused: string | undefined
  const own = Object.entries(options.headers)
  session.on('Fetch.requestPaused', ({ requestId, request, resourceType }) => {
    const url = new URL(request.url)
    const pass = async () => {
      if (resourceType === 'Document' && (await isForbidden(url, options))) {
        refused = url.href
        return session.send('Fetch.failRequest', { requestId, errorReason: 'AddressUnreachable' })
      }
      if (own.length === 0 || !options.isOwn(url)) return session.send('Fetch.continueRequest', { requestId })
      const headers = { ...request.headers, ...options.headers }
      // These do not go along to where a redirect leads: each step passes here again.
      return session.send('Fetch.continueRequest', {
        requestId,
        headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      })
    }
    // The tab may be gone meanwhile.
    pass().catch(() => {})
  })
  const { credentials } = options
  if (credentials !== undefined) answerFor(session, credentials)
  await session.send('Fetch.enable', {
    handleAuthRequests: credentials !== undefined,
    patterns: [
      own.length === 0 ? { urlPattern: 'http*', resourceType: 'Document' } : { urlPattern: 'http*' },
      ...(credentials === undefined ? [] : [{ urlPattern: `${credentials.origin}/*` }]),
    ],
  })
  return {
    refused: () => refused,
    reset() {
      refused = undefined
    },
  }
}

/** A wrong password is said once for a request. */
function answerFor(session: Session, { origin, username, password }: Credentials): void {
  const tried = new Set<string>()
  session.on('Fetch.authRequired', ({ requestId, authChallenge }) => {
    const isTheirs = authChallenge.source !== 'Proxy' && authChallenge.origin === origin
    const response = isTheirs && !tried.has(requestId) ? 'ProvideCredentials' : 'CancelAuth'
    tried.add(requestId)
    session
      .send('Fetch.continueWithAuth', {
        requestId,
        authChallengeResponse: isTheirs ? { response, username, password } : { response },
      })
      .catch(() => {})
  })
}

export interface Gate {
  /** The last document that was not let through since the tab was reset. */
  refused(): string | undefined
  reset(): void
}

async function isForbidden(url: URL, { isNamed }: GateOptions): Promise<boolean> {
  return !isNamed(url.hostname) && (await isPrivateHost(url.hostname))
}

/** Whom the browser was really connected to, whatever the name resolves to now. */
export function isFromInside({ from }: Answer): boolean {
  return from !== undefined && isReserved(from)
}
