import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { chromium } from 'playwright'
import { expect, test } from 'vitest'
import { command } from '../command.ts'
import { folder } from '../folder.ts'
import { picture, type Route, serve } from '../site.ts'

const outside = '93.184.215.14'

/**
 * Loaded before the command: a resolver that says of `rebind.example` that it is outside when it is asked first, and this
 * machine ever after. Connections that would leave this machine are refused, and written down.
 */
const resolver = `
import dns from 'node:dns'
import net from 'node:net'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const { lookup } = dns
const note = (text) => appendFileSync(process.env.NOTES, text + '\\n')
let asked = 0
dns.lookup = (name, options, done) => {
  if (name !== 'rebind.example') return lookup(name, options, done)
  const address = asked++ === 0 ? '${outside}' : '127.0.0.1'
  note('lookup ' + address)
  setImmediate(() => options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4))
}
const { connect } = net
net.connect = (options, ...rest) => {
  if (options.host !== 'rebind.example') return connect(options, ...rest)
  const lookup = options.lookup ?? dns.lookup
  const checked = (name, how, done) => lookup(name, how, (error, found, family) => {
    if (error) return done(error)
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found]
    for (const address of addresses) note('connect ' + address)
    if (addresses.every((address) => address.startsWith('127.'))) return done(null, found, family)
    done(Object.assign(new Error('no way out'), { code: 'ECONNREFUSED' }))
  })
  return connect({ ...options, lookup: checked }, ...rest)
}
syncBuiltinESMExports()`

async function crawled(mode: string, start: string): Promise<{ report: Report; notes: string[] }> {
  const cwd = folder({ notes: '' })
  // The browser has a resolver of its own; for it the name is this machine from the beginning.
  const wrapper = join(cwd, 'browser.sh')
  writeFileSync(
    wrapper,
    `#!/bin/sh
    for browser in "$ALTWRIGHT_BROWSER" "${chromium.executablePath()}" \\
      $(command -v chromium-headless-shell chromium chromium-browser google-chrome); do
      [ -x "$browser" ] && exec "$browser" --host-resolver-rules="MAP rebind.example 127.0.0.1" "$@"
    done`,
  )
  chmodSync(wrapper, 0o755)
  const { code, stderr } = await command(
    [
      'crawl',
      start,
      '--mode',
      mode,
      '--model',
      'graphics',
      '--browser',
      wrapper,
      '--reporter',
      'json=r.json',
    ],
    {
      cwd,
      env: {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(resolver)}`,
        NOTES: join(cwd, 'notes'),
      },
    },
  )
  expect(code, stderr).toBe(1)
  return {
    report: JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')),
    notes: readFileSync(join(cwd, 'notes'), 'utf8').trim().split('\n'),
  }
}

const cached: Route = (_, response) =>
  void response
    .writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=600' })
    .end(picture('secret'))

test('a name that is outside when it is asked for and inside when it is connected to leads nowhere', async () => {
  const secret = await serve({ '/x.svg': cached })
  const { port } = new URL(secret.origin)
  const site = await serve({
    '/': `<a href="/two">x</a><img src="http://rebind.example:${port}/x.svg">`,
    '/two': `<img src="http://rebind.example:${port}/x.svg">`,
  })
  const { report, notes } = await crawled('static', `${site.origin}/`)
  expect(notes.filter((note) => note.startsWith('connect'))).toEqual([`connect ${outside}`])
  expect(secret.requests).toEqual([])
  expect(report.findings.map(({ outcome }) => outcome)).toEqual(['unreadable', 'unreadable'])
})

test('nor does a browser that is led inside tell what it saw there', async () => {
  const secret = await serve({ '/x.svg': cached })
  const { port } = new URL(secret.origin)
  const site = await serve({
    '/': `<a href="/two">x</a><img src="http://rebind.example:${port}/x.svg">`,
    '/two': `<img src="http://rebind.example:${port}/x.svg">`,
  })
  const { report } = await crawled('browser', `${site.origin}/`)
  expect(secret.requests).not.toEqual([])
  expect(report.findings.map(({ outcome, rule }) => [outcome, rule])).toEqual([
    ['unreadable', 'remote'],
    ['unreadable', 'remote'],
  ])
  expect(report.pictures).toEqual({})
})
