import { readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { downloadFileToCacheDir, scanCacheDir } from '@huggingface/hub'
import { describe, expect, test } from 'vitest'
import { findModel, pullModel } from '../../dist/models/index.js'
import { temporaryFolder } from '../temporary.ts'
import { commit, digestOf, otherCommit, owner, startHub, tinyFiles } from './hub-server.ts'
import { quick, repository, scene, tree } from './scene.ts'

const needed = ['config.json', 'model.safetensors', 'preprocessor_config.json', 'tokenizer.json']
const files = tinyFiles()
const size = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (files[name]?.byteLength ?? 0), 0)

describe('a pull', () => {
  test('brings the needed files into the hub’s layout', async () => {
    const hub = await startHub()
    const { home, pull, env } = scene(hub)
    const model = await pull()
    const path = join(repository(home), 'snapshots', commit)
    expect(model).toEqual({
      name: owner,
      revision: commit,
      refs: ['main'],
      type: 'blip',
      bytes: size(needed),
      path,
    })
    expect(tree(repository(home))).toEqual(
      [
        ...needed.map((name) => `blobs/${digestOf(name, files[name] as Uint8Array)}`),
        'refs/main',
        ...needed.map((name) => `snapshots/${commit}/${name}`),
      ].sort(),
    )
    for (const name of needed)
      expect(readFileSync(join(path, name)).equals(files[name] as Uint8Array)).toBe(true)
    expect(readlinkSync(join(path, 'config.json'))).toBe(
      `../../blobs/${digestOf('config.json', files['config.json'] as Uint8Array)}`,
    )
    expect(readFileSync(join(repository(home), 'refs/main'), 'utf8')).toBe(commit)
    expect(await findModel(owner, { env })).toEqual(model)
  })

  test('leaves a cache that the hub’s own library reads', async () => {
    const { home, pull } = scene(await startHub())
    const { bytes, path } = await pull()
    const { repos, warnings } = await scanCacheDir(join(home, 'hub'))
    expect(warnings).toEqual([])
    expect(repos).toMatchObject([
      {
        id: { type: 'model', name: owner },
        size: bytes,
        filesCount: needed.length,
        revisions: [{ commitOid: commit, refs: ['main'] }],
      },
    ])
    const found = await downloadFileToCacheDir({
      repo: owner,
      path: 'config.json',
      revision: commit,
      cacheDir: join(home, 'hub'),
      fetch: () => Promise.reject(new Error('asked the network')),
    })
    expect(found).toBe(join(path, 'config.json'))
  })

  test('says how far it is', async () => {
    const { pull, progress } = scene(await startHub())
    await pull()
    const total = size(needed)
    expect(progress[0]).toEqual({ type: 'resolved', revision: commit, files: needed.length, total })
    const bytes = progress.filter((news) => news.type === 'bytes')
    expect(bytes.map((news) => news.bytes)).toEqual(bytes.map((news) => news.bytes).sort((a, b) => a - b))
    expect(bytes.at(-1)).toEqual({ type: 'bytes', file: 'model.safetensors', bytes: total, total })
    expect(progress.filter(({ type }) => type === 'verifying')).toHaveLength(needed.length)
  })

  test('again fetches nothing, and mends what was damaged meanwhile', async () => {
    const hub = await startHub()
    const { home, pull } = scene(hub)
    await pull()
    const weights = join(repository(home), 'snapshots', commit, 'model.safetensors')
    await pull()
    expect(hub.bodies('model.safetensors')).toHaveLength(1)
    expect(hub.bodies('config.json')).toHaveLength(1)
    const bytes = readFileSync(weights)
    bytes[5000] = (bytes[5000] as number) ^ 1
    writeFileSync(weights, bytes)
    await pull()
    expect(hub.bodies('model.safetensors')).toHaveLength(2)
    expect(readFileSync(weights).equals(files['model.safetensors'] as Uint8Array)).toBe(true)
  })

  test('a branch that moved on brings a second snapshot and shares what is the same', async () => {
    const hub = await startHub()
    const { env, home, pull } = scene(hub)
    const first = await pull()
    const config = JSON.stringify({
      ...JSON.parse(readFileSync(join(first.path, 'config.json'), 'utf8')),
      new: 1,
    })
    const repo = hub.repositories[owner]
    if (repo === undefined) throw new Error('no repository')
    repo.refs.main = otherCommit
    repo.commits[otherCommit] = { ...files, 'config.json': Buffer.from(config) }
    expect((await findModel(owner, { env }))?.revision).toBe(commit)
    expect(await pull()).toMatchObject({ revision: otherCommit, refs: ['main'] })
    expect(hub.bodies('model.safetensors')).toHaveLength(1)
    expect((await findModel(`${owner}@${commit}`, { env }))?.refs).toEqual([])
    expect(tree(join(repository(home), 'blobs'))).toHaveLength(needed.length + 1)
  })

  test.each(['v1.0', 'refs/pr/7', commit, commit.slice(0, 8)])('a revision: %s', async (revision) => {
    const hub = await startHub({ [owner]: { refs: { [revision]: commit }, commits: { [commit]: files } } })
    const { env, pull } = scene(hub)
    expect(await pull(`${owner}@${revision}`)).toMatchObject({
      revision: commit,
      refs: revision === commit ? [] : [revision],
    })
    expect((await findModel(`${owner}@${revision}`, { env }))?.revision).toBe(commit)
    expect(await findModel(owner, { env })).toBeUndefined()
  })

  test('weights in several files, and a vocabulary without tokenizer.json', async () => {
    const whole = files['model.safetensors'] as Uint8Array
    const { 'model.safetensors': _, 'tokenizer.json': __, ...rest } = files
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']
    const index = { metadata: {}, weight_map: { a: shards[0], b: shards[1], c: shards[0] } }
    const hub = await startHub({
      [owner]: {
        refs: { main: commit },
        commits: {
          [commit]: {
            ...rest,
            'model.safetensors.index.json': Buffer.from(JSON.stringify(index)),
            [shards[0] as string]: whole.subarray(0, 60_000),
            [shards[1] as string]: whole.subarray(60_000),
          },
        },
      },
    })
    const { env, pull } = scene(hub)
    const { path } = await pull()
    expect(tree(path)).toEqual([
      'config.json',
      ...shards,
      'model.safetensors.index.json',
      'preprocessor_config.json',
      'vocab.txt',
    ])
    expect(await findModel(owner, { env })).toBeDefined()
    truncateSync(join(path, shards[1] as string), 0)
    expect((await pull()).bytes).toBeGreaterThan(100_000)
  })

  test('a name of another shape is refused before anything is asked', async () => {
    const hub = await startHub()
    const { fails } = scene(hub)
    expect(await fails('graphics')).toBe('bad-input: “graphics” comes with Altwright: it is always there.')
    for (const name of [
      './x',
      '/etc',
      'blip',
      'a/b/c',
      'a/../b',
      '../b',
      'a--b/c',
      'a/b@../x',
      'a/b@',
      'a/b@x//y',
      ' ',
    ]) {
      expect(await fails(name)).toMatch(/^bad-input: “/)
    }
    expect(hub.seen).toEqual([])
  })
})

describe('the environment', () => {
  test('the token goes to the hub, and to nobody else', async () => {
    const hub = await startHub()
    const { env, home, pull } = scene(hub)
    writeFileSync(join(home, 'token'), 'hf_from_file\n')
    await pull()
    const tokens = () =>
      new Set(hub.seen.splice(0).map(({ server, authorization }) => `${server} ${authorization}`))
    expect(tokens()).toEqual(new Set(['hub Bearer hf_from_file', 'cdn undefined']))
    await pull(owner, { env: { ...env, HF_HOME: temporaryFolder(), HF_TOKEN: ' hf_from_env ' } })
    expect(tokens()).toEqual(new Set(['hub Bearer hf_from_env', 'cdn undefined']))
    writeFileSync(join(home, 'elsewhere'), 'hf_elsewhere')
    await pull(owner, { env: { ...env, HF_TOKEN_PATH: join(home, 'elsewhere') } })
    expect(tokens()).toEqual(new Set(['hub Bearer hf_elsewhere']))
    await pull(owner, { env: { ...env, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' } })
    expect(tokens()).toEqual(new Set(['hub undefined']))
  })

  test('a token that is none is not printed', async () => {
    const { env, fails } = scene(await startHub())
    const message = await fails(owner, { env: { ...env, HF_TOKEN: 'hf_secret other' } })
    expect(message).toMatch(/^bad-config: HF_TOKEN holds no token/)
    expect(message).not.toContain('secret')
  })

  test('HF_HUB_CACHE goes before HF_HOME', async () => {
    const { env, home, pull } = scene(await startHub())
    const { path } = await pull(owner, { env: { ...env, HF_HUB_CACHE: join(home, 'other') } })
    expect(path.startsWith(join(home, 'other', 'models--'))).toBe(true)
  })

  test.each(['nonsense', 'ftp://hub', 'https://user:secret@hub.example'])(
    'HF_ENDPOINT %s',
    async (endpoint) => {
      const { env, fails } = scene(undefined)
      const message = await fails(owner, { env: { ...env, HF_ENDPOINT: endpoint } })
      expect(message).toMatch(/^bad-config: HF_ENDPOINT should be an address/)
      expect(message).not.toContain('secret')
    },
  )

  test('offline nothing is asked: what is cached is answered, what is not is an error with the way around', async () => {
    const hub = await startHub()
    const { env, home, fails, pull } = scene(hub)
    const offline = { env: { ...env, HF_HUB_OFFLINE: '1' } }
    expect(await fails(owner, offline)).toBe(
      `model-missing: ${owner} is not in ${home}/hub, and HF_HUB_OFFLINE forbids to ask ${hub.endpoint}. Without network: run \`altwright model pull ${owner}\` on a machine that has one and copy its folder models--Salesforce--blip-tiny to ${home}/hub, or set HF_HOME to where the model is.`,
    )
    expect(hub.seen).toEqual([])
    const model = await pull()
    hub.seen.length = 0
    expect(await pull(owner, offline)).toEqual(model)
    expect(hub.seen).toEqual([])
  })
})

describe('what is wrong with a repository', () => {
  const with_ = (change: (all: Record<string, Uint8Array>) => void) => {
    const all = tinyFiles()
    change(all)
    return startHub({ [owner]: { refs: { main: commit }, commits: { [commit]: all } } })
  }

  test('only pytorch_model.bin', async () => {
    const hub = await with_((all) => delete all['model.safetensors'])
    const { fails } = scene(hub)
    expect(await fails()).toBe(
      `bad-model: ${owner} could not be fetched: its weights at “main” are only there as pytorch_model.bin, a format of PyTorch that can run code, and Altwright reads model.safetensors. Another revision may have it, often a pull request: look at ${hub.endpoint}/${owner}/discussions and write ${owner}@refs/pr/1.`,
    )
    expect(hub.seen.some(({ path }) => path.includes('/resolve/'))).toBe(false)
  })

  test.each([
    ['config.json', /has no config\.json\. It has model\.safetensors, preprocessor_config\.json/],
    ['model.safetensors', /has no model\.safetensors\. It has config\.json/],
  ])('no %s', async (file, message) => {
    const { fails } = scene(
      await with_((all) => {
        delete all[file]
        delete all['pytorch_model.bin']
      }),
    )
    expect(await fails()).toMatch(message)
  })

  test('no tokenizer', async () => {
    const { fails } = scene(
      await with_((all) => {
        delete all['tokenizer.json']
        delete all['vocab.txt']
      }),
    )
    expect(await fails()).toMatch(
      /^bad-model: .* has no tokenizer\.json and no vocab\.txt\. It has config\.json/,
    )
  })

  test('an index that leads out of the repository, or to nothing', async () => {
    for (const [index, message] of [
      [
        { weight_map: { a: '../../../../etc/passwd' } },
        /has no \.\.\/\.\.\/\.\.\/\.\.\/etc\/passwd, which its/,
      ],
      [{ weight_map: {} }, /names no file of weights/],
      ['[', /names no file of weights/],
    ] as const) {
      const { fails } = scene(
        await with_((all) => {
          delete all['model.safetensors']
          all['model.safetensors.index.json'] = Buffer.from(
            typeof index === 'string' ? index : JSON.stringify(index),
          )
        }),
      )
      expect(await fails()).toMatch(message)
    }
  })
})

describe('the disk', () => {
  test('a cache that cannot be written', async () => {
    const { env, home, fails } = scene(await startHub())
    writeFileSync(join(home, 'file'), '')
    expect(await fails(owner, { env: { ...env, HF_HOME: join(home, 'file') } })).toMatch(
      /^model-missing: Salesforce\/blip-tiny: .*file.* could not be written \(mkdir: ENOTDIR\)\. Make the folder writable, or set HF_HOME/,
    )
  })

  test('too little room is said before the download', async () => {
    const hub = await startHub()
    const { fails } = scene(hub)
    const huge = {
      type: 'file',
      path: 'model.safetensors',
      oid: 'c'.repeat(40),
      size: 1e16,
      lfs: { oid: 'c'.repeat(64), size: 1e16, pointerSize: 1 },
    }
    const entry = (path: string) => ({ type: 'file', path, oid: 'd'.repeat(40), size: 10 })
    const list = [entry('config.json'), entry('tokenizer.json'), huge]
    hub.misbehave(/tree/, { type: 'content', content: Buffer.from(JSON.stringify(list)) })
    expect(await fails()).toMatch(
      /^model-missing: .*: it needs 10000 TB and the disk of .* has .* left\. Make room, or set HF_HOME/,
    )
    expect(hub.seen.some(({ path }) => path.includes('/resolve/'))).toBe(false)
  })

  test('a disk that fills up on the way', async () => {
    const hub = await startHub()
    const { home, fails } = scene(hub)
    const digest = digestOf('model.safetensors', files['model.safetensors'] as Uint8Array)
    const { mkdirSync, symlinkSync } = await import('node:fs')
    mkdirSync(join(repository(home), 'blobs'), { recursive: true })
    symlinkSync('/dev/full', join(repository(home), 'blobs', `${digest}.incomplete`))
    expect(statSync('/dev/full').isFile()).toBe(false)
    expect(await fails()).toMatch(
      /^model-missing: Salesforce\/blip-tiny could not be stored: the disk of .* is full \(ENOSPC\)\. Make room, or set HF_HOME to another disk; what has been downloaded is kept\.$/,
    )
  })
})

test('an abort ends it with the signal’s reason, and what came is kept', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'stall', after: 40_000 }, 1)
  const { home, env } = scene(hub)
  const controller = new AbortController()
  const reason = new Error('enough')
  const pulling = pullModel(owner, {
    env,
    patience: quick,
    signal: controller.signal,
    onProgress: (news) => {
      if (news.type === 'bytes' && news.file === 'model.safetensors' && news.bytes > 40_000)
        controller.abort(reason)
    },
  })
  await expect(pulling).rejects.toBe(reason)
  const digest = digestOf('model.safetensors', files['model.safetensors'] as Uint8Array)
  expect(statSync(join(repository(home), 'blobs', `${digest}.incomplete`)).size).toBeGreaterThan(0)
  expect(await findModel(owner, { env })).toBeUndefined()
})
