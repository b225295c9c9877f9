/**
 * Who asks, and that they came by the edge: the CloudFront distribution of lib/edge.ts with its web ACL, which an HTTP API cannot have itself. CloudFront adds
 * a key to every request; functions know the key's SHA-256 alone, so nothing that can be read of a function opens the API, and no secret is fetched to check it.
 * Locally there is no CloudFront: the variable is empty there, the check is off and the gateway's word on the address stands.
 */
import { createHash } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import { env } from '../wire/env.ts';
import { edgeHeaders } from '../wire/http.ts';
import { readOrNull } from './env.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The caller's address. Throws a 403 for what went past the edge: anyone could write its headers there.
 * @param headers with lower-case names
 * @param gatewaySaw the address API Gateway was called from: the edge's own, where there is one
 */
export const callerOf = (headers: Readonly<Record<string, string | undefined>>, gatewaySaw: string): string => {
	const hashes = (readOrNull(env.edgeKeys) ?? '').split(',').filter(Boolean);
	if (hashes.length === 0) return gatewaySaw;
	// Hashes are compared, so how long that takes tells nothing about the key.
	if (!hashes.includes(sha256(headers[edgeHeaders.key] ?? '')))
		throw new Refusal(
			403,
			'NOT_BY_THE_EDGE',
			'This is a back door',
			`Open ${readOrNull(env.hub) ?? "the hub's own address"} instead: this one answers nobody.`,
		);
	return headers[edgeHeaders.visitor] ?? gatewaySaw;
};
