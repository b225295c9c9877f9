import type { Viewer } from './layout.ts';

/** Who may press the buttons. The server decides again; this only spares others a refusal. */
const acting = new Set(['owner', 'finance']);
export const mayAct = ({ roles }: Viewer): boolean => roles.some((role) => acting.has(role));
export const mayOwn = ({ roles }: Viewer): boolean => roles.includes('owner');
