import { main } from '../dist/cli/program.js'
import type { Ended } from './command.ts'

interface InProcessOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The command line in this process, which starts in no time; `command.ts` runs it as a shell does. */
export async function altwright(
  args: readonly string[],
  { cwd, env = {}, signal }: InProcessOptions,
): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  const output = (name: keyof typeof printed) => ({
    write: (text: string) => {
      printed[name] += text
    },
  })
  const code = await main(args, { stdout: output('stdout'), stderr: output('stderr'), env, cwd, signal })
  return { code, ...printed }
}
