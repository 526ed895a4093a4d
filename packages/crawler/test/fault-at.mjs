// Loaded before a command, into each of its threads: one call of a function of `node:fs` goes wrong, as `FAULT_AT` says: `before`,
// `half` or `after`, its name, and the how manieth call. There the process ends as `kill -9` ends it, or the call fails with
// the code that is named. What is half done has written half of its bytes.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [moment, name, count, code] = process.env.FAULT_AT.split(' ')
const original = fs[name]
let calls = 0

fs[name] = (file, content, ...more) => {
  calls += 1
  if (calls !== Number(count)) return original(file, content, ...more)
  if (moment === 'half') original(file, content.slice(0, content.length / 2), ...more)
  if (moment === 'after') original(file, content, ...more)
  if (code !== undefined) throw Object.assign(new Error(`${code}: ${name}`), { code })
  process.kill(process.pid, 'SIGKILL')
}
syncBuiltinESMExports()
