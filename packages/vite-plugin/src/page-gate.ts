import { performance } from 'node:perf_hooks'

/** Characters of pages that are worked on at once, if these are more than one. */
const room = 32 * 1024

/** Milliseconds between two looks at whether anything is worked on. */
const tick = 10

/** Looks that found nothing worked on, before the first page is through, after which all pages go on. */
const patience = 4

/** Lets pages go on into the build a few at a time. */
export interface PageGate {
  /** Waits until a page of so many characters may go on. */
  enter(name: string, size: number): Promise<void>
  /** The page is through; nothing to do where none of this name went on. */
  leave(name: string): void
  /** Lets all go on that wait. */
  clear(): void
}

/**
 * Vite asks for all pages of a build at once, and parses each as soon as it is answered. Answered together, hundreds of syntax trees
 * are alive together, and the garbage collector copies them over and over, which is a quarter of a build; so a page goes on when those
 * before it are through. None waits for a page that waits itself, for another page or for a server: while nothing is worked on, one
 * more goes on, then two more, then four. Where a host asks for pages that never go through Vite's own build, none waits for long.
 */
export function pageGate(): PageGate {
  const inside = new Map<string, number>()
  const waiting: { readonly name: string; readonly size: number; readonly go: () => void }[] = []
  let taken = 0
  let idle = 0
  let isAnyThrough = false
  let isOpen = false
  let timer: NodeJS.Timeout | undefined

  const leave = (name: string): void => {
    taken -= inside.get(name) ?? 0
    inside.delete(name)
  }
  const enter = (name: string, size: number): void => {
    leave(name)
    inside.set(name, size)
    taken += size
  }
  const hasRoom = (size: number): boolean => isOpen || inside.size === 0 || taken + size <= room
  const letGo = (count: number): void => {
    for (const { name, size, go } of waiting.splice(0, count)) {
      enter(name, size)
      go()
    }
    if (waiting.length > 0) return
    clearInterval(timer)
    timer = undefined
  }
  const lookOn = (): NodeJS.Timeout => {
    let before = performance.eventLoopUtilization()
    let more = 1
    return setInterval(() => {
      const now = performance.eventLoopUtilization()
      const isBusy = performance.eventLoopUtilization(now, before).utilization > 0.5
      before = now
      if (isBusy) {
        more = 1
        return
      }
      idle += 1
      isOpen ||= !isAnyThrough && idle === patience
      letGo(isOpen ? waiting.length : more)
      more *= 2
    }, tick)
  }
  return {
    async enter(name, size) {
      if (waiting.length === 0 && hasRoom(size)) return enter(name, size)
      timer ??= lookOn()
      await new Promise<void>((go) => waiting.push({ name, size, go }))
    },
    leave(name) {
      if (!inside.has(name)) return
      leave(name)
      isAnyThrough = true
      while (waiting[0] !== undefined && hasRoom(waiting[0].size)) letGo(1)
    },
    clear() {
      letGo(waiting.length)
      inside.clear()
      taken = 0
      idle = 0
      isAnyThrough = false
      isOpen = false
    },
  }
}
