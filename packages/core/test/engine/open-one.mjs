// Opens one engine of each family in a process of its own, in its main thread or in another, and looks at a picture.
import { readFile } from 'node:fs/promises'
import { isMainThread, Worker } from 'node:worker_threads'
import { openCaptioner } from '@altwright/core/engine'
import { openMatcher } from '@altwright/core/heads'

const [family, model, image, where] = process.argv.slice(2)
if (where === 'thread' && isMainThread) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
} else {
  try {
    const bytes = new Uint8Array(await readFile(image))
    if (family === 'matcher') {
      const matcher = await openMatcher({ model })
      console.log((await matcher.match(bytes, ['a house'])).map(({ status }) => status).join())
      await matcher.dispose()
    } else {
      const captioner = await openCaptioner({ model })
      console.log((await captioner.caption([bytes])).map(({ status }) => status).join())
      await captioner.dispose()
    }
  } catch (error) {
    console.log(`${error.code}: ${error.message}`)
  }
}
