import type { Unreadable } from '../captioner.ts'
import type { Soon } from '../soon.ts'

/** Bytes of an image, or why there are none. */
export type LoadedImage = { readonly status: 'loaded'; readonly bytes: Uint8Array } | Unreadable

/**
 * Turns an image's address, as written in a document, into bytes. Never throws for a bad address; bytes that are at hand may be
 * answered without a promise.
 */
export type LoadImage = (url: string) => Soon<LoadedImage>

/** Reads the first of some files, by absolute path, that is there. Never throws for a bad one. */
export type ReadImage = (paths: readonly string[]) => Promise<LoadedImage>

/** What an image's bytes are known by, or why there are none. */
export type ImageIdentity = { readonly status: 'identified'; readonly hash: string } | Unreadable

/**
 * Says of an image's address what `LoadImage` would find there, by its content hash. Never throws for a bad address.
 *
 * @param fromModule
 *   Whether the address stands for a file that the module brings in.
 */
export type IdentifyImage = (url: string, fromModule: boolean) => ImageIdentity | Promise<ImageIdentity>
