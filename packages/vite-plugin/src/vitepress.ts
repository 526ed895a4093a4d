import { relative, sep } from 'node:path'
import type { Logger } from 'vite'

/** What decides about the language of VitePress' pages, as plain data. */
export interface VitePress {
  readonly srcDir: string
  readonly lang: string | undefined
  /** By the name of the locale's folder. */
  readonly locales: Readonly<Record<string, string | undefined>>
  /** Where pages are published that lie elsewhere. */
  readonly rewrites: Readonly<Record<string, string | undefined>>
}

/** What VitePress puts into Vite's configuration, as far as it is read here. */
interface VitePressConfig {
  readonly srcDir: string
  readonly site?: {
    readonly lang?: string
    readonly locales?: Readonly<Record<string, { readonly lang?: string }>>
  }
  readonly logger?: Logger
  readonly rewrites?: { readonly map?: Readonly<Record<string, string | undefined>> }
}

/** `undefined` where the project is built by something else. */
export function vitePressOf(config: object): VitePress | undefined {
  const { srcDir, site, rewrites } = configOf(config) ?? {}
  if (srcDir === undefined || site === undefined) return undefined
  const locales = Object.entries(site.locales ?? {}).map(([name, { lang }]) => [name, lang])
  return { srcDir, lang: site.lang, locales: Object.fromEntries(locales), rewrites: { ...rewrites?.map } }
}

/** VitePress keeps Vite's own logger from saying more than warnings. */
export function vitePressLogger(config: object): Logger | undefined {
  return configOf(config)?.logger
}

function configOf(config: object): VitePressConfig | undefined {
  return (config as { readonly vitepress?: VitePressConfig }).vitepress
}

/** The language of a page, which the folder that it is published in decides. */
export function languageOfPage(
  { srcDir, lang, locales, rewrites }: VitePress,
  file: string,
): string | undefined {
  const path = relative(srcDir, file).split(sep).join('/')
  const published = rewrites[path] ?? path
  const locale = Object.keys(locales).find((key) => key !== 'root' && published.startsWith(`${key}/`))
  return locales[locale ?? 'root'] ?? lang
}
