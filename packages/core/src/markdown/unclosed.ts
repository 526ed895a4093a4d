import type { gfm } from 'micromark-extension-gfm'

type Extension = ReturnType<typeof gfm>
type Construct = Exclude<NonNullable<NonNullable<Extension['text']>[number]>, readonly unknown[]>

/** What begins with `<?`, `<!--`, `<![` and `<!A`, by what ends it. */
type End = '?>' | '-->' | ']]>' | '>'

const code = (character: string): number => character.charCodeAt(0)

/**
 * Takes the `<` of an instruction, comment, CDATA section or declaration that nothing ends for the text that it is. The parser
 * looks for its end through the rest of the paragraph, and does so again for the next one; here the paragraph is looked through
 * once.
 */
export function unclosedAsText(): Extension {
  /** Where the last of each stands in a paragraph. */
  const lastEnds = new WeakMap<object, Record<End, number>>()

  /** Goes through where nothing ends what begins here. */
  const endless: Construct = {
    tokenize(effects, ok, nok) {
      const { offset } = this.now()
      const decide = (end: End) => (next: Parameters<typeof nok>[0]) => {
        const known = lastEnds.get(this)
        if (known !== undefined) return known[end] > offset ? nok(next) : ok(next)
        const ends = { '?>': -1, '-->': -1, ']]>': -1, '>': -1 }
        let before = ''
        const look: typeof nok = (character) => {
          if (character === null) {
            lastEnds.set(this, ends)
            return ends[end] > offset ? nok(character) : ok(character)
          }
          if (character === code('>')) {
            const at = this.now().offset
            ends['>'] = at
            if (before.endsWith('?')) ends['?>'] = at
            if (before === '--') ends['-->'] = at
            if (before === ']]') ends[']]>'] = at
          }
          before = (before + (character > 0 ? String.fromCharCode(character) : ' ')).slice(-2)
          effects.consume(character)
          return look
        }
        return look(next)
      }
      const afterExclamation: typeof nok = (next) => {
        if (next === code('-')) return decide('-->')(next)
        if (next === code('[')) return decide(']]>')(next)
        return next !== null && /[a-z]/i.test(String.fromCharCode(next)) ? decide('>')(next) : nok(next)
      }
      const afterLess: typeof nok = (next) => {
        if (next !== code('?') && next !== code('!')) return nok(next)
        effects.consume(next)
        return next === code('?') ? decide('?>') : afterExclamation
      }
      return (less) => {
        effects.enter('data')
        effects.consume(less)
        return afterLess
      }
    },
  }
  const less: Construct = {
    tokenize(effects, ok, nok) {
      return effects.check(
        endless,
        (next) => {
          effects.enter('data')
          effects.consume(next)
          effects.exit('data')
          return ok
        },
        nok,
      )
    },
  }
  return { text: { [code('<')]: less } }
}
