import { readFile } from 'node:fs/promises'
import { arch, platform } from 'node:os'

/** The instructions that the processor has, as Linux lists them; other systems do not tell. */
export async function processorFeatures(): Promise<string | undefined> {
  if (platform() !== 'linux') return undefined
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '')
  return /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]
}

/**
 * Whether products of 8 bits may overflow the 16-bit sums that x64 processors without VNNI add them up in. Not known
 * means yes: the runtime then takes slower instructions, about half as fast, that cannot.
 */
export function mayOverflow(features: string | undefined, architecture: string = arch()): boolean {
  return architecture === 'x64' && !/\b(avx512_vnni|avx_vnni)\b/.test(features ?? '')
}
