/** Images come from anywhere. Beyond these limits they are a problem of theirs, not of ours. */
export interface PixelLimits {
  /**
   * The longest file, in bytes.
   *
   * @default 33554432
   */
  readonly maxBytes?: number | undefined
  /**
   * The most pixels, width times height, of a raster image. It is checked before anything is decoded.
   *
   * @default 100000000
   */
  readonly maxPixels?: number | undefined
}

export interface ResolvedLimits {
  readonly maxBytes: number
  readonly maxPixels: number
}

export function resolveLimits({ maxBytes, maxPixels }: PixelLimits = {}): ResolvedLimits {
  return { maxBytes: maxBytes ?? 32 * 1024 * 1024, maxPixels: maxPixels ?? 100_000_000 }
}
