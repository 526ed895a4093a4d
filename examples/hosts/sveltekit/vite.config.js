import adapter from '@sveltejs/adapter-static'
import { enhancedImages } from '@sveltejs/enhanced-img'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { imagetools } from 'vite-imagetools'
import altwright from 'vite-plugin-altwright'

export default defineConfig({
  plugins: [
    altwright({ html: false }),
    imagetools(),
    enhancedImages(),
    sveltekit({ adapter: adapter() }),
  ],
})
