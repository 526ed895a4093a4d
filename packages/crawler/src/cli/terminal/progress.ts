import { counted, fit } from '@altwright/core/terminal'
import type { Colors } from './colors.ts'
import type { Output, Terminal } from './terminal.ts'

/** How far a command is; `total` grows while a crawl finds links. */
export interface Stage {
  readonly done: number
  readonly total: number
  readonly images: number
  readonly captioned: number
  readonly toCaption: number
}

/** Tells a person that work goes on; never on stdout. */
export interface ProgressView {
  update(stage: Stage): void
  /** A line that stays. */
  note(line: string): void
  /** Makes room for results on the same terminal. */
  clear(): void
  end(): void
}

export interface ProgressOptions {
  readonly terminal: Terminal
  readonly colors: Colors
  readonly quiet: boolean
  /** What is counted: `page` or `image`. */
  readonly noun: string
}

/** A live bar where a person watches, a line now and then elsewhere, nothing when asked for quiet. */
export function progressView(options: ProgressOptions): ProgressView {
  const { terminal, quiet } = options
  if (quiet) return { update() {}, note() {}, clear() {}, end() {} }
  const live = terminal.stderr.isTTY === true && terminal.env.TERM !== 'dumb' && !terminal.env.CI
  return live ? liveBar(options) : plainLines(options)
}

const frameTime = 80
const lineTime = 5_000

function liveBar({ terminal: { stderr }, colors, noun }: ProgressOptions): ProgressView {
  let latest: Stage | undefined
  let drawn = 0
  let timer: NodeJS.Timeout | undefined
  const draw = () => {
    timer = undefined
    if (latest === undefined) return
    drawn = performance.now()
    stderr.write(`\r${barLine(latest, noun, stderr, colors)}\u001B[K`)
  }
  const clear = () => {
    if (latest !== undefined) stderr.write('\r\u001B[K')
  }
  return {
    update(stage) {
      latest = stage
      timer ??= setTimeout(draw, Math.max(0, frameTime - (performance.now() - drawn)))
    },
    note(line) {
      clear()
      stderr.write(`${line}\n`)
      draw()
    },
    clear,
    end() {
      clearTimeout(timer)
      clear()
    },
  }
}

const barWidth = 24

function barLine(stage: Stage, noun: string, stderr: Output, colors: Colors): string {
  const share = stage.total === 0 ? 0 : Math.min(1, stage.done / stage.total)
  const filled = Math.round(share * barWidth)
  const bar = colors.cyan('━'.repeat(filled)) + colors.dim('━'.repeat(barWidth - filled))
  const text = fit(stageText(stage, noun), Math.max(10, (stderr.columns ?? 80) - barWidth - 2))
  return `${bar} ${text}`
}

function plainLines({ terminal: { stderr }, noun }: ProgressOptions): ProgressView {
  let latest: Stage | undefined
  let written = ''
  let next = performance.now() + lineTime
  const write = () => {
    next = performance.now() + lineTime
    const line = latest === undefined ? '' : stageText(latest, noun)
    if (line === written) return
    written = line
    stderr.write(`altwright: ${line}\n`)
  }
  return {
    update(stage) {
      latest = stage
      if (performance.now() >= next) write()
    },
    note(line) {
      stderr.write(`${line}\n`)
    },
    clear() {},
    end: write,
  }
}

function stageText(stage: Stage, noun: string): string {
  const parts = [`${stage.done} of ${counted(stage.total, noun)}`]
  if (noun !== 'image') parts.push(counted(stage.images, 'image'))
  if (stage.toCaption > 0) parts.push(`${stage.captioned} of ${counted(stage.toCaption, 'caption')}`)
  return parts.join(', ')
}
