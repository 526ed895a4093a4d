// The processor time of a process and of all that it starts, on Linux, where /proc says.
import { readdirSync, readFileSync } from 'node:fs'

const milliseconds = 200
/** Of `/proc`, in seconds. */
const tick = 1 / 100

/**
 * Watches a process until it ends. The answer's `stop` says how many seconds of all cores it and its descendants took;
 * `undefined` where there is no /proc. What a process does in its last fifth of a second is not seen.
 */
export function watchProcesses(root) {
  const seconds = new Map()
  const look = () => {
    const all = new Map(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(statusOf),
    )
    for (const [id, status] of all) {
      if (status !== undefined && isWithin(id, root, all)) seconds.set(id, status.seconds)
    }
  }
  try {
    look()
  } catch {
    return { stop: () => undefined }
  }
  const timer = setInterval(look, milliseconds)
  return {
    stop() {
      clearInterval(timer)
      return [...seconds.values()].reduce((sum, own) => sum + own, 0)
    },
  }
}

function statusOf(name) {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8')
    // The name of the command comes before, in parentheses, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return [
      Number(name),
      { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) * tick },
    ]
  } catch {
    // It has ended.
    return [Number(name), undefined]
  }
}

function isWithin(id, root, all) {
  for (let at = id; at !== undefined && at > 1; at = all.get(at)?.parent) if (at === root) return true
  return false
}
