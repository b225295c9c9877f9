/** A self-signed certificate written out by hand (X.509 in DER): no key lies in the repository, and nothing expires before 2049. */
import { generateKeyPairSync, sign } from 'node:crypto';

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
	const body = Buffer.concat(parts);
	const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = oid('550403');
const alternativeNames = oid('551d11');

export type Certificate = { readonly key: string; readonly cert: string };

/** Valid for these names and, when given, IPv4 addresses. */
export const selfSigned = (names: readonly string[], addresses: readonly string[] = []): Certificate => {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('cobro test')))));
	const alternatives = [
		...names.map((each) => der(0x82, Buffer.from(each))),
		...addresses.map((each) => der(0x87, Buffer.from(each.split('.').map(Number)))),
	];
	const signed = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		name,
		sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231000000Z'))),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(0xa3, sequence(sequence(alternativeNames, der(0x04, sequence(...alternatives))))),
	);
	const whole = sequence(signed, ecdsaWithSha256, bits(sign('sha256', signed, privateKey)));
	const text = (whole.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
	};
};
