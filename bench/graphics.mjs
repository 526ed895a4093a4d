// How long the bundled model takes for an icon, on one thread, from file to words. Processor time counts where other programs run.
//   taskset -c 0 node bench/graphics.mjs
// The icons are those cut from pages, and the same drawn as an SVG would be: 96 pixels, PNG.
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { openCaptioner } from '../packages/core/dist/engine/index.js'
import { median } from './ratios.mjs'

const rounds = 5
const folders = ['training/page-icons/crops', 'training/holdout-samples']
const captioner = await openCaptioner({ model: 'graphics', threads: 1 })

for (const folder of folders) {
  const root = new URL(`../${folder}/`, import.meta.url)
  const images = readdirSync(root)
    .filter((name) => name.endsWith('.png'))
    .map((name) => readFileSync(new URL(name, root)))
  const queue = []
  const cpu = []
  const lone = []
  await captioner.caption(images)
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const used = process.cpuUsage()
    await captioner.caption(images)
    queue.push((performance.now() - start) / images.length)
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1000 / images.length)
    for (const image of images.slice(0, 20)) {
      const before = performance.now()
      await captioner.caption([image])
      lone.push(performance.now() - before)
    }
  }
  console.log(
    `${folder}: ${images.length} images, in a queue ${median(queue).toFixed(1)} ms each, ${median(cpu).toFixed(1)} ms of processor time (medians of ${rounds} rounds), alone ${median(lone).toFixed(1)} ms (median)`,
  )
}
await captioner.dispose()
