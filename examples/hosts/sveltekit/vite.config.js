import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import altwright from 'vite-plugin-altwright'

export default defineConfig({
  plugins: [
    altwright({ html: false }),
    sveltekit({ adapter: adapter() }),
  ],
})
