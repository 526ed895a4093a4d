// What a package is published with, run by its `prepack`: the compiled modules of `dist` in few files, which load in a fraction of
// the time, in `bundle`. What stands under a name in `exports` is published as what `publishConfig.exports` has there. Packages that
// are no dependencies of it are put in too, with their licences: those that a build would wait for.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import { prepare } from './prepare.mjs'

/** Modules that are loaded together, and all that they import, in one file each. */
const together = {
  '@altwright/core': {
    // What every build waits for; its thread has no options to check.
    page: ['page.js'],
    // Of which the next two speak, and neither loads the other.
    rules: ['policy/rules.js'],
    config: ['config/index.js'],
    // What reads documents that have changed.
    describe: [
      'describe/describe.js',
      'describe/look.js',
      'html/quickly.js',
      'image/from-hast.js',
      'image/prose.js',
    ],
  },
}

/** Threads, which are started by the address of a file. */
const threads = {
  '@altwright/core': ['blip/worker.js', 'heads/worker.js', 'transformers/worker.js'],
  'vite-plugin-altwright': ['thread/worker.js'],
}

prepare()
const folder = process.cwd()
const { name, exports, publishConfig, dependencies, peerDependencies } = manifestOf(folder)
const compiled = (path) => join(folder, 'dist', path)
const depends = new Set(Object.keys({ ...dependencies, ...peerDependencies }))
/** By the name of a package that was put in. */
const licences = new Map()

rmSync(join(folder, 'bundle'), { recursive: true, force: true })
const output = await write(entries(), {
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: {
    groups: Object.entries(together[name] ?? {}).map(([group, modules], index, { length }) => {
      const paths = modules.map(compiled)
      // What several need goes to the first.
      return { name: group, priority: length - index, test: (id) => paths.includes(id) }
    }),
  },
})

// Each by itself: what it shares with others would be put into the file that starts the thread, and started by them.
for (const path of threads[name] ?? []) {
  await write(
    { [path.replace(/\.js$/, '')]: compiled(path) },
    { chunkFileNames: `${dirname(path)}/[name].js` },
  )
}

const [first] = Object.keys(together[name] ?? {})
const others =
  output.find((file) => file.name === first)?.imports.filter((file) => file.endsWith('.js')) ?? []
if (others.length > 0) throw new Error(`${name}: ${first} cannot be loaded without ${others.join(', ')}`)

if (licences.size > 0) {
  const texts = [...licences]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([of, text]) => `## ${of}\n\n${text.trim()}\n`)
  writeFileSync(join(folder, 'bundle/LICENSES.md'), `# Packages in these files\n\n${texts.join('\n')}`)
}

/** By what each is published as, without its ending. */
function entries() {
  const names = Object.keys(exports).filter((key) => !key.endsWith('.json'))
  return Object.fromEntries(
    names.map((key) => {
      const published = publishConfig.exports[key]?.default
      if (published === undefined) throw new Error(`${name}: publishConfig.exports has no \`${key}\``)
      const path = relative('bundle', published).replace(/\.js$/, '')
      if (dirname(dirname(path)) !== '.')
        throw new Error(`${name}: ${published} is not two folders below the package`)
      return [path, join(folder, exports[key])]
    }),
  )
}

/** Each file two folders below the package, as `dist` has those that look for files of it. */
async function write(input, options) {
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: (id) => id.startsWith('node:') || depends.has(/^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]),
  })
  const { output } = await bundle.write({
    dir: join(folder, 'bundle'),
    entryFileNames: '[name].js',
    ...options,
  })
  for (const id of output.flatMap(({ moduleIds = [] }) => moduleIds)) {
    if (id.includes('/node_modules/')) keepLicence(dirname(id))
  }
  return output
}

function keepLicence(path) {
  const manifest = existsSync(join(path, 'package.json')) ? manifestOf(path) : {}
  // A folder of a package may have one that only says what its modules are.
  if (manifest.version === undefined) return keepLicence(dirname(path))
  const file = readdirSync(path).find((file) => /^licen[cs]e/i.test(file))
  if (file === undefined) throw new Error(`${manifest.name} has no licence to keep`)
  licences.set(`${manifest.name} ${manifest.version}`, readFileSync(join(path, file), 'utf8'))
}

function manifestOf(path) {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
}
