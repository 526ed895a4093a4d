import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import altwright from 'vite-plugin-altwright'

export default defineConfig({
  plugins: [react(), altwright()],
  environments: {
    client: { build: { outDir: 'dist/client', assetsInlineLimit: 0 } },
    ssr: {
      build: { outDir: 'dist/server', assetsInlineLimit: 0, rolldownOptions: { input: 'src/server.tsx' } },
    },
  },
  builder: {
    async buildApp(builder) {
      const { client, ssr } = builder.environments
      await builder.build(client)
      await builder.build(ssr)
      await prerender(builder.config.root, client.config.build.outDir, ssr.config.build.outDir)
    },
  },
})

/** Puts what the server renders into the page that the browser gets. */
async function prerender(root, client, server) {
  const { render } = await import(pathToFileURL(join(root, server, 'server.js')).href)
  const page = join(root, client, 'index.html')
  const html = await readFile(page, 'utf8')
  await writeFile(page, html.replace('<!--app-->', await render()))
}
