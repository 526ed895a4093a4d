import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { AltwrightError } from '../error.ts'
import { halfTable, widenBrain, widenHalf } from './half.ts'

/** Where a tensor lies in the file, and what it is. Offsets count from the start of the file. */
export interface TensorEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** An open `.safetensors` file. Tensors are read one at a time; close it when done. */
export interface Safetensors {
  readonly path: string
  readonly tensors: ReadonlyMap<string, TensorEntry>
  /**
   * Reads one tensor, row-major. F16 and BF16 widen to float32 without loss.
   *
   * @throws AltwrightError `bad-model` when the tensor is missing or is not F32, F16 or BF16.
   */
  read(name: string): Promise<Float32Array>
  close(): Promise<void>
}

/** The format's own limit on the header, in bytes. https://github.com/huggingface/safetensors#format */
const headerLimit = 100_000_000

/** Bytes per element of every dtype that a header may name; a checkpoint may carry integers we never read. */
const dtypeBytes: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
}

/**
 * Opens a safetensors file and checks its header: size limits, dtypes, and tensors that are as long as
 * their shapes say, lie inside the file and do not overlap.
 *
 * @throws AltwrightError `model-missing` when there is no such file, `bad-model` when it is damaged.
 */
export async function openSafetensors(path: string): Promise<Safetensors> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new AltwrightError(
        'model-missing',
        `No weights at ${path}. Altwright reads a model.safetensors file in Hugging Face's layout.`,
        { cause },
      )
    throw new AltwrightError('bad-model', `Could not open ${path}: ${cause.message}.`, { cause })
  })
  try {
    const tensors = await readHeader(file, path)
    let table: Float32Array | undefined
    return {
      path,
      tensors,
      async read(name) {
        const entry = tensors.get(name)
        if (entry === undefined)
          throw new AltwrightError('bad-model', `${basename(path)} has no tensor "${name}".`)
        const bytes = await readExactly(file, entry.begin, entry.end - entry.begin, path)
        if (entry.dtype === 'F32') return new Float32Array(bytes.buffer)
        if (entry.dtype === 'BF16') return widenBrain(new Uint16Array(bytes.buffer))
        if (entry.dtype === 'F16') {
          table ??= halfTable()
          return widenHalf(new Uint16Array(bytes.buffer), table)
        }
        throw new AltwrightError(
          'bad-model',
          `Tensor "${name}" in ${path} is stored as ${entry.dtype}. Altwright reads F32, F16 and BF16 weights.`,
        )
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readHeader(file: FileHandle, path: string): Promise<Map<string, TensorEntry>> {
  const { size } = await file.stat()
  if (size < 8) throw damaged(path, `it is ${size} bytes long`)
  const lengthBytes = await readExactly(file, 0, 8, path)
  const length = Number(new DataView(lengthBytes.buffer).getBigUint64(0, true))
  if (length > headerLimit)
    throw damaged(path, `its header claims ${length} bytes, more than the format allows`)
  if (length > size - 8) throw damaged(path, `its header claims ${length} bytes and the file has ${size}`)
  const text = new TextDecoder().decode(await readExactly(file, 8, length, path))
  return parseHeader(text, 8 + length, size, path)
}

/** Parses the header's JSON and checks every entry against the `size` of the file, in bytes. */
export function parseHeader(
  text: string,
  dataStart: number,
  size: number,
  path: string,
): Map<string, TensorEntry> {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (cause) {
    throw damaged(path, 'its header is not JSON', cause)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw damaged(path, 'its header is not a JSON object')
  const tensors = new Map<string, TensorEntry>()
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, parseEntry(name, value, dataStart, size, path))
  }
  let previous = ''
  let end = dataStart
  for (const [name, entry] of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < end) throw damaged(path, `tensors "${previous}" and "${name}" overlap`)
    previous = name
    end = entry.end
  }
  return tensors
}

function parseEntry(
  name: string,
  value: unknown,
  dataStart: number,
  size: number,
  path: string,
): TensorEntry {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
  const width = typeof dtype === 'string' && Object.hasOwn(dtypeBytes, dtype) ? dtypeBytes[dtype] : undefined
  if (width === undefined)
    throw damaged(path, `tensor "${name}" has the unknown dtype ${JSON.stringify(dtype)}`)
  if (!isCounts(shape)) throw damaged(path, `tensor "${name}" has no valid shape`)
  if (!isCounts(offsets) || offsets.length !== 2)
    throw damaged(path, `tensor "${name}" has no valid data_offsets`)
  const begin = dataStart + (offsets[0] as number)
  const end = dataStart + (offsets[1] as number)
  const bytes = shape.reduce((product, dim) => product * dim, width)
  if (end - begin !== bytes)
    throw damaged(
      path,
      `tensor "${name}" of shape [${shape.join(', ')}] should have ${bytes} bytes and has ${end - begin}`,
    )
  if (end > size)
    throw damaged(
      path,
      `tensor "${name}" ends at byte ${end} and the file has ${size}; the download may be incomplete`,
    )
  return { dtype: dtype as string, shape, begin, end }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0)
}

async function readExactly(
  file: FileHandle,
  position: number,
  length: number,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    // One read takes at most 2 GiB.
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 30), position + done)
    if (bytesRead === 0) throw damaged(path, `it ends at byte ${position + done}, in the middle of a tensor`)
    done += bytesRead
  }
  return bytes
}

function damaged(path: string, why: string, cause?: unknown): AltwrightError {
  return new AltwrightError(
    'bad-model',
    `${path} is damaged: ${why}. Download it again.`,
    cause === undefined ? undefined : { cause },
  )
}
