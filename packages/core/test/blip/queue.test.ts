import { describe, expect, test } from 'vitest'
import { createQueue } from '../../dist/blip/queue.js'
import { startThread } from '../../dist/blip/thread.js'

/** A worker that does as its script says. */
function script(onCaption: string, start = "port.postMessage({ type: 'ready', id: 'fake@1' })"): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort as port } from 'node:worker_threads'
    port.on('message', (request) => {
      if (request.type === 'close') port.close()
      if (request.type === 'caption') { const { group, images } = request; ${onCaption} }
    })
    ${start}`)}`,
  )
}

const answers = `images.forEach((image, index) => port.postMessage({ type: 'outcome', group, index, outcome: { status: 'captioned', text: String(image[0]), confidence: 1 } }));
  port.postMessage({ type: 'done', group })`
const image = (value: number): Uint8Array => Uint8Array.of(value)

async function queueOf(scripts: readonly URL[], batchSize = 2) {
  let starts = 0
  const captioner = await createQueue(
    (events) => startThread(scripts[starts++] ?? (scripts.at(-1) as URL), undefined, events),
    batchSize,
  )
  return { captioner, starts: () => starts }
}

describe('a thread that crashes', () => {
  test.each([
    ['ends', 'process.exit(3)', /stopped: its thread ended with code 3/],
    ['throws', "throw new Error('out of cheese')", /stopped: out of cheese/],
  ])('and %s fails its calls, and the next call starts another', async (_, crash, message) => {
    const { captioner, starts } = await queueOf([script(crash), script(answers)])
    const calls = [captioner.caption([image(1), image(2), image(3)]), captioner.caption([image(4)])]
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status === 'rejected' && call.reason).toMatchObject({
        name: 'AltwrightError',
        code: 'engine-failed',
        message: expect.stringMatching(message),
      })
    }
    const outcomes = await captioner.caption([image(7), image(8), image(9)])
    expect(outcomes.map((outcome) => outcome.status === 'captioned' && outcome.text)).toEqual(['7', '8', '9'])
    expect(starts()).toBe(2)
    await captioner.dispose()
  })

  test('at the start is told to the caller', async () => {
    await expect(queueOf([script('', 'process.exit(9)')])).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/could not start: its thread ended with code 9/),
    })
    await expect(queueOf([new URL('file:///nowhere/worker.js')])).rejects.toMatchObject({
      code: 'engine-failed',
    })
  })
})

test('a group that fails fails its call and no other', async () => {
  const { captioner } = await queueOf([
    script(
      `if (images[0][0] === 1) port.postMessage({ type: 'failed', group, message: 'bad shape' }); else { ${answers} }`,
    ),
  ])
  const [failed, fine] = await Promise.allSettled([
    captioner.caption([image(1), image(1), image(1)]),
    captioner.caption([image(2), image(2)]),
  ])
  expect(failed.status === 'rejected' && failed.reason).toMatchObject({
    code: 'engine-failed',
    message: 'The BLIP engine failed: bad shape.',
  })
  // The odd image of the failed call may share a group with the next call's; what is left of that call still goes on.
  expect(['fulfilled', 'rejected']).toContain(fine.status)
  expect(await captioner.caption([image(3)])).toHaveLength(1)
  await captioner.dispose()
})

test('small calls share groups', async () => {
  const { captioner } = await queueOf(
    [
      script(
        `images.forEach((_, index) => port.postMessage({ type: 'outcome', group, index, outcome: { status: 'captioned', text: 'of ' + images.length, confidence: 1 } })); port.postMessage({ type: 'done', group })`,
      ),
    ],
    4,
  )
  const calls = await Promise.all(Array.from({ length: 12 }, (_, i) => captioner.caption([image(i)])))
  expect(
    calls.flat().filter((outcome) => outcome.status === 'captioned' && outcome.text === 'of 4').length,
  ).toBeGreaterThan(0)
  await captioner.dispose()
})
