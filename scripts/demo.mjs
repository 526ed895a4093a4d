// The main job on three small sites: build one with Vite, render one with rehype, crawl one in a browser.
// Everything is real and runs here: pixels, model, browser. Ends with what became of the images, and a report to open.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { styleText } from 'node:util'
import { prepare, root, stop } from './prepare.mjs'

const folder = join(root, '.altwright/demo')

prepare()
const { htmlReport, mergeReports, rules } = await import('@altwright/core')
const { formatDiagnostic, noColors } = await import('@altwright/core/terminal')
const { launchBrowser } = await import('./browser.mjs')
const { serve } = await import('./serve.mjs')

const isWatched = process.stdout.isTTY && !process.env.NO_COLOR
const colors = isWatched
  ? Object.fromEntries(Object.keys(noColors).map((style) => [style, (text) => styleText(style, text)]))
  : noColors

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

say('Building a trail guide with Vite …')
const guide = workOn('vite-site')
run('node_modules/vite/bin/vite.js', ['build', '--logLevel', 'warn'], guide)

say('Rendering a bakery’s journal with rehype …')
const journal = workOn('blog')
run('build.js', [], journal)

say('Crawling a tool’s site, unfixed, in a browser …')
const site = workOn('crawl-site')
try {
  // Where there is no browser at all, this installs one or says what to run.
  await (await launchBrowser()).close()
} catch (error) {
  stop(error.message)
}
const server = await serve(site)
try {
  const { crawl } = await import('altwright')
  await crawl({ start: server.url, root: site, locked: false, report: reportPaths(site) })
} finally {
  await server.close()
}

const reports = [
  { ...read(guide), root: 'vite-site' },
  { ...read(journal), root: 'blog' },
  { ...read(site), root: 'crawl-site' },
]
const whole = mergeReports(reports, 'Altwright demo: a built site, a blog and a crawled site')
const path = join(folder, 'report.html')
writeFileSync(path, htmlReport(whole))

showTable(reports)
showFilled(whole.findings)
showReasons(whole.findings)
showKinds(reports[0].findings)
heading('Look at it')
say(`  Report        ${pathToFileURL(path).href}`)
say(`  Built pages   ${relative(root, join(guide, 'dist'))}, ${relative(root, join(journal, 'dist'))}`)

/** A copy of an example to work on, so that the repository stays clean and every demo starts anew. */
function workOn(name) {
  const source = join(root, 'examples', name)
  const copy = join(folder, name)
  const skipped = new Set(['node_modules', 'dist', 'expected.json'].map((part) => join(source, part)))
  cpSync(source, copy, { recursive: true, filter: (file) => !skipped.has(file) })
  try {
    symlinkSync(join(source, 'node_modules'), join(copy, 'node_modules'), 'junction')
  } catch (error) {
    stop(`${copy}: cannot be linked to its dependencies (${error.message}).`)
  }
  // Captioning is on even where CI is set: showing it is the point.
  const config = { locked: false, report: { html: 'altwright-report.html', json: 'altwright-report.json' } }
  writeFileSync(join(copy, 'altwright.config.json'), JSON.stringify(config, null, 2))
  return copy
}

function reportPaths(copy) {
  return { html: join(copy, 'altwright-report.html'), json: join(copy, 'altwright-report.json') }
}

function read(copy) {
  return JSON.parse(readFileSync(reportPaths(copy).json, 'utf8'))
}

/** A build step as its user would run it; its own words are shown only where it fails. */
function run(script, args, cwd) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout}${result.stderr}`)
  stop(`${relative(root, cwd)}: the build failed; see above.`)
}

function showTable(reports) {
  const columns = [
    ['found', (summary) => summary.images],
    ['answered', (summary) => summary.kept],
    ['filled', (summary) => summary.generated + summary.reviewed],
    ['by rule', (summary) => summary.decorative],
    ['left for a person', (summary) => summary.review + summary.flawed + summary.unreadable],
  ]
  const row = (name, cells) =>
    `  ${name.padEnd(27)}${cells.map((cell, i) => String(cell).padStart(columns[i][0].length + 3)).join('')}`
  const titles = columns.map(([title]) => title)
  heading('What became of the images')
  say(row('', titles))
  for (const { root, documents, summary } of reports) {
    const name = documents.some(({ written }) => written) ? root : `${root} (as it could be)`
    const cells = columns.map(([, count]) => count(summary))
    say(row(name, cells))
  }
}

function showFilled(findings) {
  const filled = findings.filter((finding) => finding.outcome === 'filled')
  const shown = [...new Map(filled.map((finding) => [finding.after, finding])).values()].slice(0, 8)
  const names = shown.map((finding) => finding.source.replace(/^.*\//, ''))
  const width = Math.max(0, ...names.map((name) => name.length))
  heading('Filled by the model in the package, marked, to be reviewed')
  shown.forEach((finding, index) => {
    say(`  ${names[index].padEnd(width)}  alt="${finding.after}"`)
  })
  const rest = filled.length - shown.length
  if (rest > 0) say(`  … and ${rest} more`)
}

function showReasons(findings) {
  const reasons = new Map()
  for (const finding of findings) {
    if (!['review', 'flawed', 'unreadable'].includes(finding.outcome)) continue
    reasons.set(finding.rule, [...(reasons.get(finding.rule) ?? []), finding])
  }
  heading('Left for a person, and why')
  for (const [rule, group] of [...reasons].sort(([, a], [, b]) => b.length - a.length)) {
    say(`  ${String(group.length).padStart(2)}  ${rules[rule].title}`)
  }
}

/** One image of each kind, as the build tells of them. */
function showKinds(findings) {
  const view = { colors, columns: 100, nameOf: (document) => document, writes: 'written' }
  heading('Three of them, as the build of vite-site tells of them')
  const kinds = ['captioned', 'beside-text', 'functional-image']
  const shown = kinds.map((rule) => findings.find((finding) => finding.rule === rule))
  say(shown.map((finding) => formatDiagnostic(finding, view).replace(/^/gm, '  ')).join('\n\n'))
}

function heading(text) {
  say(`\n${colors.bold(text)}`)
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
