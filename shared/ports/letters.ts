/** The words of a mail: one text per stage and language, filled with figures. Pure: no clock, no network. */
import type { ConsentOrder } from '../domain/consent-letter.ts';
import type { InvitationOrder } from '../domain/invitation-letter.ts';
import type { LetterOrder } from '../domain/letter.ts';

export type Letter = { readonly language: string; readonly subject: string; readonly text: string; readonly html: string };

/** A template that lacks a variable, or names one that is not there. Nothing is sent. */
export class LetterFault extends Error {
	override readonly name = 'LetterFault';
}

export type Letters = {
	/** Falls back to English for a language there is no text in. Throws `LetterFault`. ≈ 0.5 ms. */
	render(order: LetterOrder): Letter;
};

/** Letters to a company's own people. */
export type ConsentLetters = {
	/** As `Letters.render`. */
	renderConsent(order: ConsentOrder): Letter;
};

/** To somebody who is asked into a company. */
export type InvitationLetters = {
	/** As `Letters.render`. */
	renderInvitation(order: InvitationOrder): Letter;
};
