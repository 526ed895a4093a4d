import { main } from '../dist/cli/program.js'
import type { Ended } from './command.ts'

/** The command line in this process, for tests that call it many times; `altwright` runs the real one. */
export async function altwright(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  const output = (name: keyof typeof printed) => ({
    write: (text: string) => {
      printed[name] += text
    },
  })
  const code = await main(args, { stdout: output('stdout'), stderr: output('stderr'), env, cwd })
  return { code, ...printed }
}
