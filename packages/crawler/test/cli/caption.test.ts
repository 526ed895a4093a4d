import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../core/test/temporary.ts'
import { main } from '../../dist/cli/program.js'
import { command, mainFile } from '../command.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

/** A real model with random weights, and pictures; the words mean nothing, and are always the same. */
const fixtures = fileURLToPath(new URL('../../../core/test/fixtures/blip', import.meta.url))
const model = join(fixtures, 'tiny')
const picture = (name: string) => readFileSync(join(fixtures, 'images', name))

const cache = temporaryFolder()
beforeAll(() => void vi.stubEnv('ALTWRIGHT_CACHE', cache))
afterAll(() => void vi.unstubAllEnvs())
const caption = (cwd: string, ...args: string[]) => altwright(['caption', '--model', model, ...args], { cwd })

const words = {
  'alpha.png': 'sitting beach knife table\t0.186',
  'grey.png': 'open house lake water open full round is knife field sitting heart\t0.161',
  'plain.png': 'open beach big\t0.191',
  'rotated.jpg': 'open door open\t0.227',
}

function photos(): string {
  const cwd = folder({
    'notes.txt': 'no picture',
    'photos/readme.md': '',
    'photos/b/c/ALPHA.PNG': picture('alpha.png'),
  })
  for (const [from, to] of [
    ['grey.png', 'photos/b/grey.png'],
    ['plain.png', 'photos/a.png'],
    ['rotated.jpg', 'photos/Z.jpeg'],
    ['plain.png', 'photos/node_modules/x.png'],
  ] as const) {
    mkdirSync(join(cwd, to, '..'), { recursive: true })
    writeFileSync(join(cwd, to), picture(from))
  }
  return cwd
}

describe('a folder', () => {
  test('is read to its depths, by path, whatever is not an image left out', async () => {
    const { code, stdout, stderr } = await caption(photos(), 'photos')
    expect(stdout).toBe(
      [
        `photos/Z.jpeg\t${words['rotated.jpg']}\n`,
        `photos/a.png\t${words['plain.png']}\n`,
        `photos/b/c/ALPHA.PNG\t${words['alpha.png']}\n`,
        `photos/b/grey.png\t${words['grey.png']}\n`,
      ].join(''),
    )
    expect(code).toBe(0)
    expect(stderr).toBe('altwright: 4 of 4 images\n')
  })

  test('links in it are not followed; a link that is named is', async () => {
    const cwd = photos()
    const outside = folder({ 'secret.png': picture('grey.png'), 'deep/secret.png': picture('grey.png') })
    symlinkSync(join(outside, 'secret.png'), join(cwd, 'photos/out.png'))
    symlinkSync(outside, join(cwd, 'photos/elsewhere'))
    symlinkSync('..', join(cwd, 'photos/b/loop'))
    symlinkSync('../a.png', join(cwd, 'photos/b/inside.png'))
    symlinkSync('nowhere.png', join(cwd, 'photos/broken.png'))
    symlinkSync('photos', join(cwd, 'named'))
    const { stdout } = await caption(cwd, 'named')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(['named/Z.jpeg', 'named/a.png', 'named/b/c/ALPHA.PNG', 'named/b/grey.png'])
  })

  test('beside files: the order is that of the command line', async () => {
    const cwd = photos()
    const { stdout } = await caption(cwd, 'photos/b/grey.png', 'photos/b', 'photos/a.png', '--quiet')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(['photos/b/grey.png', 'photos/b/c/ALPHA.PNG', 'photos/b/grey.png', 'photos/a.png'])
  })

  test('without images it is an error in one line', async () => {
    const cwd = folder({ 'empty/notes.txt': '' })
    expect(await caption(cwd, 'empty')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'altwright: empty: there is no image file.\n',
    })
  })
})

test('what has no words says why, and the exit code tells', async () => {
  const cwd = folder({
    'a.png': picture('plain.png'),
    'page.png': '<!doctype html>',
    'empty.gif': '',
    'huge.bmp': '',
  })
  truncateSync(join(cwd, 'huge.bmp'), 33 * 1024 * 1024)
  const { code, stdout } = await caption(cwd, '.', 'none.png')
  expect(code).toBe(1)
  expect(stdout).toBe(
    [
      `a.png\t${words['plain.png']}\n`,
      'empty.gif\t[empty] The file is empty.\n',
      'huge.bmp\t[too-large] It has more than 32 MiB.\n',
      'page.png\t[not-an-image] The file is HTML, not an image.\n',
      'none.png\t[missing] There is no such file.\n',
    ].join(''),
  )
})

describe('--format', () => {
  test('json: one object a line', async () => {
    const { stdout } = await caption(photos(), 'photos/a.png', 'none.png', '--format', 'json')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { path: 'photos/a.png', status: 'captioned', text: 'open beach big', confidence: 0.191 },
      { path: 'none.png', status: 'unreadable', code: 'missing', message: 'There is no such file.' },
    ])
  })

  test('csv: a header, and names that a spreadsheet cannot take for formulas', async () => {
    const image = picture('plain.png')
    const cwd = folder()
    mkdirSync(join(cwd, 'in'))
    for (const name of [
      '=1+1.png',
      '@2x.png',
      '-a.png',
      '+b.png',
      'a,"b".png',
      'line\nbreak.png',
      '\u001B[31m.png',
    ])
      writeFileSync(join(cwd, 'in', name), image)
    writeFileSync(join(cwd, 'in/page.svg'), '<html>')
    const { stdout } = await caption(join(cwd, 'in'), '.', '--format', 'csv')
    const row = (path: string) => `${path},captioned,open beach big,0.191,\r\n`
    expect(stdout).toBe(
      [
        'path,status,text,confidence,reason\r\n',
        row('\uFFFD[31m.png'),
        row(`"'+b.png"`),
        row(`"'-a.png"`),
        row(`"'=1+1.png"`),
        row(`"'@2x.png"`),
        row('"a,""b"".png"'),
        row('line break.png'),
        'page.svg,unreadable,,,"not-an-image: The file is HTML, not an image."\r\n',
      ].join(''),
    )
  })
})

describe('many images', () => {
  function many(count: number): string {
    const cwd = folder()
    mkdirSync(join(cwd, 'photos'))
    const names = ['plain.png', 'grey.png', 'alpha.png']
    for (let i = 0; i < count; i++)
      cpSync(
        join(fixtures, 'images', names[i % 3] as string),
        join(cwd, 'photos', `${String(i).padStart(4, '0')}.png`),
      )
    return cwd
  }
  const expected = (count: number) =>
    Array.from({ length: count }, (_, i) => {
      const name = (['plain.png', 'grey.png', 'alpha.png'] as const)[i % 3] as keyof typeof words
      return `photos/${String(i).padStart(4, '0')}.png\t${words[name]}\n`
    })

  test('come in order, and nothing warns', async () => {
    const { code, stdout, stderr } = await command(['caption', '--model', model, 'photos'], {
      cwd: many(100),
    })
    expect(stdout).toBe(expected(100).join(''))
    expect(code).toBe(0)
    expect(stderr).toBe('altwright: 100 of 100 images\n')
  })

  test('lines come while it works, and Ctrl-C ends it after a whole line', async () => {
    const cwd = many(600)
    const child = spawn(process.execPath, [mainFile, 'caption', '--model', model, '--quiet', 'photos'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') child.kill('SIGINT')
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, stderr]).toEqual([130, ''])
    const lines = stdout.split(/(?<=\n)/)
    expect(lines.length).toBeLessThan(600)
    expect(lines).toEqual(expected(lines.length))
  })
})

test('stops when nobody reads on', async () => {
  const cwd = folder(
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}.png`, picture('plain.png')])),
  )
  const unread = new AbortController()
  let lines = 0
  const stdout = {
    write(text: string) {
      if (text === '') return
      lines += 1
      unread.abort(new Error('Nobody reads'))
    },
  }
  const code = await main(['caption', '--model', model, cwd], {
    stdout,
    stderr: { write: () => undefined },
    env: {},
    cwd,
    unread: unread.signal,
  })
  expect(code).toBe(0)
  expect(lines).toBe(1)
})

test('takes a prompt, beams and a precision', async () => {
  const cwd = folder({ 'a.png': picture('plain.png') })
  const plain = await caption(cwd, 'a.png')
  const other = await caption(cwd, 'a.png', '--prompt', 'a picture of', '--beams', '3', '--precision', 'int8')
  expect(other.code).toBe(0)
  expect(other.stdout).not.toBe(plain.stdout)
  const wrong = await caption(cwd, 'a.png', '--precision', 'int4')
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('fp32, fp16, int8, int8-row')
})
