import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ComponentImages, ProgramNode, ReadOptions, VueNode } from '@altwright/core/components'
import { AltwrightError } from '@altwright/core/page'
import type { ParserPlugin } from '@babel/parser'

/** What the plugin needs of a hook's context. */
export interface ModuleContext {
  resolve(source: string, importer: string): Promise<{ readonly id: string } | null>
  parse(code: string, options: object): unknown
  addWatchFile(file: string): void
  readonly meta: object
  /** Loads what `parse` needs; default: nothing. */
  loadParser?(): Promise<unknown>
}

export interface ComponentReader {
  /** Loads what reading a component takes. */
  load(context: ModuleContext, file: string): Promise<void>
  /** A component as it is read: its images, or nothing where it does not parse, which its own compiler says better. */
  read(
    context: ModuleContext,
    file: string,
    source: string,
    options: ReadOptions,
  ): Promise<ComponentImages | undefined>
}

/** Files that may hold components; those of a package are not the project's to write. */
export const componentFiles = {
  include: [/\.[jt]sx(?:$|\?)/, /\.(?:vue|svelte)$/],
  exclude: [/\/node_modules\//, /\0/],
}

/** Pages of which a plugin makes components. */
export function isMarkdown(file: string): boolean {
  return /\.mdx?$/.test(file)
}

/** Whether a module's text is what its file holds. */
export function isAsWritten(file: string, code: string): boolean {
  try {
    return readFileSync(file, 'utf8') === code
  } catch {
    return false
  }
}

/** An image of Markdown. */
export const markdownImage: RegExp = /!\[/

export function isComponent(id: string, { include, exclude }: typeof componentFiles): boolean {
  return include.some((pattern) => pattern.test(id)) && !exclude.some((pattern) => pattern.test(id))
}

/**
 * Reads components with the parsers that the project builds them with: Vite's own for JSX, and those of the project's Vue
 * and Svelte. Each is loaded with the first file that needs it.
 */
export function componentReader(root: string): ComponentReader {
  const loaded = new Map<string, Promise<unknown>>()
  const loadCompiler = <T>(name: string, file: string): Promise<T> => {
    if (!loaded.has(name)) loaded.set(name, importFrom(name, [root, dirname(file)]))
    return loaded.get(name) as Promise<T>
  }
  const load: ComponentReader['load'] = async (context, file) => {
    const compiler = compilers[kindOf(file)]
    await Promise.all([
      import('@altwright/core/components'),
      context.loadParser?.(),
      compiler && loadCompiler(compiler, file),
    ])
  }
  const read: ComponentReader['read'] = async (context, file, source, options) => {
    const { imagesFromJsx, imagesFromSvelte, imagesFromVue } = await import('@altwright/core/components')
    switch (kindOf(file)) {
      case 'vue': {
        const { parse } = await loadCompiler<VueCompiler>('vue/compiler-sfc', file)
        // The compiler keeps what it parsed by its options, and compiles it in place: these are nobody else's.
        const own = {
          filename: file,
          sourceMap: false,
          sourceRoot: 'vite-plugin-altwright',
          // Else there are none in production, and some are for us.
          templateParseOptions: { comments: true },
        }
        const { descriptor, errors } = parse(source, own)
        const template = descriptor.template
        if (errors.length > 0 || template?.ast === undefined || (template.lang ?? 'html') !== 'html')
          return undefined
        const scripts = descriptor.scriptSetup === null ? [] : [descriptor.script, descriptor.scriptSetup]
        const programs = await Promise.all(
          scripts.flatMap((script) =>
            script === null ? [] : [program(context, script.content, script.lang ?? 'js')],
          ),
        )
        return imagesFromVue(source, template.ast, programs, options)
      }
      case 'svelte': {
        const { parse } = await loadCompiler<SvelteCompiler>('svelte/compiler', file)
        return imagesFromSvelte(source, parse(source, { modern: true, filename: file }), options)
      }
      case 'jsx':
        return imagesFromJsx(source, await program(context, source, 'jsx'), options)
      default:
        return imagesFromJsx(source, await program(context, source, 'tsx'), options)
    }
  }
  return { load, read }
}

function kindOf(file: string): string {
  return /\.([a-z]+)$/.exec(file)?.[1] ?? ''
}

const compilers: { readonly [Kind in string]?: string } = {
  vue: 'vue/compiler-sfc',
  svelte: 'svelte/compiler',
}

/** Names what a component is read with, by its version: another one may read it otherwise. */
export type ParserOf = (context: ModuleContext, file: string) => string

export function parserNames(root: string): ParserOf {
  const names = new Map<string, string>()
  return ({ meta }, file) => {
    const kind = /\.(vue|svelte)$/.exec(file)?.[1]
    if (kind === undefined) return 'rolldownVersion' in meta ? `rolldown ${meta.rolldownVersion}` : 'babel'
    const folder = dirname(file)
    const place = `${kind} ${folder}`
    const name = names.get(place) ?? `${kind} ${versionOf(kind, [root, folder]) ?? 'unknown'}`
    names.set(place, name)
    return name
  }
}

/** `undefined` where none of the folders' projects has the package. */
function versionOf(name: string, folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'package.json'))(`${name}/package.json`).version
    } catch {}
  }
  return undefined
}

interface VueCompiler {
  parse(
    source: string,
    options: {
      filename: string
      sourceMap: boolean
      sourceRoot: string
      templateParseOptions: { comments: boolean }
    },
  ): {
    readonly errors: readonly unknown[]
    readonly descriptor: {
      readonly template: { readonly lang?: string; readonly ast?: VueNode } | null
      readonly script: VueScript | null
      readonly scriptSetup: VueScript | null
    }
  }
}

interface VueScript {
  readonly content: string
  readonly lang?: string
}

interface SvelteCompiler {
  parse(source: string, options: { modern: true; filename: string }): ProgramNode
}

/** Rolldown’s own parser; Rollup, before Vite 8, has none for TypeScript. */
async function program(context: ModuleContext, source: string, lang: string): Promise<ProgramNode> {
  if ('rolldownVersion' in context.meta) return context.parse(source, { lang, astType: 'js' }) as ProgramNode
  const { parse } = await import('@babel/parser')
  const plugins = [
    'estree',
    ...(lang.startsWith('ts') ? ['typescript'] : []),
    ...(/x$/.test(lang) ? ['jsx'] : []),
  ]
  const { program } = parse(source, { sourceType: 'module', plugins: plugins as ParserPlugin[] })
  return program as unknown as ProgramNode
}

/** @throws AltwrightError `bad-input` where none of the folders' projects has it. */
async function importFrom(name: string, folders: readonly string[]): Promise<unknown> {
  for (const folder of folders) {
    const address = await addressOf(name, folder)
    if (address !== undefined) return import(address)
  }
  throw new AltwrightError('bad-input', `It is not read: ${name} is not installed where it is built.`)
}

async function addressOf(name: string, folder: string): Promise<string | undefined> {
  const { resolve } = await import('import-meta-resolve')
  try {
    return resolve(name, pathToFileURL(join(folder, 'package.json')).href)
  } catch {
    return undefined
  }
}
