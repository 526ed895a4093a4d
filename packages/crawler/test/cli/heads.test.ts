import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../core/test/temporary.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

/** Real models with random weights; the words mean nothing, and are always the same. */
const fixtures = fileURLToPath(new URL('../../../core/test/fixtures', import.meta.url))
const models = {
  answer: join(fixtures, 'heads/answer-base'),
  match: join(fixtures, 'heads/match-base'),
  caption: join(fixtures, 'blip/tiny'),
}
const plainPicture = readFileSync(join(fixtures, 'blip/images/plain.png'))

const cache = temporaryFolder()
beforeAll(() => void vi.stubEnv('ALTWRIGHT_CACHE', cache))
afterAll(() => void vi.unstubAllEnvs())
const run = (cwd: string, ...args: string[]) =>
  altwright(args, { cwd, env: { HF_HUB_CACHE: join(cache, 'hub') } })
const pictures = () => folder({ 'plain.png': plainPicture, 'page.png': '<html>' })
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('help', () => {
  test.each(['ask', 'match'])('%s', async (name) => {
    const { code, stdout, stderr } = await run(folder(), name, '--help')
    expect([code, stderr]).toEqual([0, ''])
    await expect(stdout).toMatchFileSnapshot(`help/altwright-${name}.snap`)
  })
})

describe('ask', () => {
  test('prints the answer and the confidence', async () => {
    expect(await run(pictures(), 'ask', 'plain.png', 'what is it?', '--model', models.answer)).toEqual({
      code: 0,
      stdout: 'bike bike bike bike bikei\t0.459\n',
      stderr: '',
    })
  })

  test('as JSON', async () => {
    const args = ['ask', 'plain.png', 'what is it?', '--model', models.answer, '--format', 'json']
    const { code, stdout } = await run(pictures(), ...args)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        path: 'plain.png',
        question: 'what is it?',
        status: 'answered',
        answer: 'bike bike bike bike bikei',
        confidence: 0.459,
      },
    ])
  })

  test('a bad image says why, and the exit code tells', async () => {
    const ask = (...args: string[]) => run(pictures(), 'ask', ...args, '--model', models.answer)
    expect(await ask('none.png', 'what is it?')).toEqual({
      code: 1,
      stdout: '[missing] There is no such file.\n',
      stderr: '',
    })
    expect(await ask('.', 'what is it?')).toMatchObject({
      code: 1,
      stdout: '[not-an-image] It is not a file.\n',
    })
    expect(await ask('page.png', 'what is it?')).toMatchObject({
      code: 1,
      stdout: '[not-an-image] The file is HTML, not an image.\n',
    })
    expect(jsonLines((await ask('none.png', 'what?', '--format', 'json')).stdout)).toEqual([
      {
        path: 'none.png',
        question: 'what?',
        status: 'unreadable',
        code: 'missing',
        message: 'There is no such file.',
      },
    ])
  })
})

test('a model by its name on the hub, from the cache of the hub’s tools', async () => {
  const repository = join(cache, 'hub/models--Salesforce--blip-vqa-base')
  const commit = '0123456789abcdef0123456789abcdef01234567'
  mkdirSync(join(repository, 'refs'), { recursive: true })
  writeFileSync(join(repository, 'refs/main'), commit)
  cpSync(models.answer, join(repository, 'snapshots', commit), { recursive: true })
  const args = ['ask', 'plain.png', 'what is it?', '--model', 'Salesforce/blip-vqa-base']
  expect(await run(pictures(), ...args)).toMatchObject({ code: 0, stderr: '' })
  rmSync(repository, { recursive: true })
})

describe('match', () => {
  const texts = ['dog', 'grey waves', 'a red circle']

  test('prints text, probability and cosine, the best first', async () => {
    expect(await run(pictures(), 'match', 'plain.png', ...texts, '--model', models.match)).toEqual({
      code: 0,
      stdout: 'a red circle\t0.821\t-0.37\ndog\t0.733\t-0.092\ngrey waves\t0.563\t-0.346\n',
      stderr: '',
    })
  })

  test('as JSON; equal texts are equally good', async () => {
    const args = ['match', 'plain.png', 'dog', 'a red circle', 'dog', '--model', models.match]
    const { code, stdout } = await run(pictures(), ...args, '--format', 'json')
    const dog = { path: 'plain.png', text: 'dog', status: 'matched', probability: 0.733, cosine: -0.092 }
    expect([code, jsonLines(stdout)]).toEqual([
      0,
      [{ ...dog, text: 'a red circle', probability: 0.821, cosine: -0.37 }, dog, dog],
    ])
  })

  test('a bad image says why once, and as JSON for each text', async () => {
    const match = (...args: string[]) => run(pictures(), 'match', ...args, '--model', models.match)
    expect(await match('page.png', ...texts)).toEqual({
      code: 1,
      stdout: '[not-an-image] The file is HTML, not an image.\n',
      stderr: '',
    })
    const { code, stdout } = await match('none.png', ...texts, '--format', 'json')
    expect(code).toBe(1)
    expect(jsonLines(stdout)).toEqual(
      texts.map((text) => ({
        path: 'none.png',
        text,
        status: 'unreadable',
        code: 'missing',
        message: 'There is no such file.',
      })),
    )
  })
})

describe('what could not run ends with 2 and one line that helps', () => {
  const fails = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(pictures(), ...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^altwright: .*\n$/)
    return stderr
  }

  test('no model, because none is bundled', async () => {
    expect(await fails('ask', 'plain.png', 'what is it?')).toMatch(
      /No model that answers questions comes with Altwright\. .*`altwright model pull Salesforce\/blip-vqa-base`, then add --model Salesforce\/blip-vqa-base; .*capfilt-large/,
    )
    expect(await fails('match', 'plain.png', 'a dog')).toMatch(
      /No model that matches images and texts comes .*pull Salesforce\/blip-itm-base-coco`, then .*large-coco/,
    )
  })

  test('a model of another kind, or none there', async () => {
    expect(await fails('ask', 'plain.png', 'what?', '--model', models.caption)).toMatch(
      /captions images .*What answers questions is .*blip-vqa-base/,
    )
    expect(await fails('match', 'plain.png', 'dog', '--model', models.answer)).toMatch(
      /answers questions .*What matches images and texts is .*blip-itm-base-coco/,
    )
    expect(await fails('match', 'plain.png', 'dog', '--model', './nowhere')).toMatch(/No model at .*nowhere/)
    // The hub's cache is empty here, and nothing is fetched unasked.
    expect(await fails('ask', 'plain.png', 'what?', '--model', 'Salesforce/blip-vqa-base')).toMatch(
      /Salesforce\/blip-vqa-base is not in .*`altwright model pull Salesforce\/blip-vqa-base`/,
    )
  })

  test('words that cannot be read', async () => {
    expect(await fails('ask', 'plain.png', '', '--model', models.answer)).toMatch(/is empty/)
    expect(await fails('match', 'plain.png', 'dog '.repeat(99), '--model', models.match)).toMatch(
      /makes 101 tokens; this model has places for 24/,
    )
    expect(await fails('match', 'plain.png')).toMatch(/missing required argument 'text'/)
  })
})
