import type { Page, Request, Response } from 'playwright'

/** Requests whose answer may still add images to the page. */
const building = new Set(['script', 'fetch', 'xhr'])

/** What a page has asked for since it was opened: the pictures it received, and whether it still builds itself. */
export class Traffic {
  #images = new Map<string, Response>()
  #failures = new Map<string, string>()
  #pending = new Set<Request>()
  #quietSince = 0

  constructor(page: Page) {
    page.on('request', (request) => {
      if (building.has(request.resourceType())) this.#pending.add(request)
    })
    page.on('requestfinished', (request) => this.#done(request))
    page.on('requestfailed', (request) => {
      this.#done(request)
      if (request.resourceType() === 'image') {
        this.#failures.set(withoutFragment(request.url()), request.failure()?.errorText ?? 'no answer')
      }
    })
    page.on('response', (response) => this.#received(response))
  }

  /** Before the next page is opened in the same tab. */
  reset(): void {
    this.#images = new Map()
    this.#failures = new Map()
    this.#pending = new Set()
    this.#quietSince = Date.now()
  }

  /** The answer to a picture's address as the page asked for it, before redirects. */
  response(url: string): Response | undefined {
    return this.#images.get(withoutFragment(url))
  }

  failure(url: string): string | undefined {
    return this.#failures.get(withoutFragment(url))
  }

  /** Origins that the page's own pictures came from. */
  imageOrigins(): ReadonlySet<string> {
    return new Set(
      [...this.#images.keys()].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin),
    )
  }

  /** Waits until no script, fetch or XHR was under way for so long, or until the limit. */
  async quiet(limits: { readonly still: number; readonly milliseconds: number }): Promise<void> {
    const until = Date.now() + limits.milliseconds
    while (Date.now() < until) {
      if (this.#pending.size === 0 && Date.now() - this.#quietSince >= limits.still) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  #done(request: Request): void {
    if (this.#pending.delete(request) && this.#pending.size === 0) this.#quietSince = Date.now()
  }

  #received(response: Response): void {
    const request = response.request()
    const isImage =
      request.resourceType() === 'image' || /^image\//i.test(response.headers()['content-type'] ?? '')
    if (!isImage || isRedirect(response.status())) return
    for (let asked: Request | null = request; asked !== null; asked = asked.redirectedFrom()) {
      this.#images.set(withoutFragment(asked.url()), response)
    }
  }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}
