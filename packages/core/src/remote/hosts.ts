/** Which servers pictures may be fetched from. */
export interface Hosts {
  allows(address: URL): boolean
  /** Whether a person named the host itself, so that it may lie in a private network. */
  isNamed(hostname: string): boolean
}

/**
 * @param named
 *   `true`: every public server. Else hosts, each with its port where it is not the usual one; `*.` stands for any name before.
 */
export function hostsOf(named: true | readonly string[]): Hosts {
  if (named === true) return { allows: () => true, isNamed: () => false }
  const hosts = named.map((host) => host.toLowerCase())
  const exact = new Set(hosts.filter((host) => !host.startsWith('*.')))
  const below = hosts.filter((host) => host.startsWith('*.')).map((host) => host.slice(1))
  const names = new Set([...exact].map((host) => host.replace(/:\d+$/, '')))
  return {
    allows: ({ host }) => exact.has(host) || below.some((end) => host.endsWith(end)),
    isNamed: (hostname) => names.has(hostname),
  }
}
