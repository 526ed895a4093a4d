import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Captioner,
  type CaptionOutcome,
  type Command,
  describeHtml,
  type Finding,
  fileLoader,
  openRun,
  type Run,
} from '@altwright/core'
import { type AltwrightOptions, resolveOptions } from '@altwright/core/config'
import { temporaryFolder } from '../temporary.ts'

/** An engine that reads its words from the picture's own bytes, without space around: `caption:…`, `photo`, `broken`. */
export function fakeCaptioner(
  id = 'graphics@0/fake',
): Captioner & { readonly seen: string[]; disposed: number } {
  const seen: string[] = []
  return {
    id,
    seen,
    disposed: 0,
    async caption(images, options) {
      return images.map((bytes, index) => {
        const text = Buffer.from(bytes).toString('utf8').trim()
        seen.push(text)
        const outcome = answer(text)
        options?.onOutcome?.(index, outcome)
        return outcome
      })
    },
    async dispose() {
      this.disposed += 1
    },
  }
}

function answer(text: string): CaptionOutcome {
  if (text === 'photo') return { status: 'abstained', reason: 'photo' }
  if (text === 'unsure')
    return { status: 'abstained', reason: 'unsure', draft: 'kite icon', confidence: 0.31234 }
  if (text === 'broken') return { status: 'unreadable', code: 'truncated', message: 'It ends too early.' }
  return { status: 'captioned', text: text.replace(/^caption:/, ''), confidence: 0.98765 }
}

/** A temporary folder with these files. */
export async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}

export interface Described {
  readonly source: string
  readonly findings: readonly Finding[]
  readonly run: Run
}

/** Opens a run over a folder, describes one page and saves. */
export async function describePage(
  root: string,
  source: string,
  captioner: Captioner | undefined,
  options: AltwrightOptions = {},
  command: Command = 'fix',
): Promise<Described> {
  const settings = resolveOptions(options, 'options', { root, ci: false })
  const run = await openRun({
    command,
    settings,
    openCaptioner: captioner === undefined ? undefined : async () => captioner,
  })
  const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'index.html' })
  const result = await describeHtml(run, { document: 'index.html', source, load })
  await run.save()
  await run.dispose()
  return { ...result, run }
}
