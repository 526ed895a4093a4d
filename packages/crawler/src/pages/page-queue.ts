/** The places, in a list of pages, of those that nobody has taken yet. Threads take from one queue. */
export interface PageQueue {
  /** What another thread opens the same queue with. */
  readonly memory: SharedArrayBuffer
  /** The next place; `undefined` once all are taken. */
  take(): number | undefined
  /** Leaves nothing to take. */
  close(): void
}

/**
 * @param memory
 *   Of the queue to open; default: of a new one.
 */
export function pageQueue(length: number, memory = new SharedArrayBuffer(4)): PageQueue {
  const taken = new Int32Array(memory)
  return {
    memory,
    take() {
      const place = Atomics.add(taken, 0, 1)
      return place < length ? place : undefined
    },
    close: () => void Atomics.store(taken, 0, length),
  }
}
