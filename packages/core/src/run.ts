import type { ImageIdentity, LoadImage } from './assets/load.ts'
import type { BuildCache } from './cache/build-cache.ts'
import { type Decisions, type DocumentText, decisionCache, type Watch } from './cache/decisions.ts'
import type { Captioner } from './captioner.ts'
import { captionDesk } from './captions/desk.ts'
import type { LockEntry } from './captions/entry.ts'
import { openCaptionStore } from './captions/store.ts'
import type { Settings } from './config/options.ts'
import { policyFor } from './config/policy.ts'
import { contentHash } from './content-hash.ts'
import type { DescribeOptions } from './describe/options.ts'
import { loadDescribe } from './describing.ts'
import { AltwrightError } from './error.ts'
import type { ImageFacts } from './image/facts.ts'
import { modelNames, namedPhotoModel, photoModel } from './models/choice.ts'
import { isDotSized, mayBeDot } from './pixels/dot.ts'
import type { RemotePictures } from './remote/remote.ts'
import type { FileChange } from './report/changes.ts'
import { detached } from './report/detached.ts'
import type { Command, DocumentResult, Finding, Picture, Report, Summary } from './report/report.ts'
import { addUp, summarize } from './report/summary.ts'
import { lookOf, seenPictures } from './seen-pictures.ts'
import type { Soon } from './soon.ts'
import { version } from './version.ts'

/** What a run is about and where its engine comes from. */
export interface RunOptions {
  readonly command: Command
  readonly settings: Omit<Settings, 'crawl'>
  /** What the report calls the root; default: the settings' root. */
  readonly root?: string | undefined
  /** Opens the engine; called at most once, and only when an image is not in the lockfile. */
  readonly openCaptioner?: (() => Promise<Captioner>) | undefined
  /**
   * Opens a model that says how well a text fits a picture, to check alts that exist; called at most once, never in a locked run.
   */
  readonly openMatcher?: (() => Promise<AltMatcher | undefined>) | undefined
  /** The documents are left as they are although the command writes; default false. */
  readonly dryRun?: boolean | undefined
  /** Keep small pictures for an HTML report; default false. */
  readonly thumbnails?: boolean | undefined
  /** Keep what is written, or would be, for a patch; default false. */
  readonly changes?: boolean | undefined
  /** The run is to be a baseline itself, and is not held against that of the settings; default false. */
  readonly isBaseline?: boolean | undefined
  /** Know pictures by their bytes wherever somebody has to do something, as a baseline and a JSON report do; default false. */
  readonly knowsPictures?: boolean | undefined
  /** ISO 8601, for the report; left out where output must be reproducible. */
  readonly date?: string | undefined
  /** The id of the engine that was open in an earlier part of the run, which is restored. */
  readonly engine?: string | undefined
  /** Leaves out of a finding what a report must not tell, such as secrets in addresses; default: nothing. */
  readonly redact?: ((finding: Finding) => Finding) | undefined
  /** Where findings are kept until the report; default: in a map. */
  readonly results?: Results | undefined
  /** What earlier runs decided; default: everything is decided anew. */
  readonly cache?: BuildCache | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** What is known of one document, as plain data. */
export interface Result {
  readonly findings: readonly Finding[]
  /** How many images it has. */
  readonly images: number
  /** Why it could not be read. */
  readonly problem: string | undefined
  /** Of its findings, where it is known already. */
  readonly summary?: Summary | undefined
}

/** Results by document. A run over very many documents keeps them in less space than a map takes. */
export interface Results extends Iterable<readonly [document: string, result: Result]> {
  get(document: string): Result | undefined
  set(document: string, result: Result): void
  delete(document: string): void
}

/** Says how well texts fit a picture, as `openMatcher` of `@altwright/core/heads` does. */
export interface AltMatcher {
  match(
    image: Uint8Array,
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<
    ({ readonly status: 'matched'; readonly probability: number } | { readonly status: 'unreadable' })[]
  >
  dispose(): Promise<void>
}

/** So far, over the whole run. */
export interface Progress {
  readonly documents: number
  readonly images: number
  /** Images that the engine has to look at, and those it has looked at. */
  readonly toCaption: number
  readonly captioned: number
}

/** What a run found in one document, as plain data. */
export interface DocumentFound extends Result {
  readonly document: string
  /** By content hash: what is kept of the findings' pictures. */
  readonly pictures: Readonly<Record<string, Picture>>
  /** By content hash: what a machine said of the findings' pictures, for the lockfile of who restores it. */
  readonly captions: Readonly<Record<string, LockEntry>>
  /** The id of the engine, if one was open then. */
  readonly engine: string | undefined
}

/** A lifetime: one lockfile, at most one engine, the findings of many documents. */
export interface Run {
  /** Tags of custom elements that the settings take for images; who reads documents has to look for them. */
  readonly components: readonly string[]
  /**
   * Decides about a document's images. The answer has one finding per image, in order; nothing is
   * written to the document. May be called for several documents at once; a picture that stands in
   * many of them is captioned once. A document that is described again replaces its findings.
   *
   * @param identify
   *   Says what `load` would find, for less: pictures that the lockfile answers for are not loaded then. Default: all are.
   */
  describe(
    document: string,
    images: readonly ImageFacts[],
    load: LoadImage,
    identify?: (url: string) => Soon<ImageIdentity>,
  ): Promise<readonly Finding[]>
  /** What an earlier run decided about the same text, entered as if it was described; `undefined` where that may not hold any more. */
  recall(text: DocumentText): Promise<Pick<Decisions, 'findings' | 'edits'> | undefined>
  /**
   * Keeps what `describe` has just decided about a text, and what goes where in it, for the next run.
   *
   * @param fromModule
   *   Addresses that stand for files which the module brings in; default: none.
   */
  keep(
    text: DocumentText,
    findings: readonly Finding[],
    edits: Decisions['edits'],
    fromModule?: ReadonlySet<string>,
  ): void
  /** Records what became of a document's text, where the run keeps that; the last call counts. */
  changed(document: string, before: string, after: string): void
  /** Records a document that could not be read, or, after it was described, not be written. */
  fail(document: string, problem: string): void
  /** Enters what an earlier run, or another process, found in a document; what is known of it here is replaced. */
  restore(found: DocumentFound): void
  /** Leaves out what was found in a document, which is another one under a second name. */
  forget(document: string): void
  /** What was found in a document so far, as `restore` takes it; `undefined` where it was neither described nor failed. */
  found(document: string): DocumentFound | undefined
  /** What was found so far. */
  report(): Report
  /** Writes the lockfile if it changed, merged with what another process wrote meanwhile. */
  save(): Promise<void>
  /** Ends the engine, if one was opened. */
  dispose(): Promise<void>
}

/**
 * Opens the lockfile and starts a run.
 *
 * @throws AltwrightError `bad-lockfile` where the lockfile is there and cannot be read.
 */
export async function openRun(options: RunOptions): Promise<Run> {
  const { settings, onProgress } = options
  const writes = writing.has(options.command)
  const wrote = writes && options.dryRun !== true
  const cache = settings.matcher === undefined || settings.locked ? options.cache : undefined
  const store = await openCaptionStore(settings.lockfile, cache?.isChecked)
  cache?.checked(store.textHash)
  const engine = lazyEngine(options)
  const matcher = lazyMatcher(options)
  const policyOf = await policyFor(settings)
  const remote = await openRemote(settings)
  const hash = remembered(contentHash)
  const measure = remembered(sizeOf)
  const results: Results = options.results ?? new Map<string, Result>()
  const changes = new Map<string, FileChange>()
  let earlier = options.engine
  const baseline = await baselineFor(options)
  const changesOf = options.changes === true ? (await import('./report/changes.ts')).changesOf : undefined
  const root = options.root ?? settings.root
  const wanted = picturesFor(options)
  const shows = options.thumbnails === true
  const compares = wanted === 'all' && (settings.report.json !== undefined || settings.hashPictures === true)
  const pictures = seenPictures({
    shows,
    compares,
    fingerprintOf: (hash) => store.recall(hash)?.fingerprint,
  })
  const progress = { documents: 0, images: 0, toCaption: 0, captioned: 0 }
  const notify = () => onProgress?.({ ...progress })
  const knowsPhotos = async () => (await photoModel(settings.model)) !== undefined
  const desk = captionDesk({
    store,
    captioner: engine.open,
    models: modelNames(settings.model),
    knowsPhotos,
    fingerprint: lookOf,
    signal: options.signal,
    onAsked(count) {
      progress.toCaption += count
      notify()
    },
    onAnswered() {
      progress.captioned += 1
      notify()
    },
  })
  const decisions =
    cache &&
    decisionCache({
      cache,
      store,
      hash,
      knowsPhotos,
      settings: decisiveSettings(options, wanted, compares),
      fetches: remote !== undefined,
    })
  let describing: ReturnType<typeof describingOnce> | undefined
  /** What looked on while the findings of a document were made. */
  const watches = new WeakMap<readonly Finding[], { readonly watch: Watch; readonly findings: Finding[] }>()
  const picturesOf = (findings: readonly Finding[]) => byHash(findings, (hash) => pictures.get(hash))
  /** Those of a document's findings that a report has. */
  const reported = (document: string, findings: readonly Finding[]): readonly Finding[] => {
    const { rules } = policyOf(document)
    const told = findings.filter(
      (finding) => rules[finding.rule] !== 'off' && finding.rule !== 'suppression' && !isBackdrop(finding),
    )
    return options.redact === undefined ? told : told.map(options.redact)
  }
  const enter = (document: string, result: Result): void => {
    results.set(document, result)
    progress.documents += 1
    progress.images += result.images
    notify()
  }
  const withKnown = (document: string, findings: readonly Finding[]): readonly Finding[] =>
    baseline === undefined ? findings : baseline.inDocument(document, findings, root)
  return {
    components: settings.components,
    async describe(document, images, load, identify) {
      describing ??= describingOnce()
      const { describe, judgeFile, readCaption } = await describing
      // A report that shows or compares pictures has to see them.
      const find = { load, identify: shows || compares ? undefined : identify }
      const watch = decisions?.watch(find, desk)
      const findings = await describe(document, images, {
        load: withRemote(watch?.load ?? load, remote),
        identify: (watch ?? find).identify,
        nameOf: remote?.nameOf,
        recallAddress: remote && ((url) => store.hashNamed(remote.nameOf(url))),
        desk: watch?.desk ?? desk,
        policy: policyOf(document),
        failOnMissingModel: missingModel(document, settings),
        match: matcher.match,
        writes,
        hash,
        measure,
        isDotSized,
        judgeFile,
        readCaption,
        pictures: wanted,
        onPicture: pictures.see,
      })
      const told = reported(document, findings)
      const shown = findings.filter((finding) => !isBackdrop(finding)).length
      const counts = { images: shown, problem: undefined, summary: summarize(told, []) }
      const entered = withKnown(document, findings)
      if (watch !== undefined) watches.set(entered, { watch, findings })
      // What looked on may keep them, and then once is enough.
      const isApart = options.results === undefined && watch === undefined
      enter(document, { ...counts, findings: isApart ? detached(told) : told })
      return entered
    },
    async recall(text) {
      const known = await decisions?.recall(text)
      if (known === undefined) return undefined
      const { document } = text
      const { edits, counts } = known
      const said = once(known.said)
      if (shows || compares) pictures.restore(said().pictures)
      const told = once(() => reported(document, said().findings))
      enter(document, readLater(told, { ...counts, problem: undefined }))
      return {
        edits,
        get findings() {
          return withKnown(document, said().findings)
        },
      }
    },
    keep(text, entered, edits, fromModule = new Set()) {
      const watched = watches.get(entered)
      if (watched === undefined) return
      const { watch, findings } = watched
      const { document } = text
      const result = results.get(document)
      const { images = 0, problem, summary = summarize([], []) } = result ?? {}
      const decided = { findings, edits, pictures: picturesOf(findings) }
      const said = decisions?.keep(text, decided, { images, summary }, watch, fromModule)
      if (result === undefined || options.results !== undefined) return
      const counts = { images, problem, summary }
      const told = said && once(() => reported(document, said().findings))
      results.set(
        document,
        told ? readLater(told, counts) : { ...counts, findings: detached(result.findings) },
      )
    },
    changed(document, before, after) {
      const change = changesOf?.(document, before, after)
      if (change === undefined) changes.delete(document)
      else changes.set(document, change)
    },
    fail(document, problem) {
      changes.delete(document)
      const known = results.get(document)
      const findings = (known?.findings ?? []).map(undone)
      results.set(document, { findings, images: known?.images ?? 0, problem })
      if (known === undefined) progress.documents += 1
      notify()
    },
    restore(found) {
      const { document, images, problem, summary } = found
      const known = results.get(document)
      results.set(document, {
        ...{ images, problem, summary },
        get findings() {
          return found.findings
        },
      })
      pictures.restore(found.pictures)
      for (const [hash, entry] of Object.entries(found.captions)) store.remember(hash, entry)
      earlier ??= found.engine
      progress.documents += known === undefined ? 1 : 0
      progress.images += images - (known?.images ?? 0)
      notify()
    },
    forget(document) {
      const known = results.get(document)
      if (known === undefined) return
      results.delete(document)
      changes.delete(document)
      progress.documents -= 1
      progress.images -= known.images
      notify()
    },
    found(document) {
      const result = results.get(document)
      if (result === undefined) return undefined
      const { findings, images, problem } = result
      return {
        ...{ document, findings, images, problem },
        pictures: picturesOf(findings),
        captions: byHash(findings, (hash) => store.said(hash)),
        engine: engine.id() ?? earlier,
      }
    },
    report() {
      const sorted = [...results].sort(([a], [b]) => (a < b ? -1 : 1))
      const findings = once(() => sorted.flatMap(([, { findings }]) => findings))
      const documents = sorted.map(([document, { images, problem }]): DocumentResult => {
        return { document, images, written: wrote && problem === undefined, problem }
      })
      const known = sorted.flatMap(([, { summary }]) => summary ?? [])
      const report: Report = {
        version: 2,
        tool: { name: 'altwright', version },
        command: options.command,
        root,
        engine: engine.id() ?? earlier,
        date: options.date,
        // A build that has nothing to tell of them never makes them.
        get findings() {
          return findings()
        },
        pictures: pictures.all(),
        documents,
        ...(options.changes === true && { changes: sorted.flatMap(([name]) => changes.get(name) ?? []) }),
        summary: known.length === sorted.length ? addUp(known, documents) : summarize(findings(), documents),
      }
      return baseline === undefined ? report : baseline.inReport(report)
    },
    save: () => store.save(),
    async dispose() {
      await Promise.all([engine.dispose(), matcher.dispose()])
    },
  }
}

/** A picture's own text is read once a run, and each caption too. */
async function describingOnce() {
  const { describe, judgeFile, captionReader } = await loadDescribe()
  return { describe, judgeFile: remembered(judgeFile), readCaption: captionReader() }
}

/** A background that tells nothing is none of the page's images: a site may draw each of its icons so. */
function isBackdrop({ kind, outcome }: Finding): boolean {
  return kind === 'css-image' && outcome === 'kept'
}

/** What a run ends with at a photo that no model can describe; `undefined` where that is a finding. */
function missingModel(document: string, { model, locked, onMissingModel }: RunOptions['settings']) {
  if (onMissingModel === 'report' || locked || model === 'graphics') return undefined
  const name = namedPhotoModel(model)
  return (source: string) =>
    new AltwrightError(
      'model-missing',
      `${document}: ${source} is a photo, and ${name} is not on this machine. Run \`altwright model pull ${name}\`, or leave \`onMissingModel\` at "report".`,
    )
}

/** What is known of the pictures of findings. */
function byHash<T>(findings: readonly Finding[], known: (hash: string) => T | undefined): Record<string, T> {
  const hashes = new Set(findings.flatMap(({ picture }) => picture ?? []))
  return Object.fromEntries(
    [...hashes].flatMap((hash) => {
      const value = known(hash)
      return value === undefined ? [] : [[hash, value]]
    }),
  )
}

/** Marks what the baseline knows; loaded only where the settings name one. */
async function baselineFor({ settings, isBaseline }: RunOptions) {
  if (settings.baseline === undefined || isBaseline === true) return undefined
  const [{ readBaseline }, { withBaseline, withBaselineOf }] = await Promise.all([
    import('./report/baseline-file.ts'),
    import('./report/baseline.ts'),
  ])
  const baseline = await readBaseline(settings.baseline)
  return {
    inReport: (report: Report) => withBaseline(report, baseline),
    inDocument: (document: string, findings: readonly Finding[], root: string) =>
      withBaselineOf(document, findings, root, baseline),
  }
}

/** All of a run that decides about a document, but for the lockfile and the pictures. */
function decisiveSettings(
  options: RunOptions,
  pictures: DescribeOptions['pictures'],
  compares: boolean,
): string {
  const { report: _, fail: __, baseline: ___, lockfile: ____, ...decisive } = options.settings
  const { command, dryRun, thumbnails, openCaptioner } = options
  const mayCaption = openCaptioner !== undefined
  const settings = { ...decisive, crawl: undefined }
  return JSON.stringify([settings, command, dryRun, thumbnails, mayCaption, pictures, compares])
}

/** Runs that are compared know images by their bytes; a crawl asks for those that are fine only where it is told to. */
function picturesFor(options: RunOptions): DescribeOptions['pictures'] {
  const { report, baseline, hashPictures } = options.settings
  const isCompared =
    report.json !== undefined ||
    baseline !== undefined ||
    options.isBaseline === true ||
    options.knowsPictures === true
  if (hashPictures ?? (isCompared && options.command !== 'crawl')) return 'all'
  return isCompared || options.thumbnails === true ? 'open' : 'needed'
}

/** Only a run that may fetch loads what fetches. */
async function openRemote({ remote, locked }: RunOptions['settings']): Promise<RemotePictures | undefined> {
  if (remote === false) return undefined
  const { remotePictures } = await import('./remote/remote.ts')
  return remotePictures({ remote, locked })
}

/** What an adapter's loader leaves on another server is fetched from there, where the settings let it. */
function withRemote(load: LoadImage, remote: RemotePictures | undefined): LoadImage {
  if (remote === undefined) return load
  return async (url) => {
    const loaded = await load(url)
    if (loaded.status === 'loaded' || loaded.code !== 'remote') return loaded
    return (await remote.load(url)) ?? loaded
  }
}

const writing: ReadonlySet<Command> = new Set(['build', 'serve', 'transform', 'fix'])

/** What a finding says when its document could not be written after all. */
function undone({ attributes: _, ...finding }: Finding): Finding {
  if (finding.author === undefined) return finding
  return { ...finding, after: finding.before, proposal: finding.after ?? undefined, severity: 'error' }
}

interface LazyEngine {
  readonly open: (() => Promise<Captioner>) | undefined
  id(): string | undefined
  dispose(): Promise<void>
}

/** Opens the engine at the first picture that needs it, once. */
function lazyEngine({ openCaptioner, settings }: RunOptions): LazyEngine {
  let opening: Promise<Captioner> | undefined
  let opened: Captioner | undefined
  const open = async (): Promise<Captioner> => {
    opening ??= (openCaptioner as () => Promise<Captioner>)()
    opened = await opening
    return opened
  }
  return {
    open: openCaptioner === undefined || settings.locked ? undefined : open,
    id: () => opened?.id,
    async dispose() {
      // An engine that failed to open has nothing to end, and its error has been reported.
      const captioner = await opening?.catch(() => undefined)
      await captioner?.dispose()
    },
  }
}

/** Opens the matcher at the first alt to check, once. */
function lazyMatcher({ openMatcher, settings, signal }: RunOptions) {
  let opening: Promise<AltMatcher | undefined> | undefined
  const match = async (image: Uint8Array, text: string): Promise<number | undefined> => {
    opening ??= (openMatcher as NonNullable<RunOptions['openMatcher']>)()
    const [outcome] = (await (await opening)?.match(image, [text], { signal })) ?? []
    return outcome?.status === 'matched' ? outcome.probability : undefined
  }
  return {
    match: openMatcher === undefined || settings.matcher === undefined || settings.locked ? undefined : match,
    async dispose() {
      const opened = await opening?.catch(() => undefined)
      await opened?.dispose()
    },
  }
}

function readLater(read: () => readonly Finding[], counts: Omit<Result, 'findings'>): Result {
  return {
    ...counts,
    get findings() {
      return read()
    },
  }
}

/** Makes a value when it is first asked for. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** A picture that many documents show is the same bytes, where its loader keeps them. */
function remembered<T>(ask: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const answers = new WeakMap<Uint8Array, T>()
  return (bytes) => {
    const known = answers.get(bytes)
    if (known !== undefined || answers.has(bytes)) return known as T
    const answer = ask(bytes)
    answers.set(bytes, answer)
    return answer
  }
}

/** Pixels are only looked at where a run needs them: a build from the lockfile never loads sharp. */
function sizeOf(bytes: Uint8Array): Soon<{ width: number; height: number } | undefined> {
  return mayBeDot(bytes) ? measured(bytes) : undefined
}

async function measured(bytes: Uint8Array): Promise<{ width: number; height: number } | undefined> {
  const { inspectImage } = await import('./pixels/index.ts')
  const seen = await inspectImage(bytes)
  return seen.status === 'unreadable' ? undefined : seen
}
