/**
 * Just enough of the protobuf wire format to write an ONNX file. A message is the concatenation of its fields.
 * https://protobuf.dev/programming-guides/encoding/
 */
export type Field = Uint8Array

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A non-negative integer field; a negative one is written as its 64-bit two's complement. */
export function integer(field: number, value: number): Field {
  return concat([varint(BigInt(field << 3)), varint(BigInt.asUintN(64, BigInt(value)))])
}

export function float(field: number, value: number): Field {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return concat([varint(BigInt((field << 3) | 5)), bytes])
}

export function bytes(field: number, value: Uint8Array): Field {
  return concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value])
}

export function string(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value))
}

export function message(field: number, fields: readonly Field[]): Field {
  return bytes(field, concat(fields))
}

function varint(value: bigint): Uint8Array {
  const out: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  out.push(Number(rest))
  return Uint8Array.from(out)
}
