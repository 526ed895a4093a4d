/** A conflicted file's two sides, as git wrote them; `undefined` where the markers do not match up. */
export function splitConflict(text: string): { readonly ours: string; readonly theirs: string } | undefined {
  const ours: string[] = []
  const theirs: string[] = []
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  for (const line of text.split(/\r?\n/)) {
    const mark = /^(<{7}|\|{7}|={7}|>{7})(?: |$)/.exec(line)?.[1]?.[0]
    if (mark === undefined) {
      if (side === 'both' || side === 'ours') ours.push(line)
      if (side === 'both' || side === 'theirs') theirs.push(line)
    } else if (mark === '<' && side === 'both') side = 'ours'
    else if (mark === '|' && side === 'ours') side = 'base'
    else if (mark === '=' && (side === 'ours' || side === 'base')) side = 'theirs'
    else if (mark === '>' && side === 'theirs') side = 'both'
    else return undefined
  }
  return side === 'both' ? { ours: ours.join('\n'), theirs: theirs.join('\n') } : undefined
}

/** One lockfile of two, with git's markers around the lines in which they differ: a block for each picture that both know. */
export function markConflict(ours: string, theirs: string): string {
  const [mine, other] = [byPicture(ours), byPicture(theirs)]
  const areAlike =
    mine.length === other.length && mine.every(([first], index) => index === 0 || first === other[index]?.[0])
  const marked = areAlike
    ? mine.flatMap((lines, index) => markLines(lines, other[index] ?? []))
    : markLines(mine.flat(), other.flat())
  return marked.join('\n')
}

/** The lines of a lockfile: those before its pictures, and those from where each starts. */
function byPicture(text: string): string[][] {
  const parts: string[][] = [[]]
  for (const line of text.split('\n')) {
    if (/^ {4}"sha256-/.test(line)) parts.push([])
    parts.at(-1)?.push(line)
  }
  return parts
}

function markLines(mine: readonly string[], other: readonly string[]): readonly string[] {
  if (mine.join('\n') === other.join('\n')) return mine
  const least = Math.min(mine.length, other.length)
  let start = 0
  while (start < least && mine[start] === other[start]) start += 1
  let end = 0
  while (end < least - start && mine[mine.length - 1 - end] === other[other.length - 1 - end]) end += 1
  return [
    ...mine.slice(0, start),
    '<<<<<<< ours',
    ...mine.slice(start, mine.length - end),
    '=======',
    ...other.slice(start, other.length - end),
    '>>>>>>> theirs',
    ...mine.slice(mine.length - end),
  ]
}
