// Packs every package as it would be published, installs the four together in an empty project, and
// checks what arrived: publint's findings, licence and readme, every entry point, the command, and a build that captions.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackages } from './pack.mjs'
import { prepare, root } from './prepare.mjs'

prepare()
const folder = mkdtempSync(join(tmpdir(), 'altwright-pack-'))
const problems = []
const packages = packPackages(folder)

for (const { manifest, tarball } of packages) {
  const bytes = new Uint8Array(readFileSync(tarball)).buffer
  const { messages } = await publint({ pack: { tarball: bytes }, strict: true })
  problems.push(...messages.map((message) => `${manifest.name}: ${formatMessage(message, manifest)}`))
}

writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
execFileSync(
  'npm',
  [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...packages.map(({ tarball }) => tarball),
    'vite@8.3.8',
  ],
  { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
)

for (const { manifest } of packages) {
  const installed = join(folder, 'node_modules', manifest.name)
  for (const file of ['LICENSE', 'README.md']) {
    if (!existsSync(join(installed, file))) problems.push(`${manifest.name}: ${file} is not in the package`)
  }
  if (existsSync(join(installed, 'src')) || existsSync(join(installed, 'test'))) {
    problems.push(`${manifest.name}: sources or tests are in the package`)
  }
  for (const entry of Object.keys(manifest.exports)) {
    if (entry.endsWith('.json')) continue
    const name = manifest.name + entry.slice(1)
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(name)})`], {
        cwd: folder,
      })
    } catch (error) {
      problems.push(`${name}: cannot be imported: ${error.message}`)
    }
  }
}
const version = execFileSync('npx', ['altwright', '--version'], { cwd: folder, encoding: 'utf8' }).trim()
const expected = packages.find(({ manifest }) => manifest.name === 'altwright')?.manifest.version
if (version !== expected) problems.push(`altwright --version says ${version}, not ${expected}`)
problems.push(...problemsOfTypes(), ...problemsOfBuild(), ...problemsOfReport())
rmSync(folder, { recursive: true })

process.stdout.write(
  problems.length === 0
    ? `${packages.length} packages pack, install and import.\n`
    : `${problems.join('\n')}\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1

/** The types of every entry point, to whom nothing else is installed but Node's: what is missing there is `any` without a word. */
function problemsOfTypes() {
  const entries = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => manifest.name + entry.slice(1)),
  )
  writeFileSync(
    join(folder, 'types.mts'),
    entries.map((name, index) => `export * as e${index} from '${name}'\n`).join(''),
  )
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node']
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    [...options, '--typeRoots', join(root, 'node_modules/@types'), 'types.mts'],
    { cwd: folder, encoding: 'utf8' },
  )
  const ours = packages.map(({ manifest }) => `node_modules/${manifest.name}/`)
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('types.mts') || ours.some((path) => line.startsWith(path)))
}

/** A build by what is installed: the bundled model is found, runs in a thread of its own, and is not asked twice. */
function problemsOfBuild() {
  copyFileSync(join(root, 'examples/vite-site/images/bell.svg'), join(folder, 'bell.svg'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="en"><body><img src="bell.svg">')
  writeFileSync(
    join(folder, 'vite.config.js'),
    "import altwright from 'vite-plugin-altwright'\nexport default { plugins: [altwright({ locked: false })] }\n",
  )
  const build = () =>
    execFileSync('npx', ['vite', 'build'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ALTWRIGHT_CACHE: join(folder, 'cache') },
    })
  const first = build()
  const page = readFileSync(join(folder, 'dist/index.html'), 'utf8')
  const again = build()
  return [
    ...(/ alt="[^"]*bell[^"]*"/i.test(page) ? [] : [`a build wrote no alt: ${page}\n${first}`]),
    ...(again.includes('opening the model') ? ['a second build opened the model'] : []),
    ...(readFileSync(join(folder, 'dist/index.html'), 'utf8') === page
      ? []
      : ['a second build wrote another page']),
  ]
}

/** A report of the installed command knows a photo by its looks, which are seen outside the threads of models. */
function problemsOfReport() {
  copyFileSync(join(root, 'examples/vite-site/images/IMG_2041.jpg'), join(folder, 'photo.jpg'))
  writeFileSync(join(folder, 'photo.html'), '<!doctype html><html lang="en"><body><img src="photo.jpg">')
  const asked = ['altwright', 'audit', 'photo.html', '--reporter', 'json=photo.json']
  const { stderr } = spawnSync('npx', asked, { cwd: folder, encoding: 'utf8' })
  if (!existsSync(join(folder, 'photo.json'))) return [`a report of a photo was not written: ${stderr}`]
  const [picture] = Object.values(JSON.parse(readFileSync(join(folder, 'photo.json'), 'utf8')).pictures)
  return picture?.fingerprint === undefined ? ['a report does not know a photo by its looks'] : []
}
