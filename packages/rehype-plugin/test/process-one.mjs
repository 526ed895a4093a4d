// Fills one page of a folder, with an engine that keeps the process alive until it is ended, or one that does not.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { rehype } from 'rehype'
import rehypeAltwright from '../dist/index.js'

const [root, holds] = process.argv.slice(2)

async function openCaptioner() {
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
  if (holds !== 'holds') worker.unref()
  return {
    id: 'graphics@0/fake',
    caption: async (images) =>
      images.map(() => ({ status: 'captioned', text: 'map icon', confidence: 0.98 })),
    dispose: async () => void (await worker.terminate()),
  }
}

const processor = rehype().data('settings', { fragment: true }).use(rehypeAltwright, { root, openCaptioner })
const file = await processor.process({ path: join(root, 'a.html'), value: '<img src="map.svg">' })
console.log(String(file))
