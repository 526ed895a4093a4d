// A static server on loopback, for the demo and the tests of the crawled example.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const types = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
}

/** Serves a folder on a free port; answers the address and a way to end it. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const file = await find(folder, new URL(request.url ?? '/', 'http://localhost').pathname)
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!doctype html><title>Not found</title><p>There is no such page.</p>')
      return
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function find(folder, pathname) {
  const path = normalize(join(folder, decodeURIComponent(pathname)))
  if (path !== folder && !path.startsWith(folder + sep)) return undefined
  for (const candidate of [path, join(path, 'index.html')]) {
    if ((await stat(candidate).catch(() => undefined))?.isFile()) return candidate
  }
  return undefined
}
