/** Whether a start tag of this name, in lower case, may stand in a source: a look that costs little, also where there is none. */
export function holdsTag(source: string, name: string): boolean {
  const first = name.charAt(0)
  return [`<${first}`, `<${first.toUpperCase()}`].some((start) => {
    for (let at = source.indexOf(start); at !== -1; at = source.indexOf(start, at + 2)) {
      if (source.slice(at + 1, at + 1 + name.length).toLowerCase() === name) return true
    }
    return false
  })
}
