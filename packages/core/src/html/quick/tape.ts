import { prose } from '../../image/prose.ts'

/**
 * A page as it was read: a record of four numbers for each node, in the order of the document. Nodes are made of them where
 * somebody looks; of most elements nobody asks more than whether they hold text.
 */
export interface Tape {
  cells: Int32Array
  /** How many records there are. */
  count: number
}

/** What a record holds, in this order. */
export const cell = {
  /** A `kind`, and for elements what is `seen` in them, and from `numberBits` on the number of a known tag. */
  bits: 0,
  /** The offset of the first character; -1 for an element that the source leaves out. */
  start: 1,
  /** The offset after the last character; for an element, after the name in its start tag. */
  end: 2,
  /** The record after all that is in it. */
  next: 3,
} as const

export const width = 4

/** What kind of node a record is. */
export const kind = { element: 0, text: 1, literal: 2, comment: 3, doctype: 4 } as const

/** All bits that tell the kind. */
export const kinds = 7

/** What is in an element, itself included. */
export const seen = {
  /** A node that images, or what is around them, may be read from. */
  concern: 8,
  ...prose,
} as const

/** What is seen in prose. */
export const held = seen.text | seen.link | seen.heading

/** Bits of an element that say nothing of what is around it. */
export const foreign = 128

/** Its text is apart from that around it. */
export const block = 256

/** How far a tag's number is moved up to stand above all bits. */
export const numberBits = 9

/** Enough for most pages: their nodes are about thirty characters long. */
export function startTape(characters: number): Tape {
  return { cells: new Int32Array(width * Math.floor(characters / 24)), count: 0 }
}

/** The same tape for another page, after the nodes of the last one were looked at for the last time. */
export function rewound(tape: Tape): Tape {
  tape.count = 0
  return tape
}

/** Adds a record of a node without content, and answers its number. */
export function addRecord(tape: Tape, bits: number, start: number, end: number): number {
  const record = tape.count
  const at = record * width
  if (at === tape.cells.length) tape.cells = grown(tape.cells)
  const { cells } = tape
  cells[at] = bits
  cells[at + cell.start] = start
  cells[at + cell.end] = end
  cells[at + cell.next] = record + 1
  tape.count = record + 1
  return record
}

function grown(cells: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(width * 64, cells.length * 2))
  larger.set(cells)
  return larger
}
