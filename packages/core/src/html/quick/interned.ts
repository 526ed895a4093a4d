/** The string that the engine keeps for all keys and words of code that are the same: those it compares by their addresses. */
export function interned(name: string): string {
  return Object.keys({ [name]: true })[0] as string
}
