import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Networks that are not part of the internet: this machine, its network, a cloud's metadata (RFC 6890 and its registries). */
const inner = new BlockList()
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]) {
  const [address = '', prefix] = network.split('/')
  inner.addSubnet(address, Number(prefix), 'ipv4')
}
// Addresses outside 2000::/3 are not part of the internet. Inside it, 6to4 and Teredo addresses contain any IPv4 address.
const outer = new BlockList()
outer.addSubnet('2000::', 3, 'ipv6')
for (const [address, prefix] of [
  ['2001::', 32],
  ['2002::', 16],
] as const)
  inner.addSubnet(address, prefix, 'ipv6')

const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4')
linkLocal.addSubnet('fe80::', 10, 'ipv6')

/** Whether a URL's host is a link-local address: a cloud's metadata is there, never a provider. */
export function isLinkLocal({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && linkLocal.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether an IP address, in any notation, is not part of the internet. */
export function isInnerAddress(address: string): boolean {
  if (isIP(address) === 4) return inner.check(address, 'ipv4')
  return !outer.check(address, 'ipv6') || inner.check(address, 'ipv6')
}

/** Whether a URL's host is in a private network by its name alone, without a DNS lookup. */
export function isInnerHost({ hostname }: URL): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(name) !== 0) return isInnerAddress(name)
  return !name.includes('.') || /\.(localhost|local|internal|home\.arpa|lan)$/i.test(name)
}

/** Whether a URL's host is in a private network, by its name or by an address that DNS returns. */
export async function leadsToInnerHost(url: string): Promise<boolean> {
  const parsed = new URL(url)
  if (isInnerHost(parsed)) return true
  const found = await lookup(parsed.hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  return found.some(({ address }) => isInnerAddress(address))
}

/** Shotlist does not fetch a file from this address, because a provider has no files there. Nothing was sent. */
export class InnerHostError extends Error {}
