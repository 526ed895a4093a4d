/** Properties by which a style sheet draws a picture behind an element. */
const property = /^background(?:-image)?$/i

/** Whether a sheet may draw a file; what is in the sheet itself, as frameworks have for arrows and ticks, has no name to go by. */
export const drawsFile = /\bbackground(?:-image)?\s*:[^;{}]*\burl\(\s*["']?(?!data:|["'\s])/i

/** The first file in the value of a declaration that draws a background; `undefined` for any other. */
export function backgroundFile(name: string, value: string): string | undefined {
  if (!property.test(name)) return undefined
  const [, quoted, bare] = /\burl\(\s*(?:["']([^"']+)["']|([^"')\s]+))\s*\)/i.exec(value) ?? []
  const address = quoted ?? bare
  return address === undefined || /^data:/i.test(address) ? undefined : address
}
