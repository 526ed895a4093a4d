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
export type ImageIdentity =
  | {
      readonly status: 'identified'
      readonly hash: string
      /** Of a file; absent for all else. */
      readonly file?: FileStart | undefined
    }
  | Unreadable

/** What can be told of a file without its bytes. */
export interface FileStart {
  /** In bytes. */
  readonly length: number
  /** Its first byte; `undefined` where it is empty. */
  readonly first: number | undefined
}

/**
 * Says of an image's address what `LoadImage` would find there, by its content hash. Never throws for a bad address.
 *
 * @param fromModule
 *   Whether the address stands for a file that the module brings in.
 */
export type IdentifyImage = (url: string, fromModule: boolean) => ImageIdentity | Promise<ImageIdentity>

/** What the addresses of a document lead to. */
export interface FindImage {
  readonly load: LoadImage
  /**
   * Says what `load` would find, where that is had for less: then no picture is loaded of which the lockfile says all there is to
   * say. Default: every picture is.
   */
  readonly identify?: ((url: string) => Soon<ImageIdentity>) | undefined
}
