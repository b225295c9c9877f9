/** The frame of every page: one language, one style sheet, no script, nothing from another place. */
import { raw } from 'hono/html';
import { localBar } from './local-bar.ts';
import { type Child, type Html, html } from './markup.ts';
import { paths } from './paths.ts';
import { style } from './style.ts';

/** Who is signed in, as pages show them. */
export type Viewer = { readonly name: string; readonly roles: readonly string[] };

export type Frame = {
	readonly title: string;
	/** Absent on pages that anyone may see. */
	readonly user?: Viewer;
	readonly nav?: readonly { readonly href: string; readonly text: string }[];
	/** `content` of a meta refresh: seconds after which the browser looks again, or "0; url=…" to go on at once. */
	readonly refresh?: string;
	/** Where the local stack's tools are; left out anywhere else. */
	readonly desk?: string;
	readonly body: Child;
};

/** Fill patterns of the bars, by id: drawn over the colours so that the ages differ without any colour. */
const patterns = html`<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="p1" width="8" height="8" patternUnits="userSpaceOnUse"><circle class="ptn" cx="2" cy="2" r="1"/><circle class="ptn" cx="6" cy="6" r="1"/></pattern>
<pattern id="p2" width="7" height="7" patternUnits="userSpaceOnUse"><path class="ptn" d="M-1 8 8-1M-1 1 1-1M6 8 8 6"/></pattern>
<pattern id="p3" width="7" height="7" patternUnits="userSpaceOnUse"><path class="ptn" d="M0 0 7 7M0 7 7 0"/></pattern>
</defs></svg>`;

const account = (user: Viewer): Html => html`<div class="who">
	<span><bdi>${user.name}</bdi>${user.roles.length > 0 && html` <small>${user.roles.join(', ')}</small>`}</span>
	<form method="post" action="${paths.signOut}"><button>Sign out</button></form>
</div>`;

/** A whole HTML document as text. */
export const layout = ({ title, user, nav, refresh, desk, body }: Frame): string =>
	String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh !== undefined && html`<meta http-equiv="refresh" content="${refresh}">`}
<title>${title} · Cobro</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
${patterns}
<a class="skip" href="#main">Skip to the page</a>
<header class="top">
	<a class="brand" href="${paths.hub()}">Cobro</a>
	${nav && html`<nav>${nav.map(({ href, text }) => html`<a href="${href}">${text}</a>`)}</nav>`}
	${user && account(user)}
	${desk !== undefined && localBar(desk)}
</header>
<main id="main">
${body}
</main>
</body>
</html>
`);
