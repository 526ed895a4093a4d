import { gfm } from 'micromark-extension-gfm'

type Extension = ReturnType<typeof gfm>
type Constructs = Extension['text'] | Extension['flow']

/**
 * What GitHub adds to Markdown, less what cannot be in a text: an address of mail is looked for at every letter and a table at every
 * line, which is a third of what it takes to read an article.
 */
export function gfmOf(source: string): Extension {
  const absent = new Set<string | undefined>()
  if (!source.includes('@')) absent.add('emailAutolink')
  if (!/\||:-|-:/.test(source)) absent.add('table')
  const whole = gfm()
  if (absent.size === 0) return whole
  const present = (constructs: Constructs) =>
    Object.fromEntries(
      Object.entries(constructs ?? {}).map(([code, some]) => [
        code,
        [some ?? []].flat().filter(({ name }) => !absent.has(name)),
      ]),
    )
  return { ...whole, text: present(whole.text), flow: present(whole.flow) }
}
