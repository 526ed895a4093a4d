import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Route = string | ((request: IncomingMessage, response: ServerResponse) => void)

export interface Site {
  /** Without a slash at the end. */
  readonly origin: string
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[]
}

/**
 * A site on the loopback interface, by path. A string is a page, or a picture where the path ends in `.svg`;
 * other paths are not found. It ends with the test.
 */
export async function serve(routes: Readonly<Record<string, Route>>): Promise<Site> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const route = routes[path]
    if (typeof route === 'function') return route(request, response)
    if (route === undefined) return void response.writeHead(404).end('not here')
    const type = /\.svg(?:\?|$)/.test(path) ? 'image/svg+xml' : 'text/html; charset=utf-8'
    response.writeHead(200, { 'content-type': type }).end(route)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** A picture whose bytes say what the fake engine says of it. */
export function picture(words: string, size = 64): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">` +
    `<desc>${words}</desc><circle cx="32" cy="32" r="30"/></svg>`
  )
}

export function redirect(location: string): Route {
  return (_, response) => void response.writeHead(302, { location }).end()
}
