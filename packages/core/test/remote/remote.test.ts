import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { resolveOptions } from '@altwright/core/config'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { describePage, fakeCaptioner, folder } from '../flow/fake.ts'
import { temporaryFolder } from '../temporary.ts'

let cache: string

beforeEach(() => {
  cache = temporaryFolder()
  vi.stubEnv('ALTWRIGHT_CACHE', cache)
})
afterEach(() => vi.unstubAllEnvs())

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const picture: Answer = (_, response) => response.end('caption:map icon')

/** A server on loopback, and what it was asked for. */
async function server(answer: Answer = picture) {
  const asked: IncomingMessage[] = []
  const listening = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const close = () => {
    listening.closeAllConnections()
    return new Promise<void>((resolve) => listening.close(() => resolve()))
  }
  onTestFinished(close)
  const host = `localhost:${(listening.address() as AddressInfo).port}`
  return { asked, host, url: `http://${host}/map.svg`, close }
}

/** Describes a page with one image: its alt, or the rule and reason that kept it from one. */
async function describeOne(root: string, url: string, options: object) {
  const captioner = fakeCaptioner()
  const { findings } = await describePage(root, `<img src="${url}">`, captioner, options)
  const [{ after, rule, reason } = { after: null, rule: '', reason: 'nothing' }] = findings
  return after ?? `${rule}: ${reason}`
}

const lockfile = (root: string) => readFileSync(join(root, 'altwright.lock.json'), 'utf8')

describe('an image on another server', () => {
  test('is asked for only where the settings let it', async () => {
    const { url, host, asked } = await server()
    const root = await folder({})
    expect(await describeOne(root, url, {})).toBe('remote: It lies on another server.')
    expect(await describeOne(root, url, { remote: ['other.example', '*.localhost'] })).toMatch(/^remote: /)
    expect(await describeOne(root, url, { remote: [host.replace(/\d+$/, '1')] })).toMatch(/^remote: /)
    expect(asked).toHaveLength(0)
    expect(await describeOne(root, url, { remote: [host] })).toBe('Map icon')
    expect(await describeOne(root, `//${host}/map.svg`, { remote: true })).toMatch(
      /^(?:remote|image-unreadable): /,
    )
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers).not.toHaveProperty('cookie')
  })

  test('is fetched once a run, and not again by the next', async () => {
    const { url, host, asked } = await server()
    const root = await folder({})
    const page = `<p><img src="${url}"><img src="${url}#x"><img src="http://me:secret@${host}/map.svg">`
    const { findings } = await describePage(root, page, fakeCaptioner(), { remote: [host] })
    expect(findings.map(({ after }) => after)).toEqual(['Map icon', 'Map icon', 'Map icon'])
    await describePage(root, page, fakeCaptioner(), { remote: [host] })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers.authorization).toBeUndefined()
  })

  test('is known to a locked run by its address, without cache and without network', async () => {
    const { url, host, asked } = await server()
    const root = await folder({})
    const secret = `${url}?w=4&token=abc123`
    await describeOne(root, secret, { remote: [host] })
    expect(lockfile(root)).toContain(`"source": "${url}?w=4&token=***"`)
    vi.stubEnv('ALTWRIGHT_CACHE', temporaryFolder())
    const locked = { remote: [host], locked: true }
    expect(await describeOne(root, secret, locked)).toBe('Map icon')
    expect(await describeOne(root, url, locked)).toBe(
      'remote: It lies on another server, and a locked run fetches nothing.',
    )
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    expect(await describeOne(root, url, { remote: [host] })).toMatch(/HF_HUB_OFFLINE forbids/)
    expect(asked).toHaveLength(1)
  })

  test('that was reviewed keeps its review, also where its server is gone', async () => {
    const { url, host, close } = await server()
    const root = await folder({})
    await describeOne(root, url, { remote: [host] })
    const reviewed = lockfile(root).replace('"state": "generated"', '"alt": "The way", "state": "edited"')
    writeFileSync(join(root, 'altwright.lock.json'), reviewed)
    await close()
    vi.stubEnv('ALTWRIGHT_CACHE', temporaryFolder())
    expect(await describeOne(root, url, { remote: [host] })).toBe('The way')
  })

  test('is asked for again after a day, and only sent where it changed', async () => {
    let etag = '"1"'
    const { url, host, asked } = await server((request, response) => {
      if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
      else response.setHeader('etag', etag).end(`caption:icon number ${etag.replaceAll('"', '')}`)
    })
    const root = await folder({})
    const age = () => {
      const folder = join(cache, 'remote/addresses')
      for (const name of readdirSync(folder)) {
        const note = JSON.parse(readFileSync(join(folder, name), 'utf8'))
        writeFileSync(join(folder, name), JSON.stringify({ ...note, checked: 0 }))
      }
    }
    expect(await describeOne(root, url, { remote: [host] })).toBe('Icon number 1')
    age()
    expect(await describeOne(root, url, { remote: [host] })).toBe('Icon number 1')
    expect(await describeOne(root, url, { remote: [host] })).toBe('Icon number 1')
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"'])
    etag = '"2"'
    age()
    expect(await describeOne(root, url, { remote: [host] })).toBe('Icon number 2')
  })

  test('that the cache holds damaged is fetched anew', async () => {
    const { url, host, asked } = await server()
    const root = await folder({})
    await describeOne(root, url, { remote: [host] })
    const folderOfPictures = join(cache, 'remote/pictures')
    for (const name of readdirSync(folderOfPictures))
      writeFileSync(join(folderOfPictures, name), 'caption:evil')
    expect(await describeOne(root, url, { remote: [host] })).toBe('Map icon')
    expect(asked).toHaveLength(2)
  })
})

describe('a private network is out of reach', () => {
  test.each([
    'http://127.0.0.1/x.png',
    'http://2130706433/x.png',
    'http://[::1]/x.png',
    'http://[::ffff:10.0.0.1]/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://192.168.1.1/x.png',
    'http://localhost/x.png',
    'http://printer.local/x.png',
  ])('%s', async (url) => {
    expect(await describeOne(await folder({}), url, { remote: true })).toMatch(
      /^remote: .* is in a private network\.$/,
    )
  })

  test('also by redirect, from a server that is named', async () => {
    const inside = await server()
    const { url, host } = await server((_, response) => {
      response.writeHead(302, { location: inside.url }).end()
    })
    const refused = await describeOne(await folder({}), url, { remote: [host] })
    expect(refused).toBe(
      `remote: It redirects to ${inside.host}, which the settings do not let it be fetched from.`,
    )
    expect(inside.asked).toHaveLength(0)
    expect(await describeOne(await folder({}), url, { remote: [host, inside.host] })).toBe('Map icon')
  })
})

describe('a server that misbehaves is a finding', () => {
  const endless: Answer = (_, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(1 << 20)));
    }
    response.on('drain', more)
    more()
  }
  test.each<[string, Answer, RegExp]>([
    ['404', (_, response) => response.writeHead(404).end(), /^image-unreadable: The server answered 404\.$/],
    ['500', (_, response) => response.writeHead(500).end(), /^image-unreadable: The server answered 500\.$/],
    ['304 unasked', (_, response) => response.writeHead(304).end(), /answered 304/],
    ['nothing', (_, response) => response.end(), /sent no bytes/],
    ['endless bytes', endless, /more than 32 MiB/],
    [
      'a bomb',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(64 << 20))),
      /more than 32 MiB/,
    ],
    [
      'bad compression',
      (_, response) => response.setHeader('content-encoding', 'gzip').end('x'),
      /could not be fetched/,
    ],
    ['a broken connection', (_, response) => response.destroy(), /could not be fetched \(ECONNRESET\)/],
    [
      'half an answer',
      (_, response) =>
        response.writeHead(200, { 'content-length': '99' }).write('x', () => response.destroy()),
      /could not be fetched/,
    ],
    [
      'a circle',
      (request, response) => response.writeHead(302, { location: request.url ?? '' }).end(),
      /redirects to nowhere/,
    ],
    [
      'another scheme',
      (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /redirects to nowhere/,
    ],
  ])('%s', async (_, answer, expected) => {
    const { url, host } = await server(answer)
    expect(await describeOne(await folder({}), url, { remote: [host] })).toMatch(expected)
  })

  test('compressed pictures are read', async () => {
    const { url, host } = await server((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('caption:map icon'))
    })
    expect(await describeOne(await folder({}), url, { remote: [host] })).toBe('Map icon')
  })
})

test.each([
  [
    { remote: ['https://images.example'] },
    '`remote.0`: expected a host name such as images.example.org or *.example.org, found "https://images.example"',
  ],
  [{ remote: ['a.example/x'] }, 'expected a host name'],
  [{ remote: 'images.example' }, 'expected boolean'],
])('%j is refused', (options, message) => {
  expect(() => resolveOptions(options as object, 'options', { root: '/r', ci: false })).toThrow(message)
})
