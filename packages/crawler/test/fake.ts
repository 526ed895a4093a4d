import type { Captioner } from '@altwright/core'

export interface FakeCaptioner extends Captioner {
  /** What it was asked about. */
  readonly seen: string[]
  disposed: boolean
}

/** An engine that reads its words from the pictures of `site.ts`. */
export function fakeCaptioner(): FakeCaptioner {
  const seen: string[] = []
  return {
    id: 'fake@1',
    seen,
    disposed: false,
    async caption(images, options) {
      return images.map((bytes, index) => {
        const words = /<desc>(.*?)<\/desc>/.exec(Buffer.from(bytes).toString('utf8'))?.[1] ?? ''
        seen.push(words)
        const outcome = { status: 'captioned', text: words, confidence: 0.9 } as const
        options?.onOutcome?.(index, outcome)
        return outcome
      })
    },
    async dispose() {
      this.disposed = true
    },
  }
}
