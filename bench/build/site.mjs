// A site of so many pages with five images each, all of them in the lockfile.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ordinaryPage } from '../html/pages.mjs'
import { writePictures } from './pictures.mjs'

const perPage = 5

/**
 * @param {string} folder
 * @param {'site' | 'html' | 'react' | 'articles'} kind
 *   `site`: ordinary pages of HTML, of 20 to 100 KB, with a style sheet and a script. `html` and `react` are nothing but their
 *   pictures, the worst case; `articles` are components of some 50 KB, with modules that they share, a style sheet each, and
 *   source maps.
 * @param {number} pages
 */
export async function writeSite(folder, kind, pages) {
  mkdirSync(join(folder, 'pages'), { recursive: true })
  symlinkSync(
    join(import.meta.dirname, '../../packages/vite-plugin/node_modules'),
    join(folder, 'node_modules'),
  )
  const lockfile = await writePictures(join(folder, 'images'), pages * perPage)
  writeFileSync(join(folder, 'altwright.lock.json'), lockfile)
  for (let page = 0; page < pages; page++) {
    const name = isHtml(kind) ? `pages/${page}.html` : `pages/Page${page}.tsx`
    writeFileSync(join(folder, name), makers[kind](page))
    if (kind === 'articles') writeFileSync(join(folder, `pages/Page${page}.module.css`), styles(page))
  }
  if (kind === 'articles') writeShared(folder)
  if (kind === 'site') writeAssets(folder)
  if (!isHtml(kind)) writeApp(folder, pages)
}

/** Whether the pages of a site are HTML. */
export function isHtml(kind) {
  return kind === 'site' || kind === 'html'
}

const makers = {
  site: (page) =>
    ordinaryPage(
      page,
      numbers(page).map((n) => `../images/${n}.jpg`),
    ),
  html: htmlPage,
  react: (page) => component(page, 'react'),
  articles: (page) => component(page, 'articles'),
}

const numbers = (page) => Array.from({ length: perPage }, (_, index) => page * perPage + index)
const text =
  'Walks of every length start at the old mill, follow the brook, and come back over the ridge before the light goes. '

function htmlPage(page) {
  const sections = numbers(page).map(
    (n) => `<section><h2>Walk ${n}</h2><p>${text.repeat(3)}</p>
<img src="../images/${n}.jpg" width="160" height="160"><p>${text}</p></section>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Page ${page}</title></head>
<body><main><h1>Page ${page}</h1>
${sections.join('\n')}
</main></body></html>
`
}

function component(page, kind) {
  const imports = numbers(page).map((n) => `import image${n} from '../images/${n}.jpg'`)
  if (kind === 'articles') {
    imports.push(`import styles from './Page${page}.module.css'`)
    imports.push(`import { distance${page % shared} } from '../shared/distance${page % shared}.ts'`)
  }
  const article = kind === 'articles' ? articleOf(page) : ''
  const sections = numbers(page).map(
    (n) => `      <section>
        <h2>Walk ${n}</h2>
        <p>${text.repeat(3)}</p>
        <img src={image${n}} width={160} height={160} />
        <p>{label}</p>
      </section>`,
  )
  return `import { useState } from 'react'
${imports.join('\n')}

interface Props {
  readonly label: string
}

export function Page${page}({ label }: Props) {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>Page ${page}</h1>
      <button type="button" onClick={() => setCount(count + 1)}>
        {count}
      </button>
${sections.join('\n')}
${article}    </main>
  )
}
`
}

/** Modules that articles share. */
const shared = 40

function articleOf(page) {
  const paragraph = (index) => `      <section className={styles.part${index % 8}} id="part-${index}">
        <h3>Part ${index} of walk ${page}</h3>
        <p>{distance${page % shared}(${index}, count)} km. ${text.repeat(6)}</p>
        <ul>{[${index}, ${index + 1}].map((step) => <li key={step}><a href={\`#part-\${step}\`}>${text}</a></li>)}</ul>
      </section>
`
  return Array.from({ length: 44 }, (_, index) => paragraph(index)).join('')
}

function styles(page) {
  const rule = (index) =>
    `.part${index} { margin: ${index}px ${page % 9}px; color: hsl(${page}deg 40% 30%); }\n`
  return Array.from({ length: 8 }, (_, index) => rule(index)).join('')
}

function writeAssets(folder) {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'assets/style.css'), styles(1))
  writeFileSync(
    join(folder, 'assets/main.js'),
    `document.querySelector('button').addEventListener('click', () => document.body.classList.toggle('open'))\n`,
  )
}

function writeShared(folder) {
  mkdirSync(join(folder, 'shared'))
  for (let index = 0; index < shared; index++) {
    const steps = Array.from(
      { length: 200 },
      (_, step) => `  if (from === ${step}) return by * ${step + index}\n`,
    )
    writeFileSync(
      join(folder, `shared/distance${index}.ts`),
      `export function distance${index}(from: number, by: number): number {\n${steps.join('')}  return from * by\n}\n`,
    )
  }
}

function writeApp(folder, pages) {
  const all = Array.from({ length: pages }, (_, page) => page)
  const imports = all.map((page) => `import { Page${page} } from './pages/Page${page}.tsx'`)
  const uses = all.map((page) => `<Page${page} label="Page" />`)
  writeFileSync(
    join(folder, 'main.tsx'),
    `import { createRoot } from 'react-dom/client'\n${imports.join('\n')}\ncreateRoot(document.body).render(<>${uses.join('')}</>)\n`,
  )
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><html lang="en"><body><script type="module" src="/main.tsx"></script></body></html>',
  )
}
