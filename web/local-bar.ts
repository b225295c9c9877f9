/** Says that all of this stands on the viewer's own machine, and leads to its tools: the inbox, the sandboxes, the clock. */
import { type Html, html } from './markup.ts';

/** An address of ours from configuration. Throws `TypeError` for anything but http(s). */
const address = (url: string): string => {
	const parsed = new URL(url);
	if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new TypeError('the desk is an http(s) address');
	return parsed.href;
};

export const localBar = (desk: string): Html => {
	const to = address(desk);
	return html`<p class="local">This is Cobro on your machine: <a href="${to}">the desk</a> leads to the inbox and the sandboxes, and <a href="${to}#time">moves the clock</a>.</p>`;
};
