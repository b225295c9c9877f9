/** Where the code from the mail is typed. It never says whether a mail went out. */
import type { AskFrameView, AskProblem } from '../../shared/wire/ask-view.ts';
import { html } from '../markup.ts';
import { askFrame, hiddenIn, problemCard } from './ask-frame.ts';
import { askWordsOf } from './ask-words.ts';
import type { Voice } from './figures.ts';
import { payPaths } from './paths.ts';

export type CodePageView = AskFrameView & {
	/** The request's id. */
	readonly id: string;
	/** Where the code went, masked. */
	readonly address: string | null;
	readonly problem: AskProblem | null;
};

export const codePage = (voice: Voice, view: CodePageView): string => {
	const { id, address, problem } = view;
	const { code: words, problems } = askWordsOf(voice);
	return askFrame({
		voice,
		view,
		title: words.title,
		inLanguage: (language) => payPaths.askIn('code', language, id),
		body: html`${problemCard(voice, problem && { problem: 'fields', fields: { code: problem } })}
<section class="card" aria-labelledby="h-code"><h2 id="h-code" class="vh">${words.title}</h2>
<p>${words.lead(address)}</p>
<form method="post" action="${payPaths.ask('code')}" class="all">
${hiddenIn(voice, view, { id, do: 'check' })}
<div class="f"><label for="f-code">${words.label}</label>
<input id="f-code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="9"${problem !== null && html` aria-invalid="true" aria-describedby="e-code"`}>
${problem !== null && html`<p class="err" id="e-code">${problems[problem]}</p>`}</div>
<button class="go">${words.send}</button>
</form>
<form method="post" action="${payPaths.ask('code')}">
${hiddenIn(voice, view, { id, do: 'again' })}
<button>${words.again}</button>
</form>
<p class="s">${words.nothingCame}</p>
</section>`,
	});
};
