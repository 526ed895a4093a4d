import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Azure's own service for its machines, in the middle of public addresses. */
const publicButInternal = new Set(['168.63.129.16'])

/** Whether an address is of this machine, of a private or link-local network, or of nobody. */
export function isReserved(address: string): boolean {
  if (!ipaddr.isValid(address)) return true
  const ip = embedded(ipaddr.process(address.replace(/%.*$/, '')))
  return ip.range() !== 'unicast' || publicButInternal.has(ip.toString())
}

/** The IPv4 address that an IPv6 one carries, for translators (RFC 6052), 6to4 (RFC 3056) and the old form `::a.b.c.d`. */
function embedded(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(ip instanceof ipaddr.IPv6)) return ip
  const bytes = ip.toByteArray()
  const range = ip.range()
  if (range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12))
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const old = range === 'unicast' && bytes.slice(0, 12).every((byte) => byte === 0)
  return old ? new ipaddr.IPv4(bytes.slice(12)) : ip
}

/** Names that stand for something inside, wherever they resolve to. */
const insideName = /^[^.]+$|(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)$/i

/** Without brackets and the dot at the end. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** What can be said of a host without asking anybody: `undefined` for a name that has to be looked up. */
function isPrivateAsWritten(hostname: string): boolean | undefined {
  const host = bare(hostname)
  if (ipaddr.isValid(host)) return isReserved(host)
  return insideName.test(host) ? true : undefined
}

/** Whether a host lies in a private network, by its name and by all that it resolves to now. */
export async function isPrivateHost(hostname: string): Promise<boolean> {
  const known = isPrivateAsWritten(hostname)
  if (known !== undefined) return known
  return new Promise((resolve) => {
    lookup(bare(hostname), { all: true }, (error, addresses) => {
      resolve(error === null && addresses.some(({ address }) => isReserved(address)))
    })
  })
}

class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'
  readonly code = 'EPRIVATE'
}

/** Throws where a connection to a host would not even be tried. A connection to an IP address looks nothing up. */
export function refusePrivate(hostname: string, isNamed: (hostname: string) => boolean): void {
  if (!isNamed(hostname) && isPrivateAsWritten(hostname) === true) throw refusal(hostname)
}

/**
 * For connections: looks a name up and answers the addresses that are then connected to, so that no second answer of the
 * name's owner can lead elsewhere. A name that a person gave may lead inside.
 */
export function checkedLookup(isNamed: (hostname: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      if (!isNamed(hostname) && addresses.some(({ address }) => isReserved(address))) {
        return callback(refusal(hostname), '', 0)
      }
      const [first] = addresses
      if (options.all === true) return callback(null, addresses)
      callback(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

function refusal(hostname: string): PrivateAddressError {
  return new PrivateAddressError(`${hostname} is in a private network.`)
}
