import { join } from 'node:path'
import { defineConfig } from 'vite'
import altwright from 'vite-plugin-altwright'

const pages = ['index.html', 'features.html', 'about.html', 'routes/ridge-walk.html']

export default defineConfig({
  // Relative, so that the built pages open from a folder too.
  base: './',
  plugins: [altwright()],
  build: {
    // As files: what Vite inlines into a single-quoted `src` ends at the first quote of the SVG.
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages.map((page) => join(import.meta.dirname, page)) },
  },
})
