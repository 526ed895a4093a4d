/** A path as it can be pasted into a shell. */
export function shellWord(path: string): string {
  return /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
