/** So many pages may be in the memory that two threads share: three times those that are decided about in one turn. */
export const pageRooms = 48

/** A larger page is left to who decides about it. */
const bytesPerRoom = 1024 * 1024

/** Rooms for pages, each used again for the next one. What was never filled takes no memory. */
export function pageMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(pageRooms * bytesPerRoom)
}

/** What a room holds. */
export function pageRoom(memory: SharedArrayBuffer, room: number, length = bytesPerRoom): Uint8Array {
  return new Uint8Array(memory, room * bytesPerRoom, length)
}
