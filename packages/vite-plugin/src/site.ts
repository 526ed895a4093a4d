import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '@altwright/core/page'
import type { ResolvedConfig } from 'vite'
import type { Addresses } from './address.ts'
import type { PluginSettings } from './options.ts'
import { type ComponentReader, componentReader, type ParserOf, parserNames } from './parse.ts'
import { type VitePress, vitePressOf } from './vitepress.ts'

/** What is known of the project before its first file is read, as plain data. */
export interface Project extends Addresses {
  /** Vite’s root, absolute. */
  readonly root: string
  /** Where builds keep what they decided, absolute; `undefined` where they do not. */
  readonly cacheFile: string | undefined
  /** Whether source maps are wanted. */
  readonly maps: boolean
  /** Of the pages that components will be part of. */
  readonly language: string | undefined
  readonly vitePress: VitePress | undefined
  /** Which Markdown and MDX files are components. */
  readonly markdownFiles: readonly MarkdownFiles[]
}

interface MarkdownFiles {
  readonly name: RegExp
  /** They come as Markdown. Others may have been loaded as a module that renders them, as Astro does beside MDX. */
  readonly isSure: boolean
}

/** A project, and what reads its components. */
export interface Site extends Project, ComponentReader {
  /** What reads a component: the parser's name and version. */
  readonly parserOf: ParserOf
}

export function siteOf(project: Project): Site {
  return { ...project, ...componentReader(project.root), parserOf: parserNames(project.root) }
}

export function projectOf(settings: PluginSettings, config: Config): Project {
  const { core, language, cache } = settings
  const { fs } = config.server
  const vitePress = vitePressOf(config)
  return {
    root: config.root,
    settings: core,
    allowed: fs.strict === false ? [] : fs.allow,
    maps: config.command === 'serve' || buildsOf(config).some(wantsMaps),
    cacheFile: cache ? join(config.cacheDir, 'altwright', nameOf(settings)) : undefined,
    language:
      language ??
      vitePress?.lang ??
      languageOf(join(config.root, 'index.html')) ??
      languageOf(join(config.root, 'src/app.html')),
    vitePress,
    markdownFiles: markdownFilesOf(vitePress, config.plugins),
  }
}

/** Builds with other settings decide otherwise, and keep that for themselves. */
function nameOf(settings: PluginSettings): string {
  return contentHash(Buffer.from(JSON.stringify(settings))).slice(0, 23)
}

/** Of a plugin that nobody knows it cannot be said that it takes Markdown. */
function markdownFilesOf(vitePress: VitePress | undefined, plugins: Config['plugins']): MarkdownFiles[] {
  const has = (plugin: RegExp): boolean => plugins.some(({ name }) => plugin.test(name))
  const isVues = vitePress !== undefined || has(vueMarkdown)
  const isMdxs = !isVues && has(/^@mdx-js\/rollup$/)
  return [
    ...(isVues ? [{ name: /\.md$/, isSure: true }] : []),
    ...(isMdxs ? [{ name: /\.md$/, isSure: false }] : []),
    ...(has(/\bmdx\b/) ? [{ name: /\.mdx$/, isSure: true }] : []),
  ]
}

/** Plugins that make Vue components of Markdown. */
const vueMarkdown = /^(?:unplugin-vue-markdown|vite-plugin-vue-markdown|vite-plugin-md)$/

/** Vite 5 knows no environments, and has one build. */
type Config = Pick<ResolvedConfig, 'root' | 'server' | 'command' | 'build' | 'cacheDir' | 'plugins'> &
  Partial<Pick<ResolvedConfig, 'environments'>>

function buildsOf({ environments, build }: Config): { readonly sourcemap: unknown }[] {
  return environments === undefined ? [build] : Object.values(environments).map((item) => item.build)
}

function wantsMaps({ sourcemap }: { readonly sourcemap: unknown }): boolean {
  return sourcemap !== false
}

function languageOf(page: string): string | undefined {
  try {
    return /<html\b[^>]*?\slang\s*=\s*["']?([\w-]+)/i.exec(readFileSync(page, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}
