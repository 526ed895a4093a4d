import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commit, type Hub, owner, startHub } from '../../../core/test/models/hub-server.ts'
import { main } from '../../dist/cli/program.js'
import { command } from '../command.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

function environment(hub: Hub | undefined, home: string): Record<string, string> {
  return {
    HF_HOME: home,
    HF_ENDPOINT: hub?.endpoint ?? 'http://127.0.0.1:9',
    ALTWRIGHT_CACHE: join(home, 'altwright'),
  }
}

const snapshot = (home: string): string => join(home, 'hub/models--Salesforce--blip-tiny/snapshots', commit)

describe('help', () => {
  test.each(['model', 'model pull', 'model compile', 'model list', 'model remove'])('%s', async (name) => {
    const { code, stdout, stderr } = await altwright([...name.split(' '), '--help'], { cwd: folder() })
    expect([code, stderr]).toEqual([0, ''])
    await expect(stdout).toMatchFileSnapshot(`help/altwright-${name.replace(' ', '-')}.snap`)
  })

  test('a wrong call', async () => {
    const run = async (...args: string[]) => (await altwright(['model', ...args], { cwd: folder() })).stderr
    expect(await run('pul', 'x')).toBe("altwright: unknown command 'pul', did you mean pull?\n")
    expect(await run('pull')).toBe(
      "altwright: missing required argument 'model'; usage: altwright model pull [options] <model>\n",
    )
    expect(await run('pull', './x')).toBe(
      'altwright: “./x” is not a model on the Hugging Face hub. Write owner/name or owner/name@revision, for example Salesforce/blip-image-captioning-base.\n',
    )
    expect(await run('remove', '/etc')).toMatch(
      /^altwright: “\/etc” is not a model on the Hugging Face hub\./,
    )
    expect(await run('remove', 'graphics')).toBe(
      'altwright: “graphics” comes with Altwright: it is always there.\n',
    )
  })
})

test('a model from the hub to its last byte: pull, list, caption, remove', async () => {
  const hub = await startHub()
  const home = folder()
  const run = (...args: string[]) => command(args, { cwd: home, env: environment(hub, home) })
  expect(await run('model', 'pull', owner)).toEqual({
    code: 0,
    stdout: `${owner} at ${commit}: 111 kB in ${snapshot(home)}\n`,
    stderr: `${owner}: 4 files, 111 kB\n`,
  })
  expect(await run('model', 'pull', owner, '--quiet')).toMatchObject({ code: 0, stderr: '' })
  const list = await run('model', 'list')
  expect([list.code, list.stderr]).toEqual([0, ''])
  expect(list.stdout.split('\n')).toEqual([
    expect.stringMatching(/^graphics\tbundled\t[\d.]+ MB\tnot compiled\t\/.*\/graphics$/),
    `${owner}\t${commit}\t111 kB\tnot compiled\t${snapshot(home)}`,
    '',
  ])
  const image = join(import.meta.dirname, '../../../core/test/fixtures/blip/images/grey.png')
  const captioned = await run('caption', '--model', snapshot(home), image, '--format', 'json')
  expect(JSON.parse(captioned.stdout)).toMatchObject({ status: expect.stringMatching(/captioned|abstained/) })
  const removed = await run('model', 'remove', owner)
  expect([removed.code, removed.stderr]).toEqual([0, ''])
  expect(removed.stdout).toMatch(/^Removed Salesforce\/blip-tiny: 1 revision, \d+ kB freed\.\n$/)
  expect(existsSync(snapshot(home))).toBe(false)
  expect(await run('model', 'remove', owner)).toEqual({
    code: 2,
    stdout: '',
    stderr: `altwright: ${owner} is not in ${home}/hub; there is nothing to remove.\n`,
  })
})

test('list as data, without models of other kinds', async () => {
  const home = folder({
    'hub/models--a--llama/snapshots/cccccccccccccccccccccccccccccccccccccccc/config.json':
      '{"model_type":"llama"}',
    'hub/models--a--llama/snapshots/cccccccccccccccccccccccccccccccccccccccc/tokenizer.json': '{}',
    'hub/models--a--llama/snapshots/cccccccccccccccccccccccccccccccccccccccc/model.safetensors': '',
  })
  const { stdout } = await altwright(['model', 'list', '--format', 'json'], {
    cwd: home,
    env: environment(undefined, home),
  })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([{ name: 'graphics', type: 'blip', compiledBytes: 0, refs: [] }])
})

describe('compile', () => {
  test('the bundled model', async () => {
    const home = folder()
    const env = environment(undefined, home)
    expect(await command(['model', 'compile', 'graphics'], { cwd: home, env })).toEqual({
      code: 0,
      stdout: 'graphics is compiled, and loads.\n',
      stderr: 'Compiling graphics; a large model takes a minute.\n',
    })
    const { stdout } = await altwright(['model', 'list'], { cwd: home, env })
    expect(stdout).toMatch(/\t\d+ MB compiled\t/)
  })

  test('a model that is not on this machine is not fetched', async () => {
    const hub = await startHub()
    const home = folder()
    const { code, stderr } = await altwright(['model', 'compile', owner], {
      cwd: home,
      env: environment(hub, home),
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^altwright: Salesforce\/blip-tiny is not in .*\/hub\. Run `altwright model pull Salesforce\/blip-tiny`\. Without network: .*\n$/,
    )
    expect(hub.seen).toEqual([])
  })
})

test('a failure is one line, exit code 2, and no secret', async () => {
  const hub = await startHub()
  const home = folder()
  const env = { ...environment(hub, home), HF_TOKEN: 'hf_secret' }
  const { code, stdout, stderr } = await altwright(['model', 'pull', 'no/such'], { cwd: home, env })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^altwright: no\/such could not be fetched: there is no such model at .*\n$/)
  expect(stderr).not.toContain('hf_secret')
})

test('a hub that fails is asked again, and that is said', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'answer', status: 503, headers: { 'retry-after': '1' } }, 1)
  const home = folder()
  const { stderr } = await altwright(['model', 'pull', owner], { cwd: home, env: environment(hub, home) })
  expect(stderr).toMatch(/\nhttp:\/\/127\.0\.0\.1:\d+\/repos\/\w+ answered 503; trying again in 1 s\.\n/)
})

test('an interruption keeps what came', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'stall', after: 50_000 }, 1)
  const home = folder()
  const { code, stdout, stderr } = await command(['model', 'pull', owner], {
    cwd: home,
    env: environment(hub, home),
    onStart: (kill) => {
      const timer = setInterval(() => {
        if (!hub.seen.some(({ server, sent }) => server === 'cdn' && sent > 0)) return
        clearInterval(timer)
        kill('SIGINT')
      }, 20)
    },
  })
  expect([code, stdout]).toEqual([130, ''])
  expect(stderr).toContain(
    'Interrupted; what was downloaded is kept, and the next pull goes on from there.\n',
  )
  expect(existsSync(join(home, 'hub/.locks/models--Salesforce--blip-tiny/altwright.lock'))).toBe(false)
})

test('who waits for another process says so', async () => {
  const hub = await startHub()
  const home = folder()
  const lock = join(home, 'hub/.locks/models--Salesforce--blip-tiny/altwright.lock')
  mkdirSync(lock, { recursive: true })
  const terminal = screen(environment(hub, home), home, (text) => {
    if (text.startsWith('Another process')) rmSync(lock, { recursive: true })
  })
  expect(await main(['model', 'pull', owner], terminal)).toBe(0)
  expect(terminal.written).toContain('Another process is at work on this model; waiting for it.\n')
})

test('a person sees a bar, and it is wiped away', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'drip', bytes: 8000, every: 100 })
  const home = folder()
  writeFileSync(join(home, 'token'), 'hf_secret')
  const terminal = screen(environment(hub, home), home)
  expect(await main(['model', 'pull', owner, '--no-color'], terminal)).toBe(0)
  const bars = terminal.written.filter((text) => text.startsWith('\r━'))
  expect(bars.map((text) => text.slice(1, -3))).toContainEqual(
    expect.stringMatching(/^━{24} \d+ kB of 111 kB, model\.safetensors$/),
  )
  expect(terminal.written.at(-2)).toBe('\r\u001B[K')
  expect(terminal.written.at(-1)).toMatch(/^Salesforce\/blip-tiny at a{40}: 111 kB in /)
  expect(terminal.written.join('')).not.toContain('hf_secret')
})

/** A terminal that a person watches; keeps what is written, in order. */
function screen(env: Record<string, string>, cwd: string, onText: (text: string) => void = () => {}) {
  const written: string[] = []
  const write = (text: string): void => {
    written.push(text)
    onText(text)
  }
  return { written, env, cwd, stdout: { write }, stderr: { write, isTTY: true, columns: 80 } }
}
