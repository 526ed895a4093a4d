import { narrowHalf } from '../half.ts'
import type { Weight } from './graph.ts'

/** The bytes of a weight as its graph wants them, from the values of its tensor. */
export function encodeValues(weight: Weight, values: Float32Array): Uint8Array {
  const laid = layOut(weight, values)
  return new Uint8Array(laid.buffer, laid.byteOffset, laid.byteLength)
}

type Values = Float32Array | Uint16Array | Int8Array

function layOut({ encoding, stored, transposed }: Weight, values: Float32Array): Values {
  const [rows = 1, columns = 1] = stored
  const turn = <T extends Values>(kept: T): T => (transposed ? transpose(kept, rows, columns) : kept)
  switch (encoding) {
    case 'float32':
      return turn(values)
    case 'float16':
      return turn(narrowHalf(values))
    case 'int8':
      return turn(quantiseRows(values, rowScales(values, rows)))
    case 'scales':
      return rowScales(values, rows)
  }
}

/** One scale per row: by it, the row's greatest magnitude becomes 127. A row of zeros gets 1. */
export function rowScales(values: Float32Array, rows: number): Float32Array {
  const length = values.length / rows
  return Float32Array.from({ length: rows }, (_, row) => {
    let greatest = 0
    for (let i = row * length; i < (row + 1) * length; i++) {
      const magnitude = Math.abs(values[i] as number)
      if (magnitude > greatest) greatest = magnitude
    }
    return greatest === 0 ? 1 : greatest / 127
  })
}

/** Each value over its row's scale, rounded: -127 to 127. */
export function quantiseRows(values: Float32Array, scales: Float32Array): Int8Array {
  const length = values.length / scales.length
  const quantised = new Int8Array(values.length)
  for (let row = 0; row < scales.length; row++) {
    const scale = scales[row] as number
    for (let i = row * length; i < (row + 1) * length; i++)
      quantised[i] = Math.max(-127, Math.min(127, Math.round((values[i] as number) / scale)))
  }
  return quantised
}

/** `[rows, columns]` to `[columns, rows]`, in blocks that stay in the processor's cache. */
export function transpose<T extends Values>(values: T, rows: number, columns: number): T {
  const out = new (values.constructor as new (length: number) => T)(values.length)
  const block = 32
  for (let r0 = 0; r0 < rows; r0 += block) {
    const r1 = Math.min(r0 + block, rows)
    for (let c0 = 0; c0 < columns; c0 += block) {
      const c1 = Math.min(c0 + block, columns)
      for (let c = c0; c < c1; c++) {
        for (let r = r0; r < r1; r++) out[c * rows + r] = values[r * columns + c] as number
      }
    }
  }
  return out
}
