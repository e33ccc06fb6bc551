import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Networks that are not the internet's: this machine, its neighbours, a cloud's metadata (RFC 6890 and its registries). */
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
// What is not of 2000::/3 is no address of the internet; of those that are, 6to4, Teredo and NAT64 carry any IPv4 address within.
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

/** Whether a URL's host is an address that leads to the next cable alone: what answers there is the metadata of a cloud, and no provider. */
export function isLinkLocal({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && linkLocal.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether an IP address, of any form, is not one of the internet. */
export function isInnerAddress(address: string): boolean {
  if (isIP(address) === 4) return inner.check(address, 'ipv4')
  return !outer.check(address, 'ipv6') || inner.check(address, 'ipv6')
}

/** Whether a URL's host is told to be inside by its name alone. */
export function isInnerHost({ hostname }: URL): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(name) !== 0) return isInnerAddress(name)
  return !name.includes('.') || /\.(localhost|local|internal|home\.arpa|lan)$/i.test(name)
}

/** Whether a host is inside, by its name or by where that leads. */
export async function leadsToInnerHost(url: string): Promise<boolean> {
  const parsed = new URL(url)
  if (isInnerHost(parsed)) return true
  const found = await lookup(parsed.hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  return found.some(({ address }) => isInnerAddress(address))
}

/** A file is not asked for: the address leads where no provider's files lie. Nothing was sent. */
export class InnerHostError extends Error {}
