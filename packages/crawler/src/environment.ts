export type Environment = Readonly<Record<string, string | undefined>>

/** Whether `CI` is set to anything but nothing, `0` or `false`. */
export function isCi(env: Environment): boolean {
  return env.CI !== undefined && !['', '0', 'false'].includes(env.CI.toLowerCase())
}
