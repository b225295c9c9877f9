/** What the local stack and the tests know of a provider's sandbox. The Xero and QuickBooks sandboxes each implement it in their own folder. */
import type { Day, Instant } from '../../shared/domain/day.ts';
import type { ScenarioOrganisation } from '../../shared/wire/scenario.ts';
import type { Faults } from './faults.ts';

export type SandboxOptions = {
	/** 0: any free port. */
	readonly port: number;
	/** Folder for its store (node:sqlite); null keeps it in memory. What was answered survives kill -9. */
	readonly dir: string | null;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly webhookKey: string;
	/** Where webhooks go; null sends none. May be set later: the hub's port is known only then. */
	readonly webhookUrl: string | null;
	readonly now: () => Instant;
	/** Provider limits (60 a minute …) are kept when true; histories and benchmarks switch them off. */
	readonly limits: boolean;
};

export type ProviderSandbox = {
	readonly origin: string;
	/** Values for the provider's variables of `shared/wire/env.ts`. */
	readonly endpoints: Readonly<Record<string, string>>;
	readonly faults: Faults;
	/** Adds an organisation. Idempotent by its id. Throws `ScenarioError` naming the document and the reason; then nothing of it is stored. */
	load(organisation: ScenarioOrganisation, today: Day): void;
	organisations(): readonly { readonly id: string; readonly name: string }[];
	/** API calls that count against the provider's limits, since the start or the last `resetCalls`. */
	calls(): number;
	resetCalls(): void;
	setWebhookUrl(url: string | null): void;
	/** Resolves when no webhook is waiting or under way. */
	webhooksIdle(): Promise<void>;
	close(): Promise<void>;
};

/** A scenario that cannot be: where it is in the file, and why. */
export class ScenarioError extends Error {
	override readonly name = 'ScenarioError';
}
