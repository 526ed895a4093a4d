import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commit, digestOf, type Fault, type Hub, owner, startHub, tinyFiles } from './hub-server.ts'
import { quick, repository, scene, tree } from './scene.ts'

const files = tinyFiles()
const weights = files['model.safetensors'] as Uint8Array
const weightsDigest = digestOf('model.safetensors', weights)
const partialWeights = (home: string): string =>
  join(repository(home), 'blobs', `${weightsDigest}.incomplete`)
const isWhole = (path: string): boolean => readFileSync(join(path, 'model.safetensors')).equals(weights)

/** The way around that every error of the network ends with. */
const wayAround =
  /Without network: run `altwright model pull Salesforce\/blip-tiny` on a machine that has one and copy its folder models--Salesforce--blip-tiny to .*\/hub, or set HF_HOME to where the model is\.$/

/** An earlier run left these bytes of the weights. */
function leave(home: string, bytes: Uint8Array): void {
  mkdirSync(join(repository(home), 'blobs'), { recursive: true })
  writeFileSync(partialWeights(home), bytes)
}

describe('a line that breaks', () => {
  test('is gone on with from where it broke', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'cut', after: 30_000 }, 2)
    const { pull, progress } = scene(hub)
    const { path } = await pull()
    expect(isWhole(path)).toBe(true)
    expect(hub.bodies('model.safetensors').map(({ range }) => range)).toEqual([
      undefined,
      'bytes=30000-',
      'bytes=60000-',
    ])
    expect(progress.filter(({ type }) => type === 'retrying')).toHaveLength(2)
  })

  test('is not given up while it moves on, however often it breaks', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'cut', after: 10_000 })
    const { path } = await scene(hub).pull()
    expect(isWhole(path)).toBe(true)
    expect(hub.bodies('model.safetensors')).toHaveLength(Math.ceil(weights.byteLength / 10_000))
  })

  test('that brings nothing any more is given up, and the next pull goes on from there', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'cut', after: 0 })
    hub.misbehave(/^cdn:/, { type: 'cut', after: 40_000 }, 1)
    const { fails, pull } = scene(hub)
    const message = await fails()
    expect(message).toMatch(
      /^unreachable: Salesforce\/blip-tiny could not be fetched: http:\/\/127\.0\.0\.1:\d+\/.* broke off \(\w+\), 3 times\. What has been downloaded is kept, and the next pull goes on from there\. Without network:/,
    )
    expect(message).toMatch(wayAround)
    expect(message).not.toContain('secret-key')
    hub.misbehave(/^cdn:/, { type: 'cut', after: 1e9 })
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors').at(-1)).toMatchObject({
      range: 'bytes=40000-',
      sent: weights.byteLength - 40_000,
    })
  })

  test('in the middle of the list of files', async () => {
    const hub = await startHub()
    hub.misbehave(/tree/, { type: 'cut', after: 100 }, 2)
    await scene(hub).pull()
    expect(hub.seen.filter(({ path }) => path.includes('/tree/'))).toHaveLength(2 + 2)
  })
})

describe('silence', () => {
  const impatient = { ...quick, idle: 300 }

  test.each([
    ['before the first byte', -1],
    ['in the middle', 50_000],
  ])('%s is tried again', async (_, after) => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'stall', after }, 1)
    const { pull, progress } = scene(hub)
    const { path } = await pull(owner, { patience: { ...impatient, attempts: 10 } })
    expect(isWhole(path)).toBe(true)
    expect(progress).toContainEqual({
      type: 'retrying',
      problem: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/repos\/\w+ sent nothing for 0\.3 seconds$/),
      delay: expect.any(Number),
    })
  })

  test('that lasts ends in an error', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'stall', after: 0 })
    const message = await scene(hub).fails(owner, { patience: impatient })
    expect(message).toMatch(
      /^unreachable: .* sent nothing for 0\.3 seconds, 3 times\. What has been downloaded is kept/,
    )
    expect(message).toMatch(wayAround)
  })

  test('from the start is not waited for again', async () => {
    const hub = await startHub()
    hub.misbehave(/^hub:/, { type: 'stall', after: -1 })
    const message = await scene(hub).fails(owner, { patience: impatient })
    expect(message).toMatch(
      /^unreachable: .*\/api\/models\/Salesforce\/blip-tiny\/revision\/main sent nothing for 0\.3 seconds\. Without network/,
    )
    expect(hub.seen).toHaveLength(1)
  })

  test('is no limit on the whole: a slow line takes longer than the silence allowed', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'drip', bytes: 4000, every: 40 })
    const { path } = await scene(hub).pull(owner, { patience: { ...quick, idle: 900 } })
    expect(isWhole(path)).toBe(true)
  })

  test('HF_HUB_DOWNLOAD_TIMEOUT is in seconds', async () => {
    const hub = await startHub()
    hub.misbehave(/^hub:/, { type: 'stall', after: -1 })
    const { env, fails } = scene(hub)
    expect(
      await fails(owner, { env: { ...env, HF_HUB_DOWNLOAD_TIMEOUT: '0.2' }, patience: { backoff: 1 } }),
    ).toMatch(/sent nothing for 0\.2 seconds/)
  })
})

describe('a refusal is one clear sentence', () => {
  const at = (hub: Hub, path: string): string => `${hub.endpoint}/${path}`
  const answer = (status: number, code?: string): Fault => ({
    type: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...(code && { 'x-error-code': code }) },
    body: '{}',
  })

  test('no such repository, to a stranger and to an account', async () => {
    const hub = await startHub()
    const { env, fails } = scene(hub)
    const where = at(hub, 'api/models/someone/else/revision/main')
    expect(await fails('someone/else')).toBe(
      `model-missing: someone/else could not be fetched: there is no such model at ${where} (401), or it is private: then set HF_TOKEN. Look at how “someone/else” is spelt.`,
    )
    expect(await fails('someone/else', { env: { ...env, HF_TOKEN: 'hf_x' } })).toBe(
      `model-missing: someone/else could not be fetched: there is no such model at ${where} (404), or it is private and the token does not open it. Look at how “someone/else” is spelt.`,
    )
  })

  test('no such revision', async () => {
    const hub = await startHub()
    expect(await scene(hub).fails(`${owner}@v9`)).toBe(
      `model-missing: ${owner}@v9 could not be fetched: ${at(hub, owner)} has no revision “v9” (${at(hub, `api/models/${owner}/revision/v9`)}).`,
    )
  })

  test('a file that is listed and not there', async () => {
    const hub = await startHub()
    hub.misbehave(/resolve.*config\.json/, answer(404, 'EntryNotFound'))
    expect(await scene(hub).fails()).toBe(
      `model-missing: ${owner} could not be fetched: ${at(hub, `${owner}/resolve/${commit}/config.json`)} does not exist, although the hub lists it.`,
    )
  })

  test.each([401, 403])('gated, %i', async (status) => {
    const hub = await startHub()
    hub.misbehave(/resolve/, answer(status, 'GatedRepo'))
    expect(await scene(hub).fails()).toBe(
      `model-missing: ${owner} could not be fetched: its authors ask for consent. Accept their terms on ${at(hub, owner)}, then set HF_TOKEN to a token of the same account.`,
    )
  })

  test('a token that the hub does not know is not printed', async () => {
    const hub = await startHub()
    hub.misbehave(/revision/, answer(401))
    const { env, fails } = scene(hub)
    const message = await fails(owner, { env: { ...env, HF_TOKEN: 'hf_secret' } })
    expect(message).toMatch(
      /does not accept the token \(401\)\. Look at HF_TOKEN, or at the file of `hf auth login`\.$/,
    )
    expect(message).not.toContain('hf_secret')
  })

  test('forbidden', async () => {
    const hub = await startHub()
    hub.misbehave(/resolve/, answer(403))
    expect(await scene(hub).fails()).toMatch(
      /^model-missing: .* forbids it \(403\); a token in HF_TOKEN may help\.$/,
    )
  })

  test('something that no hub says', async () => {
    const hub = await startHub()
    hub.misbehave(/tree/, answer(418))
    expect(await scene(hub).fails()).toMatch(/^unreachable: .* answered 418\. Without network/)
  })
})

describe('a hub under load', () => {
  test('429 is waited for as long as it asks', async () => {
    const hub = await startHub()
    hub.misbehave(/revision/, { type: 'answer', status: 429, headers: { 'retry-after': '0' } }, 2)
    const { pull, progress } = scene(hub)
    await pull()
    expect(progress.filter(({ type }) => type === 'retrying')).toEqual([
      {
        type: 'retrying',
        problem: `${hub.endpoint}/api/models/${owner}/revision/main answered 429`,
        delay: 0,
      },
      {
        type: 'retrying',
        problem: `${hub.endpoint}/api/models/${owner}/revision/main answered 429`,
        delay: 0,
      },
    ])
  })

  test('but not for half an hour', async () => {
    const hub = await startHub()
    const date = new Date(Date.now() + 1_800_000).toUTCString()
    hub.misbehave(/revision/, { type: 'answer', status: 429, headers: { 'retry-after': date } })
    expect(await scene(hub).fails()).toMatch(
      /answered 429, and asks to wait 1[78]\d\d seconds\. What has been/,
    )
    expect(hub.seen).toHaveLength(1)
  })

  test.each([500, 502, 503, 504])('%i, then well again', async (status) => {
    const hub = await startHub()
    hub.misbehave(/^hub:.*(?:revision|resolve.*config)/, { type: 'answer', status }, 2)
    hub.misbehave(/^cdn:/, { type: 'answer', status }, 2)
    expect(isWhole((await scene(hub).pull()).path)).toBe(true)
  })

  test('503 always', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'answer', status: 503 })
    const message = await scene(hub).fails()
    expect(message).toMatch(
      /^unreachable: .*\/repos\/\w+ answered 503, 3 times\. What has been downloaded is kept/,
    )
    expect(message).toMatch(wayAround)
    expect(hub.bodies('model.safetensors')).toHaveLength(3)
  })

  test('a key of the CDN that ran out is asked for anew', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'answer', status: 403 }, 2)
    expect(isWhole((await scene(hub).pull()).path)).toBe(true)
    expect(hub.seen.filter(({ path }) => path.endsWith('model.safetensors'))).toHaveLength(3)
  })
})

describe('redirects', () => {
  const redirect = (location: string): Fault => ({ type: 'answer', status: 302, headers: { location } })

  test('a renamed repository is followed', async () => {
    const hub = await startHub()
    const moved = `/api/models/${owner}/revision/main`
    hub.misbehave(/^hub:\/api\/models\/old\/name\/revision/, {
      type: 'answer',
      status: 307,
      headers: { location: moved },
    })
    hub.misbehave(/^hub:\/api\/models\/old\/name\/tree/, redirect(`/api/models/${owner}/tree/${commit}`))
    hub.misbehave(
      /^hub:\/old\/name\/resolve.*safetensors/,
      redirect(`/${owner}/resolve/${commit}/model.safetensors`),
    )
    hub.misbehave(/^hub:\/old\/name\/resolve.*\/config/, redirect(`/${owner}/resolve/${commit}/config.json`))
    hub.misbehave(
      /^hub:\/old\/name\/resolve.*\/tokenizer/,
      redirect(`/${owner}/resolve/${commit}/tokenizer.json`),
    )
    hub.misbehave(
      /^hub:\/old\/name\/resolve.*pre/,
      redirect(`/${owner}/resolve/${commit}/preprocessor_config.json`),
    )
    expect((await scene(hub).pull('old/name')).name).toBe('old/name')
  })

  test('in a circle', async () => {
    const hub = await startHub()
    hub.misbehave(/resolve.*config/, redirect(`${hub.endpoint}/${owner}/resolve/${commit}/config.json`))
    const message = await scene(hub).fails()
    expect(message).toMatch(/^unreachable: .*config\.json redirects more than 10 times\. Without network/)
    expect(hub.bodies('config.json')).toHaveLength(11)
  })

  test.each([
    ['file:///etc/passwd', 'file://, which is not safe'],
    ['http://user:secret@127.0.0.1/', 'http://127.0.0.1, which is not safe'],
    ['http://[', 'nowhere'],
  ])('to %s', async (location, where) => {
    const hub = await startHub()
    hub.misbehave(/resolve.*config/, redirect(location))
    expect(await scene(hub).fails()).toContain(` redirects to ${where}. Without network`)
  })
})

describe('other bytes than the hub lists', () => {
  const forged = Buffer.from(weights)
  forged[70_000] = (forged[70_000] as number) ^ 1

  test('once: thrown away and fetched again', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'content', content: forged }, 1)
    const { home, pull } = scene(hub)
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors').map(({ range }) => range)).toEqual([undefined, undefined])
    expect(tree(join(repository(home), 'blobs')).filter((name) => name.endsWith('.incomplete'))).toEqual([])
  })

  test.each([
    ['a bit is wrong', forged],
    ['too short', weights.subarray(0, 5000)],
    ['too long', Buffer.concat([weights, weights])],
    ['nothing', new Uint8Array()],
  ])('always: %s', async (_, content) => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'content', content })
    const { home, fails } = scene(hub)
    const message = await fails()
    expect(message).toContain(
      `is not what the hub lists (${weights.byteLength} bytes, SHA-256 ${weightsDigest}), twice. Something on the way changes it, or the hub is at fault.`,
    )
    expect(message).toMatch(/^bad-model: /)
    expect(message).toMatch(wayAround)
    expect(hub.bodies('model.safetensors')).toHaveLength(2)
    expect(tree(home).some((path) => path.includes(weightsDigest) || path.includes('snapshots'))).toBe(false)
  })

  test('a small file, by git’s checksum', async () => {
    const hub = await startHub()
    const config = Buffer.from(files['config.json'] as Uint8Array)
    config[3] = 33
    hub.misbehave(/resolve.*\/config\.json/, { type: 'content', content: config })
    expect(await scene(hub).fails()).toMatch(
      /^bad-model: .*config\.json is not what the hub lists \(\d+ bytes, git SHA-1 /,
    )
  })

  test('a web page in place of a file, and in place of data', async () => {
    const page: Fault = {
      type: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html>',
    }
    const hub = await startHub()
    hub.misbehave(/resolve.*\/config\.json/, page)
    expect(await scene(hub).fails()).toMatch(
      /^unreachable: .*config\.json answered with a web page \(HTML\): a proxy or a sign-in page may stand between, or HF_ENDPOINT is no hub\. Without network/,
    )
    hub.misbehave(/revision/, page)
    expect(await scene(hub).fails()).toMatch(/revision\/main answered with a web page \(HTML\): a proxy/)
  })

  test.each([
    ['broken', '{"sha": "', /revision\/main answered with broken JSON/],
    ['null', 'null', /answered with JSON of another shape/],
    ['without a commit', '{"sha":"../../x"}', /answered with no commit/],
  ])('JSON that is %s', async (_, body, message) => {
    const hub = await startHub()
    hub.misbehave(/revision/, { type: 'content', content: Buffer.from(body) })
    expect(await scene(hub).fails()).toMatch(message)
  })

  test.each(['{}', '[null]', '"x"'])('a list of files that is none: %s', async (body) => {
    const hub = await startHub()
    hub.misbehave(/tree/, { type: 'content', content: Buffer.from(body) })
    expect(await scene(hub).fails()).toMatch(/answered with JSON of another shape|It is empty/)
  })

  test('names and digests that would leave the cache are no files', async () => {
    const hub = await startHub()
    const list = [
      { type: 'file', path: 'config.json', oid: '../../../x', size: 3 },
      { type: 'file', path: '../config.json', oid: 'a'.repeat(40), size: 3 },
    ]
    hub.misbehave(/tree/, { type: 'content', content: Buffer.from(JSON.stringify(list)) })
    expect(await scene(hub).fails()).toMatch(/^bad-model: .* has no config\.json\. It is empty\.$/)
  })
})

describe('what an earlier run left', () => {
  test.each([
    ['half', weights.subarray(0, 50_000), ['bytes=50000-']],
    ['all of it', weights, []],
    ['more than there is', Buffer.concat([weights, weights]), [undefined]],
    ['bytes of another file', new Uint8Array(50_000), ['bytes=50000-', undefined]],
    ['as many bytes of another file', new Uint8Array(weights.byteLength), [undefined]],
  ])('%s', async (_, left, ranges) => {
    const hub = await startHub()
    const { home, pull } = scene(hub)
    leave(home, left)
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors').map(({ range }) => range)).toEqual(ranges)
  })

  test('a server that does not know ranges sends all of it', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'no-ranges' })
    const { home, pull } = scene(hub)
    leave(home, weights.subarray(0, 50_000))
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors')).toMatchObject([
      { range: 'bytes=50000-', sent: weights.byteLength },
    ])
  })

  test('a server that calls the range unsatisfiable is asked for all of it', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'answer', status: 416, headers: { 'content-range': 'bytes */0' } }, 1)
    const { home, pull } = scene(hub)
    leave(home, weights.subarray(0, 50_000))
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors').map(({ range }) => range)).toEqual(['bytes=50000-', undefined])
  })

  test('content that changes between two tries is begun again', async () => {
    const hub = await startHub()
    hub.misbehave(/^cdn:/, { type: 'etag', etag: '"new"' })
    hub.misbehave(/^cdn:/, { type: 'cut', after: 30_000 }, 1)
    const { pull } = scene(hub)
    expect(isWhole((await pull()).path)).toBe(true)
    expect(hub.bodies('model.safetensors').map(({ range }) => range)).toEqual([
      undefined,
      'bytes=30000-',
      undefined,
    ])
  })

  test('is not touched where the hub is away', async () => {
    const hub = await startHub()
    hub.misbehave(/./, { type: 'answer', status: 500 })
    const { home, fails } = scene(hub)
    leave(home, weights.subarray(0, 50_000))
    appendFileSync(partialWeights(home), 'x')
    await fails()
    expect(readFileSync(partialWeights(home))).toHaveLength(50_001)
  })
})

test('no network at all', async () => {
  const { env, fails } = scene(undefined)
  const offline = (endpoint: string) => fails(owner, { env: { ...env, HF_ENDPOINT: endpoint } })
  const hub = await startHub()
  const gone = hub.endpoint.replace(/\d+$/, '9')
  const message = await offline(gone)
  expect(message).toMatch(
    /^unreachable: .*:9\/api\/models\/Salesforce\/blip-tiny\/revision\/main could not be reached \(/,
  )
  expect(message).toMatch(wayAround)
  expect(await offline('http://nowhere.invalid')).toMatch(
    /could not be reached \((?:ENOTFOUND|EAI_AGAIN)\)\. Without/,
  )
})
