import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import { build, createLogger, type InlineConfig, type Logger, type PluginOption } from 'vite'
import { temporaryFolder } from '../../core/test/temporary.ts'
import altwright, { type PluginOptions } from '../dist/index.js'

/** A project in a folder of its own. */
export function site(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  // Vite looks for packages from the project.
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(root, 'node_modules'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}

/** Every file below a folder, by its path. */
export function read(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(
    files.map((name) => [name.split(sep).join('/'), readFileSync(join(folder, name), 'utf8')]),
  )
}

export interface FakeCaptioner extends Captioner {
  readonly seen: string[]
  readonly opened: () => number
  readonly disposed: () => number
  readonly open: () => Promise<Captioner>
}

/** Says what an image's bytes say after `caption:`, and abstains from all else. */
export function fakeCaptioner(): FakeCaptioner {
  const seen: string[] = []
  const count = { opened: 0, disposed: 0 }
  const captioner: FakeCaptioner = {
    id: 'graphics@0/fake',
    seen,
    opened: () => count.opened,
    disposed: () => count.disposed,
    async open() {
      count.opened += 1
      return captioner
    },
    async caption(images) {
      return images.map((bytes): CaptionOutcome => {
        const text = Buffer.from(bytes).toString('utf8').trim()
        seen.push(text)
        return text.startsWith('caption:')
          ? { status: 'captioned', text: text.slice('caption:'.length), confidence: 0.98 }
          : { status: 'abstained', reason: 'unknown' }
      })
    },
    async dispose() {
      count.disposed += 1
    },
  }
  return captioner
}

export interface Log extends Logger {
  readonly lines: string[]
}

/** A logger that only remembers. */
export function log(): Log {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  return { ...createLogger('info'), info: keep, warn: keep, warnOnce: keep, error: keep, lines }
}

export interface BuildOptions {
  readonly options?: PluginOptions | null
  readonly plugins?: readonly PluginOption[]
  readonly config?: InlineConfig
  readonly logger?: Logger
}

/** Builds every HTML page of a project; answers what was written. */
export async function buildSite(
  root: string,
  { options, plugins, config, logger }: BuildOptions = {},
): Promise<Record<string, string>> {
  const outDir = temporaryFolder()
  await build({
    root,
    configFile: false,
    // Its modules are those of all tests.
    cacheDir: join(root, '.vite'),
    customLogger: logger ?? log(),
    logLevel: 'warn',
    ...config,
    plugins: [options === null ? undefined : altwright(options), ...(plugins ?? [])],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: pagesOf(root) },
      ...config?.build,
    },
  })
  return read(config?.build?.outDir ?? outDir)
}

function pagesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && !relative('.', name).includes('node_modules'))
    .map((name) => join(root, name))
}

/** A page without what the plugin has put in. */
export function withoutInsertions(html: string): string {
  return html.replace(/ alt="[^"]*" data-alt-source="generated"|(?<=<img) alt=""/g, '')
}
