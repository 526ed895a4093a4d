import { relative, sep } from 'node:path'
import type { Logger } from 'vite'

/** What VitePress puts into Vite's configuration, as far as it is read here. */
export interface VitePress {
  readonly srcDir: string
  readonly site: {
    readonly lang?: string
    readonly locales?: Readonly<Record<string, { readonly lang?: string }>>
  }
  /** It keeps Vite's own from saying more than warnings. */
  readonly logger?: Logger
  readonly rewrites?: { readonly map?: Readonly<Record<string, string | undefined>> }
}

/** `undefined` where the project is built by something else. */
export function vitePressOf(config: object): VitePress | undefined {
  const { vitepress } = config as { readonly vitepress?: VitePress }
  return vitepress?.site === undefined ? undefined : vitepress
}

/** The language of a page, which the folder that it is published in decides. */
export function languageOfPage({ srcDir, site, rewrites }: VitePress, file: string): string | undefined {
  const { lang, locales = {} } = site
  const path = relative(srcDir, file).split(sep).join('/')
  const published = rewrites?.map?.[path] ?? path
  const locale = Object.keys(locales).find((key) => key !== 'root' && published.startsWith(`${key}/`))
  return locales[locale ?? 'root']?.lang ?? lang
}
