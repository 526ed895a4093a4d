// Altwright's side of the benchmark: one engine, told over stdin what to do, line by line.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { openBlip } from '../../packages/core/dist/blip/index.js'

const captioner = await openBlip(JSON.parse(process.argv[2]))
const memory = () => {
  const status = readFileSync('/proc/self/status', 'utf8')
  const megabytes = (key) => Math.round(Number(status.match(new RegExp(`${key}:\\s+(\\d+)`))[1]) / 1024)
  return { peak: megabytes('VmHWM'), anonymous: megabytes('RssAnon') }
}
const say = (value) => console.log(JSON.stringify(value))
say({ ready: true, id: captioner.id })
for await (const line of createInterface({ input: process.stdin })) {
  const { files, lone, repeat = 1 } = JSON.parse(line)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const outcomes = []
  const each = []
  const anonymous = []
  if (lone) {
    for (const file of files) {
      const began = performance.now()
      outcomes.push(...(await captioner.caption([await readFile(file)])))
      each.push((performance.now() - began) / 1000)
    }
  } else {
    for (let i = 0; i < repeat; i++) {
      outcomes.length = 0
      outcomes.push(...(await captioner.caption(await Promise.all(files.map((file) => readFile(file))))))
      anonymous.push(memory().anonymous)
    }
  }
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const words = outcomes.map((outcome) => [outcome.text ?? outcome.draft ?? '', outcome.confidence])
  say({ seconds, cpu: (user + system) / 1e6, each, words, ...memory(), series: anonymous })
}
await captioner.dispose()
