// Captions one picture of a folder and saves the lockfile, as one of several processes.
import { describeHtml, fileLoader, openRun } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'

const [root, file] = process.argv.slice(2)
const settings = resolveOptions({}, 'options', { root, ci: false })
const run = await openRun({
  command: 'fix',
  settings,
  openCaptioner: async () => ({
    id: 'fake@0',
    caption: async (images) =>
      images.map((bytes) => ({
        status: 'captioned',
        text: Buffer.from(bytes).toString().replace('caption:', ''),
        confidence: 1,
      })),
    dispose: async () => {},
  }),
})
const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'x.html' })
await describeHtml(run, { document: 'x.html', source: `<img src=${file}>`, load })
await run.save()
