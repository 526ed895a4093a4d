import { type AltwrightOptions, type Settings, settingsFor } from '@altwright/core/config'
import { AltwrightError, type Captioner } from '@altwright/core/page'

/** What `altwright.config.*` takes, and what only this plugin does. Everything is optional. */
export interface PluginOptions extends AltwrightOptions {
  /**
   * Look at HTML: the project’s own pages, and those that other plugins emit. A host that renders its pages itself, such as
   * SvelteKit, warns of the hook for them; for it, components are all that there is to look at.
   * @default true
   */
  readonly html?: boolean | null | undefined
  /**
   * The language of the pages that components will be part of, as their `lang` will say it. Captions are English, and are not
   * written into pages in another language. Markdown pages of VitePress have that of their locale.
   * @default what VitePress’ `lang`, `index.html`, or SvelteKit’s `src/app.html` says; else taken for English
   */
  readonly language?: string | null | undefined
  /**
   * Keep what was decided in Vite's `cacheDir`, so that the next build reads only pages, components and pictures that have
   * changed since. It decides the same either way.
   * @default true
   */
  readonly cache?: boolean | null | undefined
  /**
   * Read pages and components in a thread beside Vite, where the machine has a second processor. It decides the same either way.
   * @default true
   */
  readonly thread?: boolean | null | undefined
  /**
   * Bring your own engine. Called at most once a build, and only when an image is not in the lockfile.
   * @default opens the model that `model` names
   */
  readonly openCaptioner?: (() => Promise<Captioner>) | null | undefined
}

/** Options with every default filled in. */
export interface PluginSettings {
  readonly core: Settings
  readonly language: string | undefined
  readonly cache: boolean
  readonly openCaptioner: () => Promise<Captioner>
}

/** What the plugin needs to know of the Vite project. */
export interface Project {
  readonly root: string
  /** Absolute; empty where the project has none. */
  readonly publicDir: string
  readonly base: string
  readonly ci: boolean
}

const origin = 'Options of vite-plugin-altwright'

/**
 * The configuration file near the project's root, with the plugin's own options over it.
 *
 * @throws AltwrightError `bad-config`, which names the file or the plugin, whichever holds the mistake.
 */
export async function resolvePluginOptions(
  options: PluginOptions | null | undefined,
  project: Project,
): Promise<PluginSettings> {
  const { html, language, cache, thread, openCaptioner, ...inline } = options ?? {}
  expect('html', html, 'boolean')
  expect('language', language, 'string')
  expect('cache', cache, 'boolean')
  expect('thread', thread, 'boolean')
  expect('openCaptioner', openCaptioner, 'function')
  const core = await settingsFor(project.root, inline, origin, {
    root: project.root,
    ci: project.ci,
    publicDirs: defaultPublicDirs(project),
    base: project.base,
  })
  return {
    core,
    language: language ?? undefined,
    cache: cache ?? true,
    openCaptioner: openCaptioner ?? (() => openModels(core)),
  }
}

function expect(key: string, value: unknown, type: 'boolean' | 'string' | 'function'): void {
  if (value === undefined || value === null || typeof value === type) return
  const found = JSON.stringify(value)
  throw new AltwrightError('bad-config', `${origin}: \`${key}\`: expected ${type}, found ${found}.`)
}

/** Loaded only when it is called, so that a build whose images are all in the lockfile never loads the engine. */
async function openModels(settings: Settings): Promise<Captioner> {
  const { openCaptioner } = await import('@altwright/core/engine')
  return openCaptioner(settings)
}

/** Vite's own folder first, as Vite itself looks. */
function defaultPublicDirs({ publicDir, root }: Project): string[] {
  return publicDir === '' ? [root] : [publicDir, root]
}
