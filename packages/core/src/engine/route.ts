import type { Captioner, CaptionOutcome } from '../captioner.ts'

/**
 * A captioner of two models: the one for graphics looks first, which costs little, and what it takes for a photo goes on to
 * the other, which is opened by the first photo. Each outcome says which of them spoke.
 */
export function routeByKind(graphics: Captioner, openPhotos: () => Promise<Captioner>): Captioner {
  let opening: Promise<Captioner> | undefined
  let opened: Captioner | undefined
  return {
    /** Of both, once a photo was met. */
    get id() {
      return opened === undefined ? graphics.id : `${graphics.id}+${opened.id}`
    },
    async caption(images, { signal, onOutcome } = {}) {
      const outcomes: CaptionOutcome[] = []
      const onward: number[] = []
      const first = await graphics.caption(images, {
        signal,
        onOutcome(index, outcome) {
          if (!isPhoto(outcome)) onOutcome?.(index, spoken(outcome, graphics.id, 'graphic'))
        },
      })
      for (const [index, outcome] of first.entries()) {
        if (isPhoto(outcome)) onward.push(index)
        else outcomes[index] = spoken(outcome, graphics.id, 'graphic')
      }
      if (onward.length === 0) return outcomes
      opening ??= openPhotos()
      const other = await opening
      opened = other
      const second = await other.caption(
        onward.map((index) => images[index] as Uint8Array),
        {
          signal,
          onOutcome: (index, outcome) =>
            onOutcome?.(onward[index] as number, spoken(outcome, other.id, 'photo')),
        },
      )
      second.forEach((outcome, index) => {
        outcomes[onward[index] as number] = spoken(outcome, other.id, 'photo')
      })
      return outcomes
    },
    async dispose() {
      // One that failed to open has nothing to end, and its error has been reported.
      const other = await opening?.catch(() => undefined)
      await Promise.all([graphics.dispose(), other?.dispose()])
    },
  }
}

function isPhoto(outcome: CaptionOutcome): boolean {
  return outcome.status === 'abstained' && outcome.reason === 'photo'
}

function spoken(outcome: CaptionOutcome, engine: string, seenAs: 'graphic' | 'photo'): CaptionOutcome {
  return outcome.status === 'unreadable' ? outcome : { ...outcome, engine, seenAs }
}
