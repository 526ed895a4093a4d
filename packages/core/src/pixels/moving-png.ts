/**
 * Whether bytes are a PNG that moves, of which only the first frame can be read: its `acTL` chunk stands before the pixels.
 * https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function isMovingPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // After the signature each chunk has a length, a type, its data and a checksum.
  if (bytes.length < 8 || view.getUint32(0) !== 0x89504e47) return false
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (type === 'acTL') return true
    if (type === 'IDAT') return false
  }
  return false
}
