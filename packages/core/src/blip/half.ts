/**
 * Every float16 value as a float32, indexed by its 16 bits (IEEE 754-2008, section 3.4): subnormals,
 * infinities and NaNs included. 256 KiB; make it once per file that is read.
 */
export function halfTable(): Float32Array {
  const bits = new Uint32Array(65_536)
  for (let half = 0; half < 65_536; half++) {
    const sign = (half & 0x8000) << 16
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    bits[half] =
      exponent === 0
        ? sign
        : exponent === 31
          ? sign | 0x7f80_0000 | (fraction << 13)
          : sign | ((exponent + 112) << 23) | (fraction << 13)
  }
  const floats = new Float32Array(bits.buffer)
  for (let fraction = 1; fraction < 0x400; fraction++) {
    floats[fraction] = fraction * 2 ** -24
    floats[0x8000 | fraction] = -fraction * 2 ** -24
  }
  return floats
}

/** Widens float16 values, given as their bits, by a table from {@link halfTable}. Exact. */
export function widenHalf(halves: Uint16Array, table: Float32Array): Float32Array {
  const floats = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) floats[i] = table[halves[i] as number] as number
  return floats
}

/** Widens bfloat16 values, given as their bits: the upper half of a float32. Exact. */
export function widenBrain(brains: Uint16Array): Float32Array {
  const bits = new Uint32Array(brains.length)
  for (let i = 0; i < brains.length; i++) bits[i] = (brains[i] as number) << 16
  return new Float32Array(bits.buffer)
}

/** Rounds float32 values to float16, as their bits: to the nearest, of two equally near to the even one. */
export function narrowHalf(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length)
  const halves = new Uint16Array(floats.length)
  for (let i = 0; i < halves.length; i++) {
    const word = bits[i] as number
    const sign = (word >>> 16) & 0x8000
    const magnitude = word & 0x7fff_ffff
    if (magnitude >= 0x4780_0000) {
      // 65 536 and more, infinity and NaN.
      halves[i] = sign | (magnitude > 0x7f80_0000 ? 0x7e00 : 0x7c00)
    } else if (magnitude >= 0x3880_0000) {
      // Rounding may carry into the exponent, and from the greatest to infinity, as it should.
      halves[i] = sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
    } else {
      const scaled = Math.abs(floats[i] as number) * 2 ** 24
      const down = Math.floor(scaled)
      const rest = scaled - down
      halves[i] = sign | (down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0))
    }
  }
  return halves
}
