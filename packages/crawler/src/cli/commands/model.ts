import { resolve } from 'node:path'
import type { ListedModel, PullProgress } from '@altwright/core/models'
import { counted, fit, plain } from '@altwright/core/terminal'
import { exit } from '../exit.ts'
import { type Colors, colorsFor } from '../terminal/colors.ts'
import type { Output, Terminal } from '../terminal/terminal.ts'

export interface ModelFlags {
  readonly quiet?: boolean
  readonly color: boolean
}

export interface ModelListFlags extends ModelFlags {
  readonly format: 'text' | 'json'
}

/** Fetches a model of the hub, and says where it is. */
export async function pullCommand(name: string, flags: ModelFlags, terminal: Terminal): Promise<number> {
  const { env, signal, stdout, stderr } = terminal
  const { formatBytes, pullModel } = await import('@altwright/core/models')
  const view = transferView(name, formatBytes, flags, terminal)
  try {
    const model = await pullModel(name, { env, signal, onProgress: view.show })
    view.end()
    stdout.write(`${model.name} at ${model.revision}: ${formatBytes(model.bytes)} in ${plain(model.path)}\n`)
    return exit.clean
  } catch (error) {
    view.end()
    if (!signal?.aborted) throw error
    stderr.write('Interrupted; what was downloaded is kept, and the next pull goes on from there.\n')
    return exit.interrupted
  }
}

/** Compiles a model and loads it once, so that a build does not have to. */
export async function compileCommand(name: string, flags: ModelFlags, terminal: Terminal): Promise<number> {
  const { cwd, env, signal, stdout, stderr } = terminal
  const { locateModel } = await import('@altwright/core/models')
  const { openCaptioner } = await import('@altwright/core/engine')
  const model = await locateModel(name, { cwd, env, signal })
  if (flags.quiet !== true) stderr.write(`Compiling ${plain(model.name)}; a large model takes a minute.\n`)
  const captioner = await openCaptioner({ model: model.folder })
  await captioner.dispose()
  if (signal?.aborted) return exit.interrupted
  stdout.write(`${plain(model.name)} is compiled, and loads.\n`)
  return exit.clean
}

/** Writes a BLIP model as a repository that transformers.js runs. */
export async function exportCommand(
  name: string,
  folder: string,
  flags: ModelFlags,
  terminal: Terminal,
): Promise<number> {
  const { cwd, env, signal, stdout, stderr } = terminal
  const { locateModel } = await import('@altwright/core/models')
  const { exportTransformers } = await import('@altwright/core/export')
  const model = await locateModel(name, { cwd, env, signal })
  if (flags.quiet !== true) stderr.write(`Exporting ${plain(model.name)}.\n`)
  const files = await exportTransformers(model.folder, resolve(cwd, folder))
  stdout.write(`${counted(files.length, 'file')} in ${plain(resolve(cwd, folder))}\n`)
  return exit.clean
}

/** The `model_type`s that the engine opens; the hub's cache holds other tools' models too. */
const captioning: ReadonlySet<string | undefined> = new Set(['blip', 'vision-encoder-decoder', 'florence2'])

/** Prints the models that can be opened without network, one line each. */
export async function listCommand(flags: ModelListFlags, { env, stdout }: Terminal): Promise<number> {
  const { formatBytes, listModels } = await import('@altwright/core/models')
  for (const model of await listModels({ env })) {
    if (!captioning.has(model.type)) continue
    stdout.write(flags.format === 'json' ? `${JSON.stringify(model)}\n` : textLine(model, formatBytes))
  }
  return exit.clean
}

/** Removes a model from the hub's cache, with what was compiled from it. */
export async function removeCommand(name: string, flags: ModelFlags, terminal: Terminal): Promise<number> {
  const { env, signal, stdout, stderr } = terminal
  const { formatBytes, removeModel } = await import('@altwright/core/models')
  try {
    const removed = await removeModel(name, {
      env,
      signal,
      onWait: () => void (flags.quiet === true || stderr.write(waiting)),
    })
    const what =
      removed.revisions.length === 0 ? 'a broken-off download' : counted(removed.revisions.length, 'revision')
    stdout.write(`Removed ${removed.name}: ${what}, ${formatBytes(removed.bytes)} freed.\n`)
    return exit.clean
  } catch (error) {
    if (!signal?.aborted) throw error
    return exit.interrupted
  }
}

const waiting = 'Another process is at work on this model; waiting for it.\n'

type FormatBytes = (bytes: number) => string

/** Name, revision, size, compiled size and path, between tabs. */
function textLine(
  { name, revision, bytes, compiledBytes, path }: ListedModel,
  formatBytes: FormatBytes,
): string {
  const compiled = compiledBytes === 0 ? 'not compiled' : `${formatBytes(compiledBytes)} compiled`
  return `${[name, revision ?? 'bundled', formatBytes(bytes), compiled, path].map(plain).join('\t')}\n`
}

interface TransferView {
  show(progress: PullProgress): void
  end(): void
}

const frameTime = 80
const lineTime = 5_000

/** A live bar where a person watches, a line now and then elsewhere, nothing when asked for quiet. */
function transferView(
  name: string,
  formatBytes: FormatBytes,
  flags: ModelFlags,
  terminal: Terminal,
): TransferView {
  if (flags.quiet === true) return { show() {}, end() {} }
  const { stderr, env } = terminal
  const colors = colorsFor(stderr, env, flags.color)
  const live = stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI
  let next = performance.now() + (live ? 0 : lineTime)
  let drawn = false
  const clear = () => {
    if (drawn) stderr.write('\r\u001B[K')
    drawn = false
  }
  const draw = (progress: Extract<PullProgress, { type: 'bytes' }>) => {
    if (performance.now() < next) return
    next = performance.now() + (live ? frameTime : lineTime)
    const text = `${formatBytes(progress.bytes)} of ${formatBytes(progress.total)}, ${progress.file}`
    stderr.write(
      live ? barLine(progress.bytes / progress.total, text, stderr, colors) : `altwright: ${text}\n`,
    )
    drawn = live
  }
  return {
    show(progress) {
      if (progress.type === 'bytes') return draw(progress)
      const line = noteOf(name, progress, formatBytes)
      if (line === undefined) return
      clear()
      stderr.write(line)
    },
    end: clear,
  }
}

function noteOf(name: string, progress: PullProgress, formatBytes: FormatBytes): string | undefined {
  switch (progress.type) {
    case 'waiting':
      return waiting
    case 'resolved':
      return `${plain(name)}: ${counted(progress.files, 'file')}, ${formatBytes(progress.total)}\n`
    case 'retrying':
      return `${plain(progress.problem)}; trying again in ${Math.ceil(progress.delay / 1000)} s.\n`
    default:
      return undefined
  }
}

const barWidth = 24

function barLine(share: number, text: string, stderr: Output, colors: Colors): string {
  const filled = Math.round(Math.min(1, share) * barWidth)
  const bar = colors.cyan('━'.repeat(filled)) + colors.dim('━'.repeat(barWidth - filled))
  return `\r${bar} ${fit(text, Math.max(10, (stderr.columns ?? 80) - barWidth - 2))}\u001B[K`
}
