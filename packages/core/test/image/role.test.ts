import { accessibilityOf } from '@altwright/core'
import { fromHtml } from 'hast-util-from-html'
import { expect, test } from 'vitest'
import { withId } from './tree.ts'

const rows: readonly (readonly [html: string, role: string])[] = [
  ['<img id=t src=a.png>', 'image'],
  ['<img id=t src=a.png alt="">', 'none'],
  ['<img id=t src=a.png alt="" title=x>', 'none'],
  ['<img id=t src=a.png alt="" aria-label=" ">', 'none'],
  ['<img id=t src=a.png alt="" aria-label=x>', 'image'],
  ['<img id=t src=a.png alt="" tabindex=0>', 'image'],
  ['<img id=t src=a.png alt="" aria-haspopup=true>', 'image'],
  ['<img id=t src=a.png alt="" aria-disabled=true>', 'image'],
  ['<img id=t src=a.png role=none aria-invalid=true>', 'image'],
  ['<img id=t src=a.png alt="" aria-level=2>', 'none'],
  ['<input id=t type=" image ">', 'textbox'],
  ['<img id=t>', 'none'],
  ['<img id=t src>', 'none'],
  ['<img id=t src="" alt=x>', 'image'],
  ['<img id=t title=x>', 'image'],
  ['<img id=t srcset="a.png 1x">', 'image'],
  ['<img id=t src=a.png role=none>', 'none'],
  ['<img id=t src=a.png role=presentation aria-live=polite>', 'image'],
  ['<img id=t src=a.png role="nonsense button">', 'button'],
  ['<img id=t src=a.png role=img>', 'image'],
  ['<area id=t href=/>', 'link'],
  ['<area id=t>', 'generic'],
  ['<a id=t href=/ role=none>x</a>', 'link'],
  ['<button id=t role=none disabled>x</button>', 'none'],
  ['<input id=t type=image>', 'button'],
  ['<svg id=t></svg>', 'generic'],
  ['<svg id=t><title>x</title></svg>', 'image'],
  ['<svg id=t role=graphics-document></svg>', 'graphics-document'],
  ['<figure id=t></figure>', 'figure'],
  ['<select id=t multiple></select>', 'listbox'],
]

for (const [html, role] of rows) {
  test(`${html} is ${role}`, () => {
    const tree = fromHtml(html)
    expect(accessibilityOf(tree).role(withId(tree, 't'))).toBe(role)
  })
}
