import mdx from '@astrojs/mdx'
import react from '@astrojs/react'
import { fix } from 'altwright/fix'
import { defineConfig } from 'astro/config'

export default defineConfig({
  base: '/walks',
  integrations: [
    mdx(),
    react(),
    { name: 'altwright', hooks: { 'astro:build:done': ({ dir }) => fix(dir, { base: '/walks' }) } },
  ],
})
