import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBlip } from '../../dist/blip/index.js'
import { locateModel } from '../../dist/models/index.js'
import { temporaryFolder } from '../temporary.ts'
import { owner, startHub, tinyFolder } from './hub-server.ts'
import { environment } from './scene.ts'

test('a model that was fetched says the same as its folder', async () => {
  const home = temporaryFolder()
  const env = environment(await startHub(), home)
  const { folder: fetched } = await locateModel(owner, { env, download: true })
  const image = await readFile(join(tinyFolder, '../images/grey.png'))
  const words = async (model: string) => {
    const captioner = await openBlip({ model, cacheDir: join(home, 'altwright') })
    const outcomes = await captioner.caption([image])
    await captioner.dispose()
    return outcomes
  }
  expect(await words(fetched)).toEqual(await words(tinyFolder))
})
