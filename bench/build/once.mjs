// Builds a site once and prints one line of JSON: how long it took, what was loaded. Without the plugin, with it as at the first
// build ever (`cold`), or with what the last build has kept (`warm`); `-alone`: without the plugin's thread.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const [folder, kind, mode, plugin] = process.argv.slice(2)
const [state, alone] = mode.split('-')
const cacheDir = join(folder, '.vite')
if (state === 'cold') rmSync(join(cacheDir, 'altwright'), { recursive: true, force: true })
const pages = readdirSync(join(folder, 'pages')).filter((name) => name.endsWith('.html'))
const input = pages.length > 0 ? pages.map((name) => join(folder, 'pages', name)) : join(folder, 'index.html')
let captioned = 0
const altwrightPlugin = async () => {
  const { default: altwright } = await import(plugin)
  return altwright({
    locked: false,
    ...(alone && { thread: false }),
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
  plugins: [pages.length === 0 && react(), mode !== 'without' && (await altwrightPlugin())],
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
const cpu = process.cpuUsage()
process.stdout.write(
  `\n${JSON.stringify({ milliseconds, cpu: (cpu.user + cpu.system) / 1000, captioned, heavy })}\n`,
)
