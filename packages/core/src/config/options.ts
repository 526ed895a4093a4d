import type { RuleId, Severity } from '../policy/rules.ts'
import type { Limits } from '../report/limits.ts'
import type { ReportFormat } from '../report/names.ts'
import type { CrawlSettings, ResolvedCrawl } from './crawl.ts'

/** What `altwright.config.*` and every adapter take. Everything is optional. */
export interface AltwrightOptions extends PolicyOptions {
  /**
   * The folder that documents and their images lie in; nothing outside it is read.
   * @default the adapter's own root, else the working directory
   */
  readonly root?: string | null | undefined
  /**
   * Where an address that starts with `/` is looked up, relative to `root`, in order; so is a relative one that leads to no file beside its page.
   * @default ['public', '.']
   */
  readonly publicDirs?: readonly string[] | null | undefined
  /**
   * Where the site will be served: a path such as `/docs/`, or a whole address. What stands after it in an image's address is
   * looked up as if it stood after `/`. The Vite plugin has Vite's own.
   * @default '/'
   */
  readonly base?: string | null | undefined
  /**
   * Fetch images that lie on other servers, so that they can be described. `true`: from every server in a public network. Host
   * names: from those alone; `*.example.org` is any host below, and one that is named in full may lie in a private network. What
   * was fetched is kept in Altwright's cache, and asked for again after a day. A locked run fetches nothing: it knows a picture by
   * its address in the lockfile.
   * @default false
   */
  readonly remote?: boolean | readonly string[] | null | undefined
  /**
   * The file of captions and reviews, relative to `root`; commit it.
   * @default 'altwright.lock.json'
   */
  readonly lockfile?: string | null | undefined
  /**
   * Custom elements that stand for an image, and components of MDX by their names, such as `['lazy-image', 'Picture']`: in HTML,
   * and in what the rehype plugin renders, their `src` and `alt` are read, and a missing alt is written. `amp-img` is known.
   * @default []
   */
  readonly components?: readonly string[] | null | undefined
  /**
   * Who captions. `auto`: the bundled `graphics` model speaks of icons, logos, flags and charts, and
   * `Salesforce/blip-image-captioning-base` of everything else once it was pulled; until then photos wait. A name: that
   * model alone, `graphics`, `owner/name` of a model pulled from the hub, or a folder in Hugging Face’s layout, absolute or
   * relative to `root` and then starting with `./`. An object: one model for each kind.
   * @default 'auto'
   */
  readonly model?: string | Models | null | undefined
  /**
   * How a BLIP model for photos writes. The bundled model has its own way.
   * @default {}
   */
  readonly decoding?: DecodingSettings | null | undefined
  /**
   * A model that matches texts with pictures, such as `Salesforce/blip-itm-base-coco`, by name or folder. It chooses between
   * candidate captions of photos and drops those that do not fit; `audit`, `fix` and `crawl` also ask it about alts that exist.
   * @default none
   */
  readonly matcher?: string | null | undefined
  /**
   * A model that answers questions about pictures, such as `Salesforce/blip-vqa-base`, by name or folder. It tells charts,
   * texts and logos from photos; those go to a person, with the caption as a draft.
   * @default none
   */
  readonly answerer?: string | null | undefined
  /**
   * Write only what stands in the lockfile, never open the model; a new image is a finding.
   * @default true where the environment variable CI is set, else false
   */
  readonly locked?: boolean | null | undefined
  /**
   * What becomes of a photo whose model is not on this machine. `report`: it is a finding, and the run goes on. `fail`: the
   * run ends with an error that says how to fetch the model. A locked run opens no model and misses none.
   * @default 'report'
   */
  readonly onMissingModel?: 'report' | 'fail' | null | undefined
  /**
   * Other settings for some documents; where several match, the later wins.
   * @default []
   */
  readonly overrides?: readonly Override[] | null | undefined
  /**
   * How many findings a run may have before it fails. `true`: no error. An object: at most so many errors (default: 0) and
   * warnings (default: any number). A document that cannot be read fails a run too.
   * @default false; true on the command line
   */
  readonly fail?: boolean | FailLimits | null | undefined
  /**
   * A file of findings that are known, relative to `root`: they stay in reports and no longer count. Write it with
   * `--update-baseline`, and commit it.
   * @default none
   */
  readonly baseline?: string | null | undefined
  /**
   * Know every picture by its bytes, also where its author has answered. Two JSON reports then tell where a picture was
   * replaced under an old alt; a photo that was only made smaller or compressed anew is the same, so photos are looked at.
   * @default true where files are read and a JSON report or a baseline is at hand; false for a crawl
   */
  readonly hashPictures?: boolean | null | undefined
  /**
   * Where to write reports, relative to `root`, by format.
   * @default {}
   */
  readonly report?: ReportPaths | null | undefined
  /**
   * What Markdown's `![](image.svg)` means. `decorative`: the author's answer, as `alt=""` is in HTML, and left alone.
   * `missing`: nobody has answered yet, and the image is treated as one without `alt`. An `alt=""` written in HTML or JSX is
   * always left alone.
   * @default 'decorative'
   */
  readonly emptyMarkdownAlt?: 'decorative' | 'missing' | null | undefined
  /** What `altwright crawl` does. */
  readonly crawl?: CrawlSettings | null | undefined
}

/** What is decided about the images of a document; `overrides` may set it by document. */
export interface PolicyOptions {
  /**
   * What a run may write. `all`: the alts that rules know and the engine describes. `approved`: what a person approved or
   * wrote in the lockfile, and what a rule knows for sure. `none`: nothing. What is held back is a finding with the text as
   * its draft.
   * @default 'all'
   */
  readonly fill?: 'all' | 'approved' | 'none' | null | undefined
  /**
   * The severity of findings, by rule. `off`: the rule neither reports nor acts.
   * @default {}
   */
  readonly rules?: RuleSeverities | null | undefined
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
   * Speak of people without their gender: “a person”, where the model says “a man”. A child stays a child. Their age and origin are left out in any case, and words on their faith, health or means are left to a person.
   * @default false
   */
  readonly neutral?: boolean | null | undefined
  /**
   * What becomes of a caption, which is English, on a page in another language: by its `lang`, by the letters and the
   * commonest words around, and where it names no language, by its whole text. `report`: a person writes the alt, with the caption as a draft. `mark`: it is written, with `lang="en"` on the
   * element, so that it is read by an English voice.
   * @default 'report'
   */
  readonly onOtherLanguage?: 'report' | 'mark' | null | undefined
}

/** By rule id; see `docs/rules.md`. */
export type RuleSeverities = { readonly [Id in RuleId]?: Severity | 'off' | null | undefined }

/** Settings for the documents that match. */
export interface Override extends PolicyOptions {
  /**
   * Globs over the document’s name in reports: its path relative to `root`, or a page’s address or the path of that,
   * without the first slash.
   */
  readonly files: string | readonly string[]
}

/** The most findings of a run that passes. */
export interface FailLimits {
  /**
   * Findings of severity `error`.
   * @default 0
   */
  readonly errors?: number | null | undefined
  /**
   * Findings of severity `warning`.
   * @default any number
   */
  readonly warnings?: number | null | undefined
}

/** One model for each kind of picture, named as `model` names one. */
export interface Models {
  /**
   * For flat drawings.
   * @default 'graphics'
   */
  readonly graphics?: string | null | undefined
  /** For everything else. */
  readonly photos: string
}

export interface DecodingSettings {
  /**
   * How weights are computed with: `int8` is several times as fast as `fp32`.
   * @default by size: `fp32` for a small model, else `int8`
   */
  readonly precision?: 'fp32' | 'fp16' | 'int8' | 'int8-row' | null | undefined
  /**
   * Captions followed side by side, 1 to 32.
   * @default one, or three with a matcher
   */
  readonly beams?: number | null | undefined
  /**
   * Words that every caption goes on from, such as `a photograph of`; they are not part of it.
   * @default none
   */
  readonly prompt?: string | null | undefined
  /**
   * The longest caption, in tokens.
   * @default what the engine has, 20
   */
  readonly maxNewTokens?: number | null | undefined
  /**
   * Words that no caption may have.
   * @default none
   */
  readonly bannedWords?: readonly string[] | null | undefined
}

/** Paths by format. */
export interface ReportPaths {
  /** A page to read and to share: one file, with pictures and filters. */
  readonly html?: string | null | undefined
  /** Everything as data, by `report.schema.json`; `altwright report`, `diff` and `lock` read it. */
  readonly json?: string | null | undefined
  /** For a comment on a pull request, or a job’s summary. */
  readonly markdown?: string | null | undefined
  /** SARIF 2.1.0, for code scanning and editors. */
  readonly sarif?: string | null | undefined
  /** JUnit XML, for what shows test results. */
  readonly junit?: string | null | undefined
  /** Annotations of GitHub Actions; a step prints them. */
  readonly github?: string | null | undefined
  /** GitLab’s Code Quality artifact. */
  readonly gitlab?: string | null | undefined
  /** A row for each image, for spreadsheets. */
  readonly csv?: string | null | undefined
  /** What was written, or would be, as `git apply` takes it. */
  readonly patch?: string | null | undefined
}

/** What is decided about the images of a document. */
export interface Policy {
  readonly fill: 'all' | 'approved' | 'none'
  readonly rules: { readonly [Id in RuleId]?: Severity | 'off' }
  readonly mark: boolean
  readonly maxLength: number
  readonly neutral: boolean
  readonly onOtherLanguage: 'report' | 'mark'
}

/** Options with every default filled in; after it there are no defaults. */
export interface Settings extends Policy {
  readonly root: string
  readonly publicDirs: readonly string[]
  readonly base: string
  /** From which servers images are fetched; `false`: from none. */
  readonly remote: boolean | readonly string[]
  readonly emptyMarkdownAlt: 'decorative' | 'missing'
  readonly lockfile: string
  readonly components: readonly string[]
  readonly model: string | { readonly graphics: string; readonly photos: string }
  /** What is left out is left to the engine. */
  readonly decoding: {
    readonly precision?: 'fp32' | 'fp16' | 'int8' | 'int8-row'
    readonly beams?: number
    readonly prompt?: string
    readonly maxNewTokens?: number
    readonly bannedWords?: readonly string[]
  }
  readonly matcher: string | undefined
  readonly answerer: string | undefined
  readonly locked: boolean
  readonly onMissingModel: 'report' | 'fail'
  /** What `overrides` change by document; see `policyOf`. */
  readonly overrides: readonly (Partial<Policy> & { readonly files: readonly string[] })[]
  /** The most findings of a run that passes; `undefined`: it never fails. */
  readonly fail: Limits | undefined
  /** Absolute. */
  readonly baseline: string | undefined
  /** `undefined`: as the run sees fit. */
  readonly hashPictures: boolean | undefined
  /** Absolute paths by format. */
  readonly report: { readonly [Format in ReportFormat]?: string }
  readonly crawl: ResolvedCrawl
}

/** Types a configuration file; returns what it is given. */
export function defineConfig(options: AltwrightOptions): AltwrightOptions {
  return options
}
