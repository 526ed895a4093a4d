// Builds a site once and prints one line of JSON: how long it took, what was loaded. Without the plugin, with it as at the first
// build ever (`cold`), or with what the last build has kept (`warm`); `-alone`: without the plugin's own process.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const [folder, kind, mode, plugin] = process.argv.slice(2)
const [state, alone] = mode.split('-')
const cacheDir = join(folder, '.vite')
if (state === 'cold') rmSync(join(cacheDir, 'altwright'), { recursive: true, force: true })
const pages = readdirSync(join(folder, 'pages')).filter((name) => name.endsWith('.html'))
const input = kind === 'html' ? pages.map((name) => join(folder, 'pages', name)) : join(folder, 'index.html')
let captioned = 0
const altwrightPlugin = async () => {
  const { default: altwright } = await import(plugin)
  return altwright({
    locked: false,
    ...(alone && { ownProcess: false }),
    openCaptioner: async () => {
      captioned += 1
      throw new Error('There is something to caption')
    },
  })
}

const start = performance.now()
await build({
  root: folder,
  configFile: false,
  cacheDir,
  plugins: [kind !== 'html' && react(), mode !== 'without' && (await altwrightPlugin())],
  build: {
    outDir: join(folder, `dist-${mode}`),
    assetsInlineLimit: 0,
    sourcemap: kind === 'articles',
    rolldownOptions: { input },
  },
})
const milliseconds = performance.now() - start
const { sharedObjects } = process.report.getReport()
const heavy = sharedObjects.filter((path) => /onnxruntime|sharp|libvips/.test(path))
const { user, system } = process.cpuUsage()
// What was started has ended by then.
await wait(200)
const cpu = (user + system) / 1000 + cpuOfEnded()
process.stdout.write(`\n${JSON.stringify({ milliseconds, cpu, captioned, heavy })}\n`)

/** CPU of processes that this one has started and that have ended, in milliseconds; 0 where it cannot be known. */
function cpuOfEnded() {
  if (process.platform !== 'linux') return 0
  // `cutime` and `cstime`, in hundredths of a second. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}
