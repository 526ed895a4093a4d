import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findModel, listModels, locateModel, removeModel, resolveModelName } from '../../dist/models/index.js'
import { temporaryFolder } from '../temporary.ts'
import { commit, otherCommit, owner, startHub, tinyFiles, tinyFolder } from './hub-server.ts'
import { environment, repository, scene, tree } from './scene.ts'

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: { name: string; code: string; message: string }) => reason,
  )
  expect(error?.name).toBe('AltwrightError')
  return `${error?.code}: ${error?.message}`
}

/** A cache as another tool leaves it: no blobs, no refs, real files. */
function plainSnapshot(home: string, id: string, revision: string, from = tinyFolder): string {
  const path = join(home, 'hub', `models--${id.replace('/', '--')}`, 'snapshots', revision)
  cpSync(from, path, { recursive: true })
  return path
}

describe('findModel', () => {
  test.each(['config.json', 'tokenizer.json', 'model.safetensors'])(
    'without %s it is not there',
    async (file) => {
      const home = temporaryFolder()
      const path = plainSnapshot(home, owner, commit)
      const env = environment(undefined, home)
      expect((await findModel(`${owner}@${commit}`, { env }))?.path).toBe(path)
      rmSync(join(path, file))
      expect(await findModel(`${owner}@${commit}`, { env })).toBeUndefined()
    },
  )

  test('a branch whose ref is broken is not there', async () => {
    const home = temporaryFolder()
    plainSnapshot(home, owner, commit)
    mkdirSync(join(repository(home), 'refs'))
    writeFileSync(join(repository(home), 'refs/main'), '../../..')
    expect(await findModel(owner, { env: environment(undefined, home) })).toBeUndefined()
  })
})

describe('locateModel', () => {
  test('a bundled name, a folder, and a folder that is not there', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'models/mine'), { recursive: true })
    const at = (name: string) => locateModel(name, { env: environment(undefined, home), cwd: home })
    const graphics = await at('graphics')
    expect(graphics).toMatchObject({ name: 'graphics', revision: undefined })
    expect(existsSync(join(graphics.folder, 'config.json'))).toBe(true)
    const mine = { name: 'mine', folder: join(home, 'models/mine'), revision: undefined }
    expect(await at('./models/mine')).toEqual(mine)
    expect(await at(join(home, 'models/mine'))).toEqual(mine)
    expect((await at('~')).folder).toBe(homedir())
    expect(await failure(at('./none'))).toBe(
      `model-missing: No model at ${join(home, 'none')}. Name "graphics", owner/name on the Hugging Face hub, or a folder with config.json, model.safetensors and tokenizer.json.`,
    )
    expect(await failure(at('models/mine'))).toMatch(/If the folder is meant, write \.\/models\/mine\./)
    expect(await failure(at(''))).toMatch(/^bad-input: “” is no model\. Name "graphics"/)
  })

  test('a model of the hub is fetched only where that is allowed, and once', async () => {
    const hub = await startHub()
    const home = temporaryFolder()
    const env = environment(hub, home)
    expect(await failure(locateModel(owner, { env }))).toBe(
      `model-missing: ${owner} is not in ${home}/hub. Run \`altwright model pull ${owner}\`. Without network: run \`altwright model pull ${owner}\` on a machine that has one and copy its folder models--Salesforce--blip-tiny to ${home}/hub, or set HF_HOME to where the model is.`,
    )
    expect(hub.seen).toEqual([])
    const offline = { env: { ...env, HF_HUB_OFFLINE: 'true' }, download: true }
    expect(await failure(locateModel(owner, offline))).toMatch(/HF_HUB_OFFLINE forbids/)
    const located = await locateModel(owner, { env, download: true })
    expect(located).toEqual({
      name: owner,
      folder: join(repository(home), 'snapshots', commit),
      revision: commit,
    })
    hub.seen.length = 0
    expect(await locateModel(owner, { env, download: true })).toEqual(located)
    expect(await locateModel(owner, { env })).toEqual(located)
    expect((await locateModel(located.folder, { env })).name).toBe(owner)
    expect(hub.seen).toEqual([])
  })
})

test('resolveModelName leaves names and makes paths absolute', () => {
  const at = (name: string) => resolveModelName(name, '/site')
  expect(['graphics', 'a/b', 'a/b@v1'].map(at)).toEqual(['graphics', 'a/b', 'a/b@v1'])
  expect(['./a/b', 'mine', '../x', '/y'].map(at)).toEqual(['/site/a/b', '/site/mine', '/x', '/y'])
})

describe('listModels', () => {
  test('the bundled ones, then the whole ones of the cache, with their compiled size', async () => {
    const home = temporaryFolder()
    const hub = await startHub()
    await scene(hub, home).pull()
    plainSnapshot(home, 'a/by-commit', otherCommit)
    rmSync(join(plainSnapshot(home, 'a/half', commit), 'model.safetensors'))
    mkdirSync(join(home, 'hub/datasets--a--b/snapshots'), { recursive: true })
    mkdirSync(join(home, 'hub/models--..--x/snapshots', commit), { recursive: true })
    writeFileSync(join(home, 'hub/version.txt'), '1')
    const compiled = join(home, 'altwright/models', 'Salesforce-blip-tiny-fp32-0123456789abcdef')
    mkdirSync(compiled, { recursive: true })
    writeFileSync(join(compiled, 'vision.onnx'), 'x'.repeat(123))
    mkdirSync(compiled.replace('fp32', 'int8-row'))
    writeFileSync(join(compiled.replace('fp32', 'int8-row'), 'vision.onnx'), 'x'.repeat(1000))
    mkdirSync(`${compiled}.tmp-1-abcd`)
    const list = await listModels({ env: environment(hub, home) })
    expect(list).toMatchObject([
      { name: 'graphics', revision: undefined, type: 'blip', compiledBytes: 0 },
      { name: owner, revision: commit, refs: ['main'], type: 'blip', compiledBytes: 1123 },
      { name: 'a/by-commit', revision: otherCommit, refs: [], compiledBytes: 0 },
    ])
    expect(list[0]?.bytes).toBeGreaterThan(1_000_000)
  })

  test('no cache at all', async () => {
    expect((await listModels({ env: environment(undefined, '/nowhere') })).map(({ name }) => name)).toEqual([
      'graphics',
    ])
  })
})

describe('removeModel', () => {
  test('a model with what was compiled from it, and nothing else', async () => {
    const hub = await startHub()
    const { home, env, pull } = scene(hub)
    const { bytes } = await pull()
    plainSnapshot(home, 'Salesforce/blip-tiny-2', commit)
    const compiled = (name: string): string => join(home, 'altwright/models', name)
    for (const name of [
      'Salesforce-blip-tiny-fp32-0123456789abcdef',
      'Salesforce-blip-tiny-2-fp32-0123456789abcdef',
    ]) {
      mkdirSync(compiled(name), { recursive: true })
      writeFileSync(join(compiled(name), 'seal.json'), 'x'.repeat(100))
    }
    expect(await removeModel(owner, { env })).toEqual({
      name: owner,
      revisions: [commit],
      bytes: bytes + commit.length + 100,
    })
    expect(existsSync(repository(home))).toBe(false)
    expect(readdirSync(join(home, 'altwright/models'))).toEqual([
      'Salesforce-blip-tiny-2-fp32-0123456789abcdef',
    ])
    expect(existsSync(join(home, 'hub/models--Salesforce--blip-tiny-2'))).toBe(true)
    expect(await failure(removeModel(owner, { env }))).toBe(
      `model-missing: ${owner} is not in ${home}/hub; there is nothing to remove.`,
    )
  })

  test('one revision, and only the files that no other uses', async () => {
    const hub = await startHub()
    const { home, env, pull } = scene(hub)
    await pull()
    const repo = hub.repositories[owner]
    if (repo === undefined) throw new Error('no repository')
    repo.refs.main = otherCommit
    repo.commits[otherCommit] = { ...tinyFiles(), 'preprocessor_config.json': Buffer.from('{"a":1}') }
    const { path } = await pull()
    expect(await removeModel(`${owner}@${commit}`, { env })).toEqual({
      name: owner,
      revisions: [commit],
      bytes: (tinyFiles()['preprocessor_config.json'] as Uint8Array).byteLength,
    })
    expect(readFileSync(join(path, 'preprocessor_config.json'), 'utf8')).toBe('{"a":1}')
    expect((await findModel(owner, { env }))?.revision).toBe(otherCommit)
    expect(await failure(removeModel(`${owner}@v9`, { env }))).toMatch(
      /is not in .*; there is nothing to remove/,
    )
    await removeModel(`${owner}@main`, { env })
    expect(existsSync(repository(home))).toBe(false)
  })

  test('what a broken-off download left', async () => {
    const home = temporaryFolder()
    const env = environment(undefined, home)
    mkdirSync(join(repository(home), 'blobs'), { recursive: true })
    writeFileSync(join(repository(home), 'blobs/x.incomplete'), 'x'.repeat(77))
    expect(await removeModel(owner, { env })).toEqual({ name: owner, revisions: [], bytes: 77 })
  })

  test('paths and bundled models are refused, and links are not followed out of the cache', async () => {
    const home = temporaryFolder()
    const env = environment(undefined, home)
    const outside = temporaryFolder()
    writeFileSync(join(outside, 'mine'), 'mine')
    for (const name of [outside, './x', '..', '../../x', 'graphics', 'a/..', 'a/b@../../x']) {
      expect(await failure(removeModel(name, { env }))).toMatch(/^bad-input: /)
    }
    mkdirSync(join(home, 'hub'), { recursive: true })
    symlinkSync(outside, repository(home))
    expect(await removeModel(owner, { env })).toMatchObject({ bytes: 0 })
    expect(existsSync(repository(home))).toBe(false)

    for (const revision of [commit, otherCommit]) {
      const snapshot = join(repository(home), 'snapshots', revision)
      mkdirSync(snapshot, { recursive: true })
      symlinkSync(join(outside, 'mine'), join(snapshot, 'model.safetensors'))
    }
    await removeModel(`${owner}@${commit}`, { env })
    await removeModel(owner, { env })
    expect(tree(outside)).toEqual(['mine'])
  })
})
