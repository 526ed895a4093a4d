import picocolors from 'picocolors'
import type { Output, Terminal } from './terminal.ts'

export type Colors = ReturnType<typeof picocolors.createColors>

/** The flag, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether someone is watching. */
export function colorsFor(output: Output, env: Terminal['env'], flag: boolean): Colors {
  return picocolors.createColors(wantsColor(output, env, flag))
}

function wantsColor(output: Output, env: Terminal['env'], flag: boolean): boolean {
  if (!flag || (env.NO_COLOR ?? '') !== '') return false
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0'
  return output.isTTY === true && env.TERM !== 'dumb'
}
