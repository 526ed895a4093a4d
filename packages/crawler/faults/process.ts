import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { command, type Ended } from '../test/command.ts'
import { folder } from '../test/folder.ts'
import { names } from '../test/queue/many-pages.ts'
import type { Site } from '../test/site.ts'

export interface Process {
  readonly cwd: string
  readonly ended: Promise<Ended>
  kill(signal?: NodeJS.Signals): void
}

/** The command, in a folder and a process of its own. */
export function start({ origin }: Site, ...args: readonly string[]): Process {
  const cwd = folder()
  let kill: (signal: NodeJS.Signals) => void = () => {}
  const output = ['--reporter', 'json=r.json', '--reporter', 'html=r.html', '--fail-on', 'none']
  const ended = command(['crawl', origin, '--model', 'graphics', '--retries', '0', ...output, ...args], {
    cwd,
    onStart: (send) => {
      kill = send
    },
  })
  return { cwd, ended, kill: (signal = 'SIGKILL') => kill(signal) }
}

export function reportOf({ cwd }: Process): Report {
  const { date: _, ...report } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
  return report
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

export const pagesAsked = ({ requests }: Site) => requests.filter((path) => names.includes(path))
