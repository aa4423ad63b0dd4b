import { BlockList, isIP } from 'node:net';

interface PolicyPeer {
  readonly namespaceSelector?: { readonly matchLabels: Record<string, string> };
  readonly podSelector?: { readonly matchLabels: Record<string, string> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports: readonly { readonly protocol: string; readonly port: number }[];
}
export interface NetworkPolicySpec {
  readonly policyTypes: readonly string[];
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** Who is at the other end: an address outside of the cluster, or a pod in a namespace. */
export type Peer =
  | { readonly ip: string }
  | { readonly namespace: string; readonly pod?: Record<string, string> };

/** Whether a network plugin lets a connection through: one rule has both the peer and the port. */
export function allows(
  policy: NetworkPolicySpec,
  direction: 'ingress' | 'egress',
  peer: Peer,
  port: number,
  protocol: string,
): boolean {
  return policy[direction].some((rule) => {
    const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
    const hasPort = rule.ports.some((each) => each.port === port && each.protocol === protocol);
    return hasPort && peers.some((each) => matches(each, peer));
  });
}

function matches({ namespaceSelector, podSelector, ipBlock }: PolicyPeer, peer: Peer): boolean {
  if ('ip' in peer) {
    if (!ipBlock) return false;
    return contains(ipBlock.cidr, peer.ip) && !ipBlock.except?.some((cidr) => contains(cidr, peer.ip));
  }
  const namespaceLabels = { 'kubernetes.io/metadata.name': peer.namespace };
  if (!namespaceSelector || !has(namespaceLabels, namespaceSelector.matchLabels)) return false;
  return !podSelector || has(peer.pod ?? {}, podSelector.matchLabels);
}

const has = (labels: Record<string, string>, selector: Record<string, string>) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

function contains(cidr: string, ip: string): boolean {
  const [network, prefix] = cidr.split('/');
  if (isIP(network!) !== isIP(ip)) return false;
  const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network!, Number(prefix), family);
  return list.check(ip, family);
}

const units: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** `250m`, `192Mi`, `1` as a number. */
export function quantity(text: string): number {
  const [, number, unit] = /^([\d.]+)(m|[kMG]i?|Ki)?$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text} is no quantity`);
  return Number(number) * units[unit ?? '']!;
}
