/** Which IP addresses are on the public internet. Source: the IANA special-purpose registries (RFC 6890), read strictly: any entry is out. */
import { BlockList, isIP } from 'node:net';

const special4 = [
	'0.0.0.0/8',
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.31.196.0/24',
	'192.52.193.0/24',
	'192.88.99.0/24',
	'192.168.0.0/16',
	'192.175.48.0/24',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/4',
	'240.0.0.0/4',
];
/** Only 2000::/3 is given out as global unicast: loopback, mapped, NAT64, local and multicast addresses lie outside it. These lie inside. */
const global6 = ['2000::/3'];
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const blocks = (type: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList => {
	const list = new BlockList();
	for (const range of ranges) {
		const [network = '', prefix] = range.split('/');
		list.addSubnet(network, Number(prefix), type);
	}
	return list;
};
const reserved4 = blocks('ipv4', special4);
const unicast6 = blocks('ipv6', global6);
const reserved6 = blocks('ipv6', special6);

/** `address` without brackets. False for anything that is not an IP address, and for one tied to an interface (`%eth0`). */
export const isPublic = (address: string): boolean => {
	if (address.includes('%')) return false;
	const version = isIP(address);
	if (version === 4) return !reserved4.check(address, 'ipv4');
	return version === 6 && unicast6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6');
};
