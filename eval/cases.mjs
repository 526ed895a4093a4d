// `pnpm eval:cases [DIR] [--browser] [--json] [--wrong] [--no-peers]`: labelled cases of public suites, judged by
// Altwright and, in the same run, by its peers. Exits 2 where the cases are not there.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepare, root } from '../scripts/prepare.mjs'
import { mistakes, qualityLine, tables } from './print.mjs'
import { precision, score } from './score.mjs'
import { MissingCases, readSuites } from './suites.mjs'

const usage = `pnpm eval:cases [DIR] [options]

Judges labelled cases of public suites (ACT, axe-core, web-platform-tests, alt quality) and counts what is right.
DIR holds one JSON file a suite; default: ../shared/cases beside the project.

  --browser    also as a live page in Chromium
  --no-peers   Altwright alone, without axe-core and Alfa
  --only TEXT  cases whose id contains it
  --wrong      list each case that was answered wrongly
  --json       print everything as JSON
`

const { values, positionals } = readArguments()
if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}
const folder = positionals[0] ?? join(root, '../shared/cases')
const { cases, leftOut } = readCases(folder)

prepare()
const results = []
for (const open of await tools()) {
  const tool = await open()
  try {
    const answers = await answersOf(tool)
    const quality = tool.id.startsWith('altwright') ? precision(cases, answers) : undefined
    results.push({ ...score(tool, cases, answers), quality })
  } finally {
    await tool.close()
  }
}
print()

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        browser: { type: 'boolean', default: false },
        'no-peers': { type: 'boolean', default: false },
        only: { type: 'string' },
        wrong: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    stop(`${error.message}\n\n${usage}`)
  }
}

function readCases(from) {
  try {
    const read = readSuites(from)
    const { only } = values
    return only === undefined ? read : { ...read, cases: read.cases.filter(({ id }) => id.includes(only)) }
  } catch (error) {
    if (error instanceof MissingCases) stop(`${error.message}\n`)
    throw error
  }
}

function stop(message) {
  process.stderr.write(message)
  process.exit(2)
}

async function tools() {
  const { openOurs } = await import('./tools/ours.mjs')
  const list = [openOurs]
  const peers = !values['no-peers']
  if (peers) {
    const { openAxeInJsdom } = await import('./tools/axe-jsdom.mjs')
    const { openAlfa } = await import('./tools/alfa.mjs')
    list.push(openAxeInJsdom, openAlfa)
  }
  if (values.browser) {
    const { openOursInBrowser } = await import('./tools/ours-browser.mjs')
    list.push(openOursInBrowser)
    if (peers) {
      const { openAxeInBrowser } = await import('./tools/axe-browser.mjs')
      const { openAlfaInBrowser } = await import('./tools/alfa.mjs')
      list.push(openAxeInBrowser, openAlfaInBrowser)
    }
  }
  return list
}

async function answersOf(tool) {
  const answers = []
  for (const item of cases) {
    try {
      answers.push(await tool.answer(item))
    } catch (error) {
      answers.push({ kind: 'failed', why: String(error.message).split('\n')[0] })
    }
  }
  return answers
}

function print() {
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ folder, cases: cases.length, leftOut, results }, null, 2)}\n`)
    return
  }
  const out = [
    `${cases.length} cases. found / to find, false positives / clean, ?could not tell; [cases that need CSS, scripts or pixels].`,
    tables(results),
    ...results.flatMap(({ title, quality }) =>
      quality === undefined ? [] : [`${title}. ${qualityLine(quality)}`],
    ),
  ]
  if (leftOut.length > 0)
    out.push(`Left out, because they ask nothing that a tool answers: ${leftOut.length}.`)
  if (values.wrong) out.push(...results.map(mistakes))
  process.stdout.write(`${out.join('\n\n')}\n`)
}
