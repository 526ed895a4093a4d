import type { Session } from '../../browser/session.ts'

/** Of a page's own document, unpacked; and of all that it loads. */
const most = { document: 20 * 1024 * 1024, all: 256 * 1024 * 1024 }

/** What a page has loaded so far. One that loads too much is stopped; what has come until then may be read. */
export class Weight {
  #document = { id: '', bytes: 0 }
  #all = 0

  constructor(session: Session) {
    // A document's request is called like the load that it begins, and is told of again at each redirect.
    session.on('Network.requestWillBeSent', ({ requestId, loaderId, type }) => {
      if (type === 'Document' && requestId === loaderId) {
        this.#document = { id: requestId, bytes: 0 }
      }
    })
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      this.#all += dataLength
      if (requestId === this.#document.id) this.#document.bytes += dataLength
      if (this.problem !== undefined) session.send('Page.stopLoading').catch(() => {})
    })
  }

  /** Before another page is opened. */
  reset(): void {
    this.#document = { id: '', bytes: 0 }
    this.#all = 0
  }

  get problem(): string | undefined {
    if (this.#document.bytes > most.document) return 'The page has more than 20 MiB.'
    return this.#all > most.all ? 'It loads more than 256 MiB.' : undefined
  }
}
