import type { VFile } from 'vfile'

/** Where pipelines keep front matter: vfile-matter, remark-frontmatter's companions, Docusaurus. */
const places = ['matter', 'frontmatter', 'frontMatter'] as const

/** The language that a document's front matter says, `lang: fr`; `undefined` where it says none. */
export function languageOf(file: VFile): string | undefined {
  const data = file.data as Record<string, unknown>
  const kept = [
    (data['astro'] as Record<string, unknown> | undefined)?.['frontmatter'],
    ...places.map((key) => data[key]),
  ]
  for (const matter of kept) {
    const { lang, language } = (matter ?? {}) as { readonly lang?: unknown; readonly language?: unknown }
    const said = lang ?? language
    if (typeof said === 'string' && tag.test(said)) return said
  }
  const yaml = /^---\r?\n(.*?)\r?\n---/s.exec(String(file))?.[1]
  return /^lang(?:uage)?:\s*["']?([a-zA-Z]{2,3}(?:-\w+)*)["']?\s*$/m.exec(yaml ?? '')?.[1]
}

const tag = /^[a-z]{2,3}(?:-\w+)*$/i
