import { fileStem, wordsOf } from '../hints.ts'

/** Whether two files are called after different things. */
export function differs(a: string, b: string): boolean {
  const [left, right] = [a, b].map((url) => subjectWords(url)) as [string[], string[]]
  if (left.length === 0 || right.length === 0) return false
  return !left.some((word) => right.some((other) => other.startsWith(word) || word.startsWith(other)))
}

function subjectWords(url: string): string[] {
  const stem = fileStem(url)
  // A build's hash is no name.
  if (/^[\da-f]{8,}$/i.test(stem)) return []
  return wordsOf(stem.replace(/[-_.](?=[\w]*\d)[\w]{6,}$/, '')).filter(
    (word) => word.length > 2 && !variants.has(word),
  )
}

/** Words of a file's name that say how large, how wide, for whom a variant is, and nothing of what it shows. */
const variants = new Set(
  `avif compact crop cropped dark default desktop full fullsize hd hidpi hires high jpeg jpg landscape large laptop lg light low
  lo lowres main md medium mini mobile narrow night nm original phone png portrait px res resized retina scaled small sm square
  tablet tall thumb thumbnail tiny webp wide widescreen xl xlarge xs xxl of and the a image img pic picture photo hero banner bg`
    .trim()
    .split(/\s+/),
)
