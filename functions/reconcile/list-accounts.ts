import { accountsKept, newPostingSettings, type PostingSettings } from '../../shared/domain/posting-accounts.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { renewToken } from './access.ts';
import type { PostPorts } from './ports.ts';
import { type PostAccess, postAccess } from './post-access.ts';

type Ask = MessageOf<'reconcile.accounts'>;

const change = async ({ company, ledger }: Ask, to: Partial<PostingSettings>, { postings }: Pick<PostPorts, 'postings'>): Promise<void> => {
	for (;;) {
		const known = (await postings.settings(company, ledger)) ?? newPostingSettings(company, ledger);
		if ((await postings.saveSettings({ ...known, asked: null, ...to })) === 'saved') return;
	}
};

/** Lists the accounts of a ledger for the page where people choose. What keeps us from it is said there. 1–2 provider calls. */
export const listAccounts = async (ask: Ask, ports: PostPorts): Promise<void> => {
	let access: PostAccess | null = null;
	try {
		access = await postAccess(ask, ports);
		const accounts = (await access.writing.accounts()).slice(0, accountsKept);
		await change(ask, { listed: { at: ports.clock.now(), accounts }, problem: null }, ports);
	} catch (error) {
		if (!(error instanceof AccountingFault)) throw error;
		access?.meter.failed(error);
		const renewing = error.kind === 'unauthorised';
		await change(ask, { problem: renewing ? 'The permission is being renewed: ask again in half a minute.' : error.message }, ports);
		if (renewing) await renewToken(ask, ports);
	} finally {
		await access?.meter.keep();
	}
};

/** It was tried often enough. */
export const noteListFailure = (ask: Ask, reason: string, ports: Pick<PostPorts, 'postings'>): Promise<void> =>
	change(ask, { problem: reason }, ports);
