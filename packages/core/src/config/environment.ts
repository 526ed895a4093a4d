/** What defaults depend on. */
export interface Environment {
  /** The folder that stands for a missing `root`, absolute. */
  readonly root: string
  /** Whether a CI system runs this; see {@link isCi}. */
  readonly ci: boolean
  /** What stands for a missing `fail`; default: false. */
  readonly fail?: boolean | undefined
  /** Absolute folders that stand for missing `publicDirs`. */
  readonly publicDirs?: readonly string[] | undefined
  /** What stands for a missing `base`; default: `/`. */
  readonly base?: string | undefined
}

/** Whether `CI` is set to anything but nothing, `0` or `false`, which people write to turn it off. */
export function isCi(env: Readonly<Record<string, string | undefined>>): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase())
}
