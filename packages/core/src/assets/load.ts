import type { Unreadable } from '../captioner.ts'

/** Bytes of an image, or why there are none. */
export type LoadedImage = { readonly status: 'loaded'; readonly bytes: Uint8Array } | Unreadable

/** Turns an image's address, as written in a document, into bytes. Never throws for a bad address. */
export type LoadImage = (url: string) => Promise<LoadedImage>
