import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

const notes = defineCollection({
  loader: glob({ pattern: '*.mdx', base: './src/notes' }),
  schema: ({ image }) => z.object({ title: z.string(), cover: image() }),
})

export const collections = { notes }
