import { crc32 } from './crc32.ts'

/** Files made by hand, byte by byte. */
export const text = (content: string): Buffer => Buffer.from(content)

export function chunk(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type), data])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  header[9] = 2
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header)])
}

export function ico(pictures: readonly { side: number; bytes: Uint8Array }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ side, bytes }, i) => {
    head[6 + 16 * i] = side
    head[7 + 16 * i] = side
    head.writeUInt32LE(bytes.length, 14 + 16 * i)
    head.writeUInt32LE(offset, 18 + 16 * i)
    offset += bytes.length
  })
  return Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)])
}

/** A bitmap whose top row is blue and whose other rows are red; for an icon without the file header and with a mask. */
export function bmp(bits: 1 | 4 | 8 | 24 | 32, width: number, height: number, icon = false): Buffer {
  const blue = [255, 0, 0, 255]
  const red = [0, 0, 255, 255]
  const palette =
    bits <= 8 ? Buffer.from([...red, ...blue, ...new Array(4 * (2 ** bits - 2)).fill(0)]) : Buffer.alloc(0)
  const stride = Math.ceil((width * bits) / 32) * 4
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const top = y === height - 1
    for (let x = 0; x < width; x++) {
      if (bits >= 24) rows.set((top ? blue : red).slice(0, bits / 8), y * stride + (x * bits) / 8)
      else if (top) {
        const at = y * stride + ((x * bits) >> 3)
        rows[at] = (rows[at] as number) | (1 << (8 - bits - ((x * bits) & 7)))
      }
    }
  }
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(width, 4)
  header.writeInt32LE(icon ? 2 * height : height, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(bits, 14)
  const mask = icon ? Buffer.alloc(Math.ceil(width / 32) * 4 * height) : Buffer.alloc(0)
  const dib = Buffer.concat([header, palette, rows, mask])
  if (icon) return dib
  const file = Buffer.alloc(14)
  file.write('BM')
  file.writeUInt32LE(14 + dib.length, 2)
  file.writeUInt32LE(14 + 40 + palette.length, 10)
  return Buffer.concat([file, dib])
}
