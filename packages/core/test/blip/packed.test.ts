import { truncate } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compileModel } from '../../dist/blip/compile.js'
import { generate } from '../../dist/blip/generate.js'
import { packModel } from '../../dist/blip/packed.js'
import { greedy } from '../../dist/blip/search/decoding.js'
import { openSessions } from '../../dist/blip/session.js'
import { temporaryFolder } from '../temporary.ts'
import { encodeEach, loadCheckpoint, readGolden } from './reference.ts'

let cache: string
beforeAll(async () => {
  cache = temporaryFolder()
})

describe.skipIf(platform() !== 'linux').each(['fp32', 'int8', 'int8-row'] as const)(
  'packed for this processor, in %s',
  (precision) => {
    test('the numbers are the same, to the bit', async () => {
      const golden = await readGolden('large')
      const plain = await loadCheckpoint('large', cache, precision)
      const packed = await packModel(await compileModel(plain.compile))
      if (packed === undefined) throw new Error('not packed')
      const sessions = await openSessions(packed.folder, plain.config, 1, true)
      const { text } = plain.config
      const options = { ...greedy, beams: 3, promptIds: [text.start] }
      const words = [plain.sessions, sessions].map(async (sessions) =>
        generate(sessions, await encodeEach({ ...plain, sessions }, golden), text, options),
      )
      expect(await words[1]).toEqual(await words[0])
      await Promise.all([plain.sessions.close(), sessions.close()])
    })
  },
)

describe.skipIf(platform() !== 'linux')('the packed folder', () => {
  test('lies beside the compiled one, is used again, and is made again when damaged', async () => {
    const plain = await loadCheckpoint('tiny', cache, 'int8')
    await plain.sessions.close()
    const compiled = await compileModel(plain.compile)
    const packed = await packModel(compiled)
    expect(basename(packed?.folder ?? '')).toMatch(
      new RegExp(`^${basename(compiled.folder)}-packed-[0-9a-f]{12}$`),
    )
    expect(await packModel(compiled)).toEqual(packed)
    await truncate(join(packed?.folder ?? '', 'text.onnx.data'), 100)
    const again = await packModel(compiled)
    expect(again).toEqual(packed)
    await (await openSessions(again?.folder ?? '', plain.config, 1, true)).close()
  })

  test('is done without when it cannot be made', async () => {
    expect(await packModel({ folder: join(cache, 'nowhere'), temporary: false })).toBeUndefined()
    expect(await packModel({ folder: cache, temporary: true })).toBeUndefined()
  })
})
