import { createHash } from 'node:crypto'
import { hostname } from 'node:os'

/** Which machine it is: another one, or a container, may have the same folder, and its processes are not seen here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** A part of the name of what this process makes and takes away again. */
export const ownMark = `${machine}-${process.pid}`

/** Whether what starts with such a mark is left over: by a process of this machine that has ended. */
export function isLeftOver(name: string): boolean {
  const [of, pid] = name.split('-')
  return of === machine && pid !== undefined && !isRunning(Number(pid))
}

/** A process of somebody else runs too, though it may not be signalled. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
