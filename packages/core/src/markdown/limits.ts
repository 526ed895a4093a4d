import type { gfm } from 'micromark-extension-gfm'
import { VFile } from 'vfile'

type Extension = ReturnType<typeof gfm>
type Construct = Exclude<NonNullable<NonNullable<Extension['text']>[number]>, readonly unknown[]>

/** Of emphasis, strikethrough and links in one paragraph, heading or cell: to pair them takes time by their square. */
const mostMarks = 4_000
/** Quotes, lists and footnotes that begin in one line, each in the one before. */
const mostContainers = 32

/**
 * Keeps a text from being read for minutes.
 *
 * @throws when one goes beyond: VFileMessage, or RangeError for what is nested, as the parser does further on.
 */
export function limits(): Extension {
  const marks = new WeakMap<object, number>()
  const count: Construct = {
    tokenize(effects, _, nok) {
      const { previous } = this
      let seen = marks.get(this) ?? 0
      return (code) => {
        // Inside a run of marks, which was counted where it began.
        if (previous === code) return nok(code)
        effects.enter('data')
        const more: typeof nok = (next) => {
          if (next !== code) {
            marks.set(this, seen)
            return nok(next)
          }
          seen += 1
          if (seen > mostMarks)
            new VFile().fail(`a paragraph holds more than ${mostMarks} marks such as * and [`)
          effects.consume(next)
          return more
        }
        return more(code)
      }
    },
  }
  const containers = new WeakMap<object, { line: number; count: number }>()
  const nest: Construct = {
    tokenize(_effects, _ok, nok) {
      const { line } = this.now()
      const before = containers.get(this)
      const begun = before?.line === line ? before.count + 1 : 1
      containers.set(this, { line, count: begun })
      if (begun > mostContainers) throw new RangeError('Too many containers')
      return nok
    },
  }
  const of = (characters: string, construct: Construct) =>
    Object.fromEntries([...characters].map((character) => [character.charCodeAt(0), construct]))
  return { text: of('*_~[', count), document: of('>[-+*0123456789', nest) }
}
