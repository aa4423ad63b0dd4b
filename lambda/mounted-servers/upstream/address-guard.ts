import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { UpstreamFailure } from './upstream-failure.ts';

export interface AddressPolicy {
  /** Private addresses are allowed for this server. */
  readonly allowPrivate: boolean;
  /** Loopback is allowed: on a laptop and in a container, never in Lambda, whose runtime API listens there. */
  readonly allowLoopback: boolean;
}

/** Throws unless the URL is https, or http where private or loopback addresses are allowed. */
export function assertAllowedUrl(url: URL, policy: AddressPolicy): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || kindOf(host) === 'loopback';
  const plainAllowed = (isLoopback && policy.allowLoopback) || (!isLoopback && policy.allowPrivate);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plainAllowed)) {
    throw new UpstreamFailure('blocked_address', `${url.origin}: https is needed`);
  }
  // Node connects to a literal address without a lookup.
  if (isIP(host)) assertAllowed(host, policy);
}

/** A DNS lookup that rejects a name when any of its addresses is not allowed. */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of addresses) assertAllowed(address, policy);
      } catch (blocked) {
        return callback(blocked as NodeJS.ErrnoException, '', 0);
      }
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

function assertAllowed(address: string, { allowPrivate, allowLoopback }: AddressPolicy): void {
  const kind = kindOf(address);
  if (kind === 'public') return;
  if (kind === 'private' && allowPrivate) return;
  if (kind === 'loopback' && allowLoopback) return;
  throw new UpstreamFailure('blocked_address', `${address} is a ${kind} address`);
}

export type AddressKind = 'public' | 'private' | 'loopback' | 'reserved';

/** `reserved` is never allowed: it includes link-local addresses (cloud metadata). */
export function kindOf(address: string): AddressKind {
  const family = isIP(address);
  if (family === 4) return kindOfV4(address);
  if (family !== 6) return 'reserved';
  if (loopbackV6.check(address, 'ipv6')) return 'loopback';
  if (privateV6.check(address, 'ipv6')) return 'private';
  // Only assigned global unicast addresses: forms that contain an IPv4 address are outside of these, or in 2002::.
  return globalV6.check(address, 'ipv6') && !reservedV6.check(address, 'ipv6') ? 'public' : 'reserved';
}

function kindOfV4(address: string): AddressKind {
  if (loopbackV4.check(address)) return 'loopback';
  if (privateV4.check(address)) return 'private';
  return reservedV4.check(address) ? 'reserved' : 'public';
}

const loopbackV4 = listOf('ipv4', ['127.0.0.0/8']);
const privateV4 = listOf('ipv4', ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16']);
/** IANA IPv4 Special-Purpose Address Registry, multicast and class E. */
const reservedV4 = listOf('ipv4', [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
const loopbackV6 = listOf('ipv6', ['::1/128']);
const privateV6 = listOf('ipv6', ['fc00::/7']);
const globalV6 = listOf('ipv6', ['2000::/3']);
/** IANA IPv6 Special-Purpose Address Registry, as far as it lies in 2000::/3. */
const reservedV6 = listOf('ipv6', [
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '2620:4f:8000::/48',
]);

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network, prefix] = subnet.split('/');
    list.addSubnet(network!, Number(prefix), family);
  }
  return list;
}
