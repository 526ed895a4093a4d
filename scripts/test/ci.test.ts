import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder } from '../../packages/core/test/temporary.ts'

const root = join(import.meta.dirname, '../..')
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
const page =
  '<!doctype html>\n<p>text\n<img src="lens.svg">\n<p>::error::from a page\n<img src="a.svg" alt="kept">\n'

/** A repository that was built, with the command line as `npm ci` would put it there. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder()
  const all = { 'package.json': '{}', 'dist/index.html': page, 'dist/lens.svg': '<svg/>', ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync(join(root, 'packages/crawler/dist/cli/main.js'), join(folder, 'node_modules/.bin/altwright'))
  return folder
}

/** Runs the action's steps with the environment that GitHub gives a composite action. */
function runAction(folder: string, inputs: Readonly<Record<string, string>> = {}) {
  const runner = join(folder, 'runner')
  mkdirSync(runner)
  const files = { GITHUB_OUTPUT: join(runner, 'output'), GITHUB_STEP_SUMMARY: join(runner, 'summary') }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const values = Object.fromEntries(
    Object.entries<{ default: string }>(action.inputs).map(([name, input]) => [
      name,
      inputs[name] ?? input.default,
    ]),
  )
  const given = (text: string) =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => values[name] ?? '')
  const [step, ...others] = action.runs.steps
  expect(others).toEqual([])
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
    {
      cwd: join(folder, given(step['working-directory'])),
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        RUNNER_TEMP: runner,
        ...files,
        ...Object.fromEntries(Object.entries<string>(step.env).map(([name, value]) => [name, given(value)])),
      },
    },
  )
  const outputs = Object.fromEntries(
    readFileSync(files.GITHUB_OUTPUT, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  return { status, stdout, stderr, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') }
}

describe('the action', () => {
  test('fails on an error, and has told it beside the code, in the summary and in its outputs', () => {
    const { status, stdout, outputs, summary } = runAction(repository())
    expect(status).toBe(1)
    expect(stdout).toMatch(/^::error file=dist\/index\.html,line=3,col=1,title=[\w-]+::/m)
    expect(summary).toContain('## Image alts: 1 error\n')
    expect(outputs).toMatchObject({ errors: '1', warnings: '0' })
    const declared = Object.keys(action.outputs)
    expect(Object.keys(outputs).toSorted()).toEqual(declared.toSorted())
    for (const format of ['json', 'html', 'markdown', 'sarif'])
      expect(existsSync(outputs[format] ?? ''), format).toBe(true)
  })

  test('nothing that a page says is between the lines that stop and resume commands', () => {
    const { stdout } = runAction(repository({ 'dist/::error::x.html': '<img src="::warning::y">' }))
    const [, token = ''] = /^::stop-commands::([\da-f-]{36})\n/.exec(stdout) ?? []
    const [before = '', after = ''] = stdout.split(`\n::${token}::\n`)
    expect(before).toContain('::error::x.html')
    expect(
      after.split('\n').filter((line) => line !== '' && !/^::(?:error|warning|notice) [^:]*::/.test(line)),
    ).toEqual([])
  })

  test('passes on a clean site, and on known findings', () => {
    const clean = runAction(repository({ 'dist/index.html': '<img src="lens.svg" alt="Lens">' }))
    expect([clean.status, clean.outputs['errors']]).toEqual([0, '0'])
    const folder = repository()
    spawnSync(
      process.execPath,
      [join(root, 'packages/crawler/dist/cli/main.js'), 'audit', 'dist', '--update-baseline'],
      {
        cwd: folder,
        env: { ...process.env, CI: '1' },
      },
    )
    const known = runAction(folder, { baseline: 'altwright.baseline.json' })
    expect(known.status).toBe(0)
    expect(known.summary).toContain('1 of these known from the baseline')
  })

  test('inputs are words, and never a script', () => {
    const folder = repository({ 'my site/$(touch x);.html': page, 'my site/lens.svg': '<svg/>' })
    const { status, outputs } = runAction(folder, {
      paths: 'my site\n\ndist\n',
      options: '--max-warnings=0\n--rule=image-alt=warning',
      annotations: 'false',
      summary: 'false',
    })
    expect(status).toBe(1)
    expect(outputs).toMatchObject({ errors: '0', warnings: '2' })
    expect(existsSync(join(folder, 'x'))).toBe(false)
    const bad = runAction(repository(), { command: 'audit; touch y' })
    expect([bad.status, bad.outputs]).toEqual([2, {}])
    expect(bad.stderr).toContain('it may be audit, fix or crawl.')
  })

  test('a run that could not run ends with its code and its word', () => {
    const { status, stderr, outputs } = runAction(repository(), { paths: 'nowhere' })
    expect([status, outputs]).toEqual([2, {}])
    expect(stderr).toContain('altwright: nowhere: there is no such file or folder.')
  })
})

/** The commands of docs/ci.md, from shell blocks and from the scripts of workflows. */
function recipes(): string[] {
  const text = readFileSync(join(root, 'docs/ci.md'), 'utf8')
  const blocks = [...text.matchAll(/```(sh|yaml)\n(.*?)```/gs)]
  const lines = blocks.flatMap(([, language, block = '']) => {
    if (language === 'sh') return block.split('\n')
    const strings: string[] = []
    const visit = (value: unknown) => {
      if (typeof value === 'string') strings.push(value)
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
    }
    visit(parse(block))
    return strings
  })
  return [
    ...new Set([...lines, ...[...text.matchAll(/`(npx altwright [^`]*)`/g)].map(([, line = '']) => line)]),
  ].filter((line) => line.startsWith('npx altwright '))
}

test('the recipes run: none is a wrong call', () => {
  const folder = repository()
  const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`
  // The tests of the action go through npx, which takes its time.
  const run = (command: string) =>
    spawnSync('bash', ['-c', command.replace(/^npx /, '')], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: path, CI: 'true', NO_COLOR: '1' },
    })
  run('altwright audit dist --reporter json=shard-1.json')
  writeFileSync(join(folder, 'shard-2.json'), readFileSync(join(folder, 'shard-1.json')))
  writeFileSync(join(folder, 'altwright.lock.json'), '{"version":2,"images":{}}')
  const commands = recipes()
  expect(commands.length).toBeGreaterThan(8)
  for (const command of commands) {
    const { status, stderr } = run(command)
    expect([0, 1], `${command}\n${stderr}`).toContain(status)
  }
})

test('the workflows of the recipes use what the action has', () => {
  const text = readFileSync(join(root, 'docs/ci.md'), 'utf8')
  const outputs = [...text.matchAll(/steps\.altwright\.outputs\.(\w+)/g)].map(([, name]) => name)
  for (const name of outputs) expect(Object.keys(action.outputs)).toContain(name)
  const inputs = [...text.matchAll(/^\| `([^|]*)` \|.*\|.*\|$/gm)].flatMap(([, names = '']) =>
    names.split('`, `'),
  )
  expect(inputs.toSorted()).toEqual(Object.keys(action.inputs).toSorted())
})
