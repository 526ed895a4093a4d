import { describe, expect, test } from 'vitest'
import { planCrew } from '../../dist/blip/plan.js'
import { createQueue } from '../../dist/blip/queue.js'
import type { CaptionOutcome } from '../../dist/captioner.js'
import { startThread } from '../../dist/threads/thread.js'

/** A worker that does as its script says. */
function script(onCaption: string, start = "port.postMessage({ type: 'ready', id: 'fake@1' })"): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort as port } from 'node:worker_threads'
    port.on('message', (request) => {
      if (request.type === 'close') port.close()
      if (request.type === 'ask') { const { call: group, asked: images } = request; ${onCaption} }
    })
    ${start}`)}`,
  )
}

const program = (script: URL) => ({ script, workerData: undefined, name: 'test' })

const answers = `images.forEach((image, index) => port.postMessage({ type: 'outcome', group, index, outcome: { status: 'captioned', text: String(image[0]), confidence: 1 } }));
  port.postMessage({ type: 'done', group })`
const word = (outcome: CaptionOutcome): string | undefined =>
  outcome.status === 'captioned' ? outcome.text : undefined
const image = (value: number): Uint8Array => Uint8Array.of(value)

async function queueOf(scripts: readonly URL[], batchSize = 2) {
  let starts = 0
  const captioner = await createQueue(
    (events) => startThread(program(scripts[starts++] ?? (scripts.at(-1) as URL)), events),
    batchSize,
  )
  return { captioner, starts: () => starts }
}

describe('a thread that crashes', () => {
  test.each([
    ['ends', 'process.exit(3)', /stopped: its thread ended with code 3/],
    ['throws', "throw new Error('out of cheese')", /stopped: out of cheese/],
  ])('and %s fails what it worked on; the rest goes on with another', async (_, crash, message) => {
    const { captioner, starts } = await queueOf([script(crash), script(answers)])
    const [failed, fine] = await Promise.allSettled([
      captioner.caption([image(1), image(2), image(3)]),
      captioner.caption([image(4)]),
    ])
    expect(failed.status === 'rejected' && failed.reason).toMatchObject({
      name: 'AltwrightError',
      code: 'engine-failed',
      message: expect.stringMatching(message),
    })
    expect(fine.status === 'fulfilled' && fine.value.map(word)).toEqual(['4'])
    const outcomes = await captioner.caption([image(7), image(8), image(9)])
    expect(outcomes.map(word)).toEqual(['7', '8', '9'])
    expect(starts()).toBe(2)
    await captioner.dispose()
  })

  test('over and over fails every call, and no call waits for ever', async () => {
    const { captioner, starts } = await queueOf([script('process.exit(3)')])
    const calls = [1, 2, 3].map((value) => captioner.caption([image(value), image(value)]))
    for (const call of await Promise.allSettled(calls)) expect(call.status).toBe('rejected')
    expect(starts()).toBeLessThanOrEqual(4)
    await captioner.dispose()
  })

  test('and cannot be started again fails what waits', async () => {
    const { captioner } = await queueOf([script('process.exit(3)'), script('', 'process.exit(9)')])
    const calls = [1, 2, 3].map((value) => captioner.caption([image(value), image(value)]))
    for (const call of await Promise.allSettled(calls))
      expect(call.status === 'rejected' && call.reason).toMatchObject({ code: 'engine-failed' })
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

test('a group of several calls that fails is tried call by call: only the culprit fails', async () => {
  const { captioner } = await queueOf(
    [
      script(
        `if (images.some(([first]) => first === 1)) port.postMessage({ type: 'failed', group, message: 'bad shape' }); else { ${answers} }`,
      ),
    ],
    4,
  )
  const calls = [
    captioner.caption([image(5)]),
    captioner.caption([image(6), image(7)]),
    captioner.caption([image(2), image(1)]),
    captioner.caption([image(3)]),
    captioner.caption([image(4), image(8), image(9)]),
  ]
  const said = await Promise.allSettled(calls)
  expect(said.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
  const [, , failed] = said
  expect(failed?.status === 'rejected' && failed.reason).toMatchObject({
    code: 'engine-failed',
    message: 'The BLIP engine failed: bad shape.',
  })
  expect(said.map((call) => call.status === 'fulfilled' && call.value.map(word))).toEqual([
    ['5'],
    ['6', '7'],
    false,
    ['3'],
    ['4', '8', '9'],
  ])
  await captioner.dispose()
})

describe('a crew', () => {
  const named = (name: string, ready = ''): URL =>
    script(
      `images.forEach((image, index) => port.postMessage({ type: 'outcome', group, index, outcome: { status: 'captioned', text: '${name}', confidence: 1 } })); port.postMessage({ type: 'done', group })`,
      `port.postMessage({ type: 'ready', id: 'fake@1'${ready} })`,
    )
  const planned = (plan: object): string => `, plan: ${JSON.stringify(plan)}`
  const many = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => image(i))

  async function crewOf(plan: object, first = named('first', planned(plan)), extra = named('extra')) {
    const roles: string[] = []
    const captioner = await createQueue((events, role) => {
      roles.push(role)
      return startThread(program(role === 'first' ? first : extra), events)
    }, 2)
    return { captioner, roles }
  }

  test('answers a lone image by the first worker, and starts nobody', async () => {
    const { captioner, roles } = await crewOf({ extra: 2, firstJoins: false, startFrom: 8 })
    for (const one of many(3)) expect((await captioner.caption([one])).map(word)).toEqual(['first'])
    expect(roles).toEqual(['first'])
    await captioner.dispose()
  })

  test('shares a queue, and goes back to the first worker for a lone image', async () => {
    const { captioner, roles } = await crewOf({ extra: 2, firstJoins: false, startFrom: 8 })
    await captioner.caption(many(200))
    while ((await captioner.caption(many(8))).some((outcome) => word(outcome) === 'first'));
    expect(roles).toEqual(['first', 'extra', 'extra'])
    expect((await captioner.caption(many(1))).map(word)).toEqual(['first'])
    expect((await captioner.caption(many(4))).map(word)).toEqual(Array(4).fill('extra'))
    await captioner.dispose()
  })

  test('keeps the first worker at work when it has one thread like the others', async () => {
    const { captioner } = await crewOf({ extra: 1, firstJoins: true, startFrom: 8 })
    const words = new Set<string | undefined>()
    while (words.size < 2) for (const outcome of await captioner.caption(many(40))) words.add(word(outcome))
    expect([...words].sort()).toEqual(['extra', 'first'])
    await captioner.dispose()
  })

  test('does without those that cannot start, and without those that crash', async () => {
    const plan = { extra: 2, firstJoins: false, startFrom: 8 }
    const first = named('first', planned(plan))
    const lame = await crewOf(plan, first, script('', 'process.exit(9)'))
    expect((await lame.captioner.caption(many(40))).map(word)).toEqual(Array(40).fill('first'))
    await lame.captioner.dispose()

    const crashing = await crewOf(plan, first, script('process.exit(9)'))
    const calls = await Promise.allSettled(many(60).map((one) => crashing.captioner.caption([one])))
    expect(calls.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect((await crashing.captioner.caption(many(1))).map(word)).toEqual(['first'])
    await crashing.captioner.dispose()
  })

  test('is disposed of as a whole, while it starts too', async () => {
    const { captioner } = await crewOf({ extra: 2, firstJoins: false, startFrom: 8 })
    const pending = expect(captioner.caption(many(500))).rejects.toMatchObject({ code: 'engine-failed' })
    await captioner.dispose()
    await pending
  })
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

describe('who is in the crew', () => {
  test.each([
    ['a real model on two cores', { small: false, cores: 2 }, 2, { extra: 2, firstJoins: false }],
    ['a small model on two cores', { small: true, cores: 2 }, 1, { extra: 1, firstJoins: true }],
    ['one core', { small: false, cores: 1 }, 1, { extra: 0, firstJoins: true }],
    ['many cores', { small: false, cores: 64 }, 8, { extra: 8, firstJoins: false }],
    ['one worker', { small: false, cores: 4, workers: 1 }, 4, { extra: 0, firstJoins: false }],
    ['own numbers', { small: false, cores: 4, workers: 3, threads: 1 }, 1, { extra: 2, firstJoins: true }],
  ])('%s', (_, given, threads, plan) => {
    expect(planCrew({ threads: undefined, workers: undefined, ...given })).toMatchObject({ threads, plan })
  })
})
