import { expect, test } from 'vitest'
import { lookAtScript } from '../../dist/crawl/static/script-text.js'

test('the modules that a script needs, in every way to say so', () => {
  const names = Array.from({ length: 150 }, (_, i) => `name${i} as n${i}`).join(', ')
  const text = `
    import "./a.js"
    import b from './b.js'; import c, { d } from "./c.js"
    import * as e from"./e.js";export * from './f.js'
    export {\n  ${names},\n} from "./g.js"
    const word = 'import'`
  expect(lookAtScript(text)).toEqual({
    call: undefined,
    imports: ['./a.js', './b.js', './c.js', './e.js', './f.js', './g.js'],
  })
})

test.each(['import ', 'export {', 'import a from '])(
  'a script of nothing but %j is read in one go',
  (word) => {
    expect(lookAtScript(word.repeat(600_000)).imports).toEqual([])
  },
)
