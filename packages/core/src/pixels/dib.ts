/** Pixels of a decoded bitmap: RGBA, 8 bits a channel, top row first. */
export interface Bitmap {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * Decodes an uncompressed Windows bitmap of 1, 4, 8, 24 or 32 bits a pixel, from a `.bmp` file or an icon.
 * https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
 *
 * @param header where the BITMAPINFOHEADER starts
 * @param pixelsAt where the rows start; in an icon they follow the palette
 * @param icon an icon's height counts its mask too, and the mask says what is transparent
 * @returns `undefined` for kinds that are not read, `'truncated'` when bytes are lacking.
 */
export function decodeDib(
  bytes: Uint8Array,
  header: number,
  pixelsAt: number | undefined,
  icon: boolean,
  maxPixels: number,
): Bitmap | 'truncated' | undefined {
  if (bytes.length < header + 40) return 'truncated'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerSize = view.getUint32(header, true)
  const width = view.getInt32(header + 4, true)
  const rows = view.getInt32(header + 8, true)
  const height = Math.abs(rows) / (icon ? 2 : 1)
  const bits = view.getUint16(header + 14, true)
  const compression = view.getUint32(header + 16, true)
  // 3 is BI_BITFIELDS; at 32 bits practically always the same layout as none.
  if (
    headerSize < 40 ||
    ![1, 4, 8, 24, 32].includes(bits) ||
    !(compression === 0 || (compression === 3 && bits === 32))
  )
    return undefined
  if (width <= 0 || height <= 0 || !Number.isInteger(height) || width * height > maxPixels) return undefined

  const colours = bits <= 8 ? view.getUint32(header + 32, true) || 2 ** bits : 0
  if (colours > 256) return undefined
  const palette = header + headerSize + (compression === 3 && headerSize === 40 ? 12 : 0)
  const start = pixelsAt ?? palette + 4 * colours
  const stride = Math.ceil((width * bits) / 32) * 4
  const maskStart = start + stride * height
  const maskStride = Math.ceil(width / 32) * 4
  if (bytes.length < maskStart || bytes.length < palette + 4 * colours) return 'truncated'
  const masked = icon && bytes.length >= maskStart + maskStride * height

  const data = new Uint8Array(width * height * 4)
  let anyAlpha = false
  for (let y = 0; y < height; y++) {
    const row = rows > 0 ? height - 1 - y : y
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 4
      const at = start + row * stride + (bits >= 24 ? (x * bits) / 8 : (x * bits) >> 3)
      const from =
        bits >= 24
          ? at
          : palette +
            4 *
              Math.min(
                colours - 1,
                ((bytes[at] as number) >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1),
              )
      data[to] = bytes[from + 2] as number
      data[to + 1] = bytes[from + 1] as number
      data[to + 2] = bytes[from] as number
      data[to + 3] = bits === 32 ? (bytes[from + 3] as number) : 255
      if (bits === 32 && data[to + 3] !== 0) anyAlpha = true
      const hidden =
        masked && (((bytes[maskStart + row * maskStride + (x >> 3)] as number) >> (7 - (x & 7))) & 1) === 1
      if (hidden && bits !== 32) data[to + 3] = 0
    }
  }
  // Old 32-bit files leave the fourth byte at zero and mean opaque.
  if (bits === 32 && !anyAlpha) for (let i = 3; i < data.length; i += 4) data[i] = 255
  return { data, width, height }
}
