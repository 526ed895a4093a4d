import { buildOf } from '@altwright/core/page'

/** Tells what this code is from what it was. */
export const build: string = buildOf(import.meta.url, 'vite-plugin-altwright')
