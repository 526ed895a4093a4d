/** What `altwright.config.*` and every adapter take. Everything is optional. */
export interface AltwrightOptions {
  /**
   * The folder that documents and their images lie in; nothing outside it is read.
   * @default the adapter's own root, else the working directory
   */
  readonly root?: string | null | undefined
  /**
   * Where an address that starts with `/` is looked up, relative to `root`, in order.
   * @default ['public', '.']
   */
  readonly publicDirs?: readonly string[] | null | undefined
  /**
   * The file of captions and reviews, relative to `root`; commit it.
   * @default 'altwright.lock.json'
   */
  readonly lockfile?: string | null | undefined
  /**
   * `graphics` (bundled: icons, logos, flags, charts), `owner/name` of a model pulled from the hub, or a folder in
   * Hugging Face’s layout, absolute or relative to `root` and then starting with `./`.
   * @default 'graphics'
   */
  readonly model?: string | null | undefined
  /**
   * Write only what stands in the lockfile, never open the model; a new image is a finding.
   * @default true where the environment variable CI is set, else false
   */
  readonly locked?: boolean | null | undefined
  /**
   * Mark what a machine wrote with `data-alt-source="generated"`.
   * @default true
   */
  readonly mark?: boolean | null | undefined
  /**
   * The longest alt, in characters; longer captions are cut at a word.
   * @default 125
   */
  readonly maxLength?: number | null | undefined
  /**
   * Where to write reports, relative to `root`, by format.
   * @default {}
   */
  readonly report?: ReportPaths | null | undefined
  /** What `altwright crawl` does. */
  readonly crawl?: CrawlSettings | null | undefined
}

export interface ReportPaths {
  readonly html?: string | null | undefined
  readonly json?: string | null | undefined
}

export interface CrawlSettings {
  /**
   * How many links away from the start a page may be; 0 is the start alone.
   * @default 3
   */
  readonly depth?: number | null | undefined
  /**
   * The most pages to open.
   * @default 200
   */
  readonly maxPages?: number | null | undefined
  /**
   * How many pages are open at once.
   * @default 4
   */
  readonly concurrency?: number | null | undefined
  /**
   * How long one page may take, in milliseconds.
   * @default 30000
   */
  readonly timeout?: number | null | undefined
}

/** Options with every default filled in; after it there are no defaults. */
export interface Settings {
  readonly root: string
  readonly publicDirs: readonly string[]
  readonly lockfile: string
  readonly model: string
  readonly locked: boolean
  readonly mark: boolean
  readonly maxLength: number
  readonly report: { readonly html: string | undefined; readonly json: string | undefined }
  readonly crawl: {
    readonly depth: number
    readonly maxPages: number
    readonly concurrency: number
    readonly timeout: number
  }
}

/** Types a configuration file; returns what it is given. */
export function defineConfig(options: AltwrightOptions): AltwrightOptions {
  return options
}
