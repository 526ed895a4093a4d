// The same site for each host, as one is written for it: pages of 4 to 16 KB of text with five pictures each, none of which has an alt.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ordinaryBlocks } from '../html/pages.mjs'
import { writePictures } from './pictures.mjs'

const perPage = 5

/**
 * @typedef {object} HostSite
 * @property {string} example
 *   Whose versions are taken, in `examples/hosts`.
 * @property {string} pictures
 *   Where the pictures lie.
 * @property {string} lockfile
 *   Where Altwright's lockfile lies.
 * @property {readonly string[]} command
 *   The package and its file that Node runs, and what it is told.
 * @property {string} output
 * @property {readonly string[]} kept
 *   Folders that make the next build a warm one.
 * @property {(isWith: boolean) => Record<string, string>} configuration
 *   Files that are there once, with the lines of docs/hosts.md or without them.
 * @property {(page: number, numbers: readonly number[]) => Record<string, string>} page
 */

/** @type {Record<string, HostSite>} */
export const hosts = {
  astro: astro({
    pictures: 'src/images',
    page: (page, numbers) => {
      const imports = numbers.map((n) => `import picture${n} from '../images/${n}.jpg'`)
      const image = (n) => `<p><img src={picture${n}.src} width="320" height="320" /></p>`
      return { [`src/pages/${page}.mdx`]: markdown(page, numbers.map(image), imports.join('\n')) }
    },
  }),
  'astro-public': astro({
    pictures: 'public/images',
    page: (page, numbers) => {
      const image = (n) => `<p><img src="/images/${n}.jpg" width="320" height="320"></p>`
      return { [`src/pages/${page}.md`]: markdown(page, numbers.map(image)) }
    },
  }),
  vitepress: {
    example: 'vitepress',
    pictures: 'docs/images',
    lockfile: 'docs/altwright.lock.json',
    command: ['vitepress/bin/vitepress.js', 'build', 'docs'],
    output: 'docs/.vitepress/dist',
    kept: ['docs/.vitepress/cache'],
    configuration: (isWith) => ({
      'docs/.vitepress/config.js': `${isWith ? `import altwright from 'vite-plugin-altwright'\n` : ''}import { defineConfig } from 'vitepress'
export default defineConfig({
  title: 'Walks',
  vite: { ${isWith ? `plugins: [altwright({ html: false, emptyMarkdownAlt: 'missing' })], ` : ''}build: { assetsInlineLimit: 0 } },
})
`,
    }),
    page: (page, numbers) => ({
      [`docs/${page}.md`]: markdown(
        page,
        numbers.map((n) => `![](./images/${n}.jpg)`),
      ),
    }),
  },
  sveltekit: {
    example: 'sveltekit',
    pictures: 'src/lib/images',
    lockfile: 'altwright.lock.json',
    command: ['vite/bin/vite.js', 'build'],
    output: 'build',
    kept: ['.svelte-kit', 'node_modules/.vite'],
    configuration: (isWith) => ({
      'vite.config.js': `import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
${isWith ? `import altwright from 'vite-plugin-altwright'\n` : ''}export default {
  plugins: [${isWith ? 'altwright({ html: false }), ' : ''}sveltekit({ adapter: adapter() })],
}
`,
      'src/app.html': `<!doctype html>
<html lang="en"><head><meta charset="utf-8">%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>
`,
      'src/routes/+layout.js': 'export const prerender = true\n',
    }),
    page: (page, numbers) => {
      const imports = numbers.map((n) => `  import picture${n} from '#lib/images/${n}.jpg'`)
      const image = (n) => `<p><img src={picture${n}} width="320" height="320"></p>`
      const body = article(ordinaryBlocks(page, asHtml).map(htmlOf), numbers.map(image))
      const next = page === 0 ? '' : `<p><a href="/${page - 1}">Page ${page - 1}</a></p>`
      return {
        [`src/routes/${page}/+page.svelte`]: `<script>\n${imports.join('\n')}\n</script>\n\n<h1>Page ${page}</h1>\n\n${body}\n${next}\n`,
      }
    },
  },
  eleventy: {
    example: 'eleventy',
    pictures: 'images',
    lockfile: 'altwright.lock.json',
    command: ['@11ty/eleventy/cmd.cjs'],
    output: '_site',
    kept: [],
    configuration: (isWith) => ({
      'eleventy.config.js': `${isWith ? `import { fix } from 'altwright/fix'\n` : ''}export default function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy('images')
${isWith ? `  eleventyConfig.on('eleventy.after', ({ directories, runMode }) => runMode === 'build' && fix(directories.output))\n` : ''}}
`,
      '_includes/page.njk': `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>${navigation}<main>{{ content | safe }}</main></body></html>
`,
    }),
    page: (page, numbers) => {
      const image = (n) => `<p><img src="/images/${n}.jpg" width="320" height="320"></p>`
      const text = markdown(page, numbers.map(image))
      return { [`${page}.md`]: text.replace('---\n', '---\nlayout: page.njk\n') }
    },
  },
}

function astro({ pictures, page }) {
  return {
    example: 'astro',
    pictures,
    lockfile: 'altwright.lock.json',
    command: ['astro/bin/astro.mjs', 'build'],
    output: 'dist',
    kept: ['.astro', 'node_modules/.astro', 'node_modules/.vite'],
    configuration: (isWith) => ({
      'astro.config.mjs': `import mdx from '@astrojs/mdx'
${isWith ? `import { fix } from 'altwright/fix'\n` : ''}export default {
  integrations: [mdx()${isWith ? `, { name: 'altwright', hooks: { 'astro:build:done': ({ dir }) => fix(dir) } }` : ''}],
}
`,
      'src/layouts/Page.astro': `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{Astro.props.frontmatter.title}</title></head>
<body>${navigation}<main><slot /></main></body></html>
`,
    }),
    page: (...given) =>
      Object.fromEntries(
        Object.entries(page(...given)).map(([path, text]) => [
          path,
          text.replace('---\n', '---\nlayout: ../layouts/Page.astro\n'),
        ]),
      ),
  }
}

const links = Array.from({ length: 12 }, (_, page) => `<li><a href="/${page}/">Page ${page}</a></li>`)
const navigation = `<nav><ul>${links.join('')}</ul></nav>`

/**
 * Writes a host's site into an empty folder, but for the packages.
 *
 * @param {string} folder
 * @param {HostSite} host
 * @param {{ pages: number, isWith: boolean, imports: object }} site
 */
export async function writeHostSite(folder, host, { pages, isWith, imports }) {
  const lockfile = await writePictures(join(folder, host.pictures), pages * perPage)
  const manifest = { name: 'walks', private: true, type: 'module', imports }
  const files = [host.configuration(isWith), { 'package.json': JSON.stringify(manifest) }]
  if (isWith) files.push({ [host.lockfile]: lockfile })
  for (let page = 0; page < pages; page++) {
    const numbers = Array.from({ length: perPage }, (_, index) => page * perPage + index)
    files.push(host.page(page, numbers))
  }
  for (const [path, text] of files.flatMap((some) => Object.entries(some))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function markdown(page, images, head = '') {
  const body = article(ordinaryBlocks(page, asMarkdown).map(markdownOf), images)
  return `---\ntitle: Page ${page}\n---\n${head}\n\n# Page ${page}\n\n${body}\n`
}

/** Pictures at even distances. */
function article(blocks, images) {
  const part = Math.ceil(blocks.length / images.length)
  return images
    .flatMap((image, index) => [...blocks.slice(index * part, (index + 1) * part), image])
    .join('\n\n')
}

const asMarkdown = {
  link: (text, href) => `[${text}](${href})`,
  emphasis: (text) => `*${text}*`,
  code: (text) => `\`${text}\``,
}
const asHtml = {
  link: (text, href) => `<a href="${href}">${text}</a>`,
  emphasis: (text) => `<em>${text}</em>`,
  code: (text) => `<code>${text}</code>`,
}

function markdownOf({ kind, text, lines }) {
  if (kind === 'heading') return `## ${text}`
  if (kind === 'list') return lines.map((line) => `- ${line}`).join('\n')
  if (kind === 'code') return ['```js', ...lines, '```'].join('\n')
  return text
}

function htmlOf({ kind, text, lines }) {
  if (kind === 'heading') return `<h2>${text}</h2>`
  if (kind === 'list') return `<ul>\n${lines.map((line) => `<li>${line}</li>`).join('\n')}\n</ul>`
  if (kind === 'code') return `<pre><code>${lines.join('\n')}</code></pre>`
  return `<p>${text}</p>`
}
