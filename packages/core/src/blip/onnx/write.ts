import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Graph } from './graph.ts'
import { encodeModel, placeWeights } from './model.ts'

/** Gives the values of the first of these tensors that the checkpoint has. */
export type ReadTensor = (names: readonly string[]) => Promise<Float32Array>

/**
 * Writes `<name>.onnx` and `<name>.onnx.data` into a folder. Holds one tensor in memory at a time
 * (two while it is transposed).
 *
 * @returns the names of the files.
 */
export async function writeGraph(graph: Graph, folder: string, read: ReadTensor): Promise<string[]> {
  const modelFile = `${graph.name}.onnx`
  const dataFile = `${modelFile}.data`
  const placed = placeWeights(graph)
  const data = await open(join(folder, dataFile), 'w')
  try {
    for (const { weight, offset, length } of placed) {
      const values = await read(weight.tensors)
      const [rows, columns] = weight.stored
      const laid = weight.transposed ? transpose(values, rows as number, columns as number) : values
      await writeAll(data, new Uint8Array(laid.buffer, laid.byteOffset, length), offset)
    }
    await data.sync()
  } finally {
    await data.close()
  }
  await writeFile(join(folder, modelFile), encodeModel(graph, placed, dataFile))
  return [modelFile, dataFile]
}

async function writeAll(
  file: Awaited<ReturnType<typeof open>>,
  values: Uint8Array,
  offset: number,
): Promise<void> {
  let done = 0
  while (done < values.length) {
    const { bytesWritten } = await file.write(
      values,
      done,
      Math.min(values.length - done, 1 << 30),
      offset + done,
    )
    done += bytesWritten
  }
}

/** `[rows, columns]` to `[columns, rows]`, in blocks that stay in the processor's cache. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length)
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
