/** The sign-in page: people to click. */
import { html } from 'hono/html';
import type { LocalAnswer } from '../sandbox/server.ts';
import { demoUsers } from './users.ts';

const style = `
	:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
	body { max-width: 26rem; margin: 12vh auto; padding: 0 1rem; }
	h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
	p { margin: 0 0 1.5rem; opacity: .75; }
	button { display: block; width: 100%; margin: 0 0 .75rem; padding: .9rem 1rem; font: inherit; text-align: left; cursor: pointer;
		border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .6rem; background: none; color: inherit; }
	button:hover, button:focus-visible { border-color: currentColor; }
	small { display: block; opacity: .7; }`;

const page = async (status: number, title: string, body: ReturnType<typeof html>): Promise<LocalAnswer> => ({
	status,
	headers: {
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		// No form-action: browsers apply it to the redirect that follows the form, which goes to the hub's own port.
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
	},
	body: await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main>${body}</main></body>
</html>`,
});

/** `request`: the authorisation request's query, carried along unchanged. */
export const signInPage = (request: string): Promise<LocalAnswer> =>
	page(
		200,
		'Sign in to Cobro',
		html`<h1>Sign in to Cobro</h1>
<p>This is your own machine: choose who you are. Each person gets a company of their own, unless invited to another.</p>
${demoUsers.map(
	(user) => html`<form method="post" action="/authorize?${request}"><input type="hidden" name="user" value="${user.login}">
<button>${user.name}<small>${user.email}</small></button></form>`,
)}`,
	);

export const refusalPage = (why: string): Promise<LocalAnswer> =>
	page(400, 'That cannot be signed in', html`<h1>That cannot be signed in</h1><p>${why}</p>`);

export const signedOutPage = (): Promise<LocalAnswer> => page(200, 'Signed out', html`<h1>Signed out</h1><p>You can close this page.</p>`);
