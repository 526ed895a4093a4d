import { AltwrightError, type Captioner } from '@altwright/core'
import {
  type AltwrightOptions,
  isCi,
  resolveOptions,
  type Settings,
  settingsFor,
} from '@altwright/core/config'
import type { VFile } from 'vfile'

/** What `altwright.config.*` takes, and what only this plugin does. Everything is optional. */
export interface Options extends AltwrightOptions {
  /**
   * The language of documents that do not say it themselves with `lang`, in HTML or in their front matter, for content that a
   * layout wraps later. Captions are English, and are not written into a document in another language.
   * @default taken for English
   */
  readonly language?: string | ((file: VFile) => string | null | undefined) | null | undefined
  /**
   * Bring your own engine. Called only when an image is not in the lockfile.
   * @default opens the model that `model` names
   */
  readonly openCaptioner?: (() => Promise<Captioner>) | null | undefined
}

/** What a file needs; known before any configuration is read. */
export interface FileSettings {
  readonly language: (file: VFile) => string | undefined
  /** As given here; else the configuration says it. */
  readonly emptyMarkdownAlt: Settings['emptyMarkdownAlt'] | undefined
  /** As given here; else the configuration says it. */
  readonly fail: Settings['fail'] | undefined
}

/** What a run needs. */
export interface RunSettings {
  readonly core: Settings
  readonly openCaptioner: () => Promise<Captioner>
}

const origin = 'Options of rehype-altwright'

/** @throws AltwrightError `bad-config`, which names the option. */
export function resolveFileSettings(options: Options): FileSettings {
  const { language, openCaptioner } = options
  expect('openCaptioner', openCaptioner, ['function'])
  expect('language', language, ['string', 'function'])
  const alone = resolveOptions(coreOptions(options), origin, { root: '.', ci: false })
  return {
    emptyMarkdownAlt: isGiven(options.emptyMarkdownAlt) ? alone.emptyMarkdownAlt : undefined,
    fail: isGiven(options.fail) ? alone.fail : undefined,
    language:
      typeof language === 'function' ? (file) => language(file) ?? undefined : () => language ?? undefined,
  }
}

/**
 * The configuration file near a folder, with the plugin's own options over it.
 *
 * @throws AltwrightError `bad-config`, which names the file.
 */
export async function resolveRunSettings(options: Options, root: string): Promise<RunSettings> {
  const core = await settingsFor(root, runOptions(options), origin, { root, ci: isCi(process.env) })
  return { core, openCaptioner: options.openCaptioner ?? (() => openModels(core)) }
}

/** Keys that the core does not know. */
const own: ReadonlySet<string> = new Set<keyof Options>(['language', 'openCaptioner'])

/** What the core decides by. */
function coreOptions(options: Options): AltwrightOptions {
  return without(options, own)
}

/** What files have to agree about to share a run; the rest is for each of them. */
export function runOptions(options: Options): AltwrightOptions {
  return without(coreOptions(options), ofFiles)
}

const ofFiles: ReadonlySet<string> = new Set<keyof AltwrightOptions>(['emptyMarkdownAlt', 'fail'])

function without(options: object, keys: ReadonlySet<string>): AltwrightOptions {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.has(key)))
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Loaded only when it is called, so that files whose images are all in the lockfile never load the engine. */
async function openModels(settings: Settings): Promise<Captioner> {
  const { openCaptioner } = await import('@altwright/core/engine')
  return openCaptioner(settings)
}

function expect(key: string, value: unknown, types: readonly string[]): void {
  if (value === undefined || value === null || types.includes(typeof value)) return
  throw wrong(key, types.join(' or '), value)
}

function wrong(key: string, expected: string, found: unknown): AltwrightError {
  return new AltwrightError(
    'bad-config',
    `${origin}: \`${key}\`: expected ${expected}, found ${JSON.stringify(found)}.`,
  )
}
