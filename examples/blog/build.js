// Builds the journal: `node build.js [folder]`, into `dist` where no folder is named.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rehype } from 'rehype'
import rehypeAltwright from 'rehype-altwright'
import rehypeStringify from 'rehype-stringify'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { VFile } from 'vfile'

const root = import.meta.dirname
const out = process.argv[2] ?? join(root, 'dist')
const settings = { root, publicDirs: ['.'] }

// The authors write `![](x.svg)` for any picture that they have no words for.
const markdown = unified()
  .use(remarkParse)
  .use(remarkRehype)
  .use(rehypeAltwright, { ...settings, emptyMarkdownAlt: 'missing' })
  .use(rehypeStringify)

const html = rehype().use(rehypeAltwright, settings)

const layout = await readFile(join(root, 'layout.html'), 'utf8')
const names = (await readdir(join(root, 'posts'))).filter((name) => name.endsWith('.md')).sort()

await mkdir(join(out, 'posts'), { recursive: true })
await cp(join(root, 'images'), join(out, 'images'), { recursive: true })
await cp(join(root, 'style.css'), join(out, 'style.css'))

const files = await Promise.all([buildIndex(), ...names.map(buildPost)])
for (const message of files.flatMap((file) => file.messages)) console.warn(`${message.file}:${message}`)
console.log(`${files.length} pages in ${out}`)

async function buildPost(name) {
  const path = join('posts', name)
  const post = await markdown.process(
    new VFile({ path, cwd: root, value: await readFile(join(root, path), 'utf8') }),
  )
  const title = /<h1>(.*?)<\/h1>/.exec(String(post))?.[1] ?? name
  const page = layout.replace('{title}', () => title).replace('{content}', () => String(post))
  await writeFile(join(out, 'posts', name.replace(/\.md$/, '.html')), page)
  return post
}

async function buildIndex() {
  const path = 'index.html'
  const page = await html.process(
    new VFile({ path, cwd: root, value: await readFile(join(root, path), 'utf8') }),
  )
  await writeFile(join(out, path), String(page))
  return page
}
