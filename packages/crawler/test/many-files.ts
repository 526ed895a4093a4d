import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './folder.ts'
import { lockfile } from './lockfile.ts'
import { picture } from './site.ts'

const lens = picture('magnifying glass icon')
const bell = picture('bell icon')
const known = lockfile({ [lens]: 'Magnifying glass', [bell]: 'Bell' })
/** Pages of all kinds: to be filled, answered, left to a person, without images, in Markdown, with a byte order mark, not in UTF-8. */
function pageOf(index: number): [name: string, content: string | Uint8Array] {
  const name = `page-${String(index).padStart(3, '0')}`
  if (index % 90 === 7) return [`${name}.md`, `# ${index}\n\n<img src=lens.svg>\n`]
  if (index % 90 === 8) return [`${name}.html`, Buffer.from('<p>caf\xE9<img src=lens.svg>', 'latin1')]
  if (index % 3 === 0) return [`${name}.html`, `<p>${index}</p>`]
  // One of them is larger than what threads hand over.
  const text = 'a longer page '.repeat(index === 200 ? 100_000 : index % 2 === 0 ? 1000 : 1)
  const mark = index % 90 === 10 ? '\uFEFF' : ''
  return [
    `${name}.html`,
    `${mark}<!doctype html>\n<h1>é ${index}</h1><p><img src=lens.svg> and <img src=gone-${index}.svg></p><img src=/bell.svg alt="A bell">${text}`,
  ]
}

/** A folder of pages of all kinds, whose pictures the lockfile answers for. */
export interface ManyFiles {
  readonly cwd: string
  readonly names: readonly string[]
  /** As its files are, were, and are to be. */
  texts(): Record<string, string>
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
}

export function manyFiles(count: number): ManyFiles {
  const pages = Array.from({ length: count }, (_, index) => pageOf(index))
  const files = Object.fromEntries(pages)
  const cwd = folder({ 'altwright.lock.json': known, 'lens.svg': lens, 'bell.svg': bell, ...files })
  const fixed = (content: string | Uint8Array): string => {
    const text = Buffer.from(content).toString('latin1')
    return typeof content === 'string' ? text.replace('<img', '<img alt="Magnifying glass"') : text
  }
  return {
    cwd,
    names: Object.keys(files),
    texts: () =>
      Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(cwd, name), 'latin1')])),
    before: Object.fromEntries(
      pages.map(([name, content]) => [name, Buffer.from(content).toString('latin1')]),
    ),
    after: Object.fromEntries(pages.map(([name, content]) => [name, fixed(content)])),
  }
}
