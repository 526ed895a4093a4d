import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { command, mainFile } from '../command.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

const run = (args: readonly string[]) => altwright(args, { cwd: folder() })

describe('help', () => {
  test.each([
    ['altwright', ['--help']],
    ['altwright fix', ['fix', '--help']],
    ['altwright revert', ['revert', '--help']],
    ['altwright audit', ['audit', '-h']],
    ['altwright crawl', ['crawl', '--help']],
    ['altwright caption', ['caption', '--help']],
    ['altwright report', ['report', '--help']],
    ['altwright report merge', ['report', 'merge', '--help']],
    ['altwright diff', ['diff', '--help']],
  ])('%s', async (name, args) => {
    const { code, stdout, stderr } = await run(args)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    await expect(stdout).toMatchFileSnapshot(`help/${name.replaceAll(' ', '-')}.snap`)
  })

  test('is a command too', async () => {
    for (const of of [[], ['fix']]) {
      const [command, flag] = [await run(['help', ...of]), await run([...of, '--help'])]
      expect([command.code, command.stdout]).toEqual([0, flag.stdout])
    }
  })

  test('without a command it is printed as an error', async () => {
    const { code, stdout, stderr } = await command([], { cwd: folder() })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: altwright <command>/)
  })

  test('the version is that of the package', async () => {
    for (const flag of ['--version', '-v']) {
      const { code, stdout } = await command([flag], { cwd: folder() })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    }
  })
})

describe('a wrong call ends with 2 and one line that helps', () => {
  test.each([
    [['crwal', 'http://localhost/'], "unknown command 'crwal', did you mean crawl?"],
    [['xyzzy'], "unknown command 'xyzzy'; `altwright --help` lists them"],
    [['model', 'xyzzy'], "unknown command 'xyzzy'; `altwright model --help` lists them"],
    [['lock', 'xyzzy'], "unknown command 'xyzzy'; `altwright lock --help` lists them"],
    [
      ['lock', 'edit'],
      "missing required argument 'picture'; usage: altwright lock edit [options] <picture> <alt>",
    ],
    [
      ['revert', 'dist'],
      "too many arguments for 'revert'. Expected 0 arguments but got 1; usage: altwright revert [options]",
    ],
    [
      ['audit', 'a.html', '--rule', 'lgo=off'],
      'command line: unknown option `rules.lgo`, did you mean `logo`?',
    ],
    [['audit', 'a.html', '--rule', 'foo=off'], 'command line: unknown option `rules.foo`'],
    [['crawl', 'http://localhost/', '--dept', '1'], "unknown option '--dept', did you mean --depth?"],
    [['fix', 'dist', '--dryrun'], "unknown option '--dryrun', did you mean --dry-run?"],
    [['fix', 'dist', '--xyzzy'], "unknown option '--xyzzy'; `altwright fix --help` lists them"],
    [['crawl'], "missing required argument 'url'; usage: altwright crawl [options] <url...>"],
    [
      ['crawl', 'x', '--depth', 'two'],
      "option '--depth <n>' argument 'two' is invalid. Expected a whole number from 0.",
    ],
    [
      ['crawl', 'x', '--max-pages', '0'],
      "option '--max-pages <n>' argument '0' is invalid. Expected a whole number from 1.",
    ],
    [
      ['caption', 'a.png', '--format', 'xml'],
      "option '--format <format>' argument 'xml' is invalid. Allowed choices are text, csv, json.",
    ],
    [['audit', 'dist'], 'dist: there is no such file or folder.'],
    [['audit', '.'], '.: there is no HTML, Markdown or MDX file.'],
    [
      ['crawl', 'localhost:4173'],
      '“localhost:4173” is not an http address, did you mean http://localhost:4173?',
    ],
  ])('%j', async (args, message) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: `altwright: ${message}\n` })
  })

  test('a configuration that is not there, is broken, or says something unknown', async () => {
    const cwd = folder({
      'a.html': '',
      'broken.json': '{',
      'unknown.json': '{ "reprot": {} }',
      'deep.json': '{ "crawl": { "dept": 1 } }',
    })
    const fail = async (file: string) =>
      (await altwright(['audit', 'a.html', '--config', file], { cwd })).stderr
    expect(await fail('none.json')).toMatch(/^altwright: .*none\.json: there is no such configuration\.\n$/)
    expect(await fail('broken.json')).toMatch(/^altwright: .*broken\.json: /)
    expect(await fail('unknown.json')).toMatch(/unknown option `reprot`, did you mean `report`\?/)
    expect(await fail('deep.json')).toMatch(/unknown option `crawl\.dept`, did you mean `depth`\?/)
  })

  test.each([
    ['cut.mjs', 'export default {\n  maxLength: 80', 'Unexpected end of input'],
    ['comma.cjs', 'module.exports = {\n  maxLength 80 }', 'Unexpected number (line 2)'],
    ['name.mjs', 'export default {\n  maxLength: eighty }', 'eighty is not defined (line 2)'],
    ['common.mjs', 'module.exports = {}', 'module is not defined in ES module scope (line 1)'],
    ['cut.json', '{', "Expected property name or '}' in JSON at position 1"],
  ])('%s, which does not parse or run: in one line', async (file, text, message) => {
    const cwd = folder({ 'a.html': '', [file]: text })
    const { code, stderr } = await altwright(['audit', 'a.html', '--config', file], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain(`altwright: ${cwd}/${file}: ${message}`)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a configuration upwards from here is found; its folder is the root, and flags go before it', async () => {
    const cwd = folder({
      'package.json': '{}',
      'altwright.config.mjs': "export default { report: { json: 'from-file.json' } }",
      'site/a.html': '<p>none',
    })
    const here = await altwright(['audit', '.'], { cwd: `${cwd}/site` })
    expect(here.stdout).toContain('Report: ../from-file.json')
    const flagged = await altwright(['audit', '.', '--reporter', 'json=flag.json'], { cwd: `${cwd}/site` })
    expect(flagged.stdout).toContain('Report: flag.json')
  })

  test('a browser that does not start', async () => {
    const { code, stderr } = await run([
      'crawl',
      'http://localhost:1/',
      '--mode',
      'browser',
      '--browser',
      '/nowhere/chromium',
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^altwright: The browser \/nowhere\/chromium could not be started: .*\n/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

test('a reader that has read enough is no error', () => {
  const out = execFileSync('sh', ['-c', `"${process.execPath}" "${mainFile}" --help | head -n 1`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(out).toBe('Usage: altwright <command> [options]\n')
})
