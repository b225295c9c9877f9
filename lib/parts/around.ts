/** What every station finds around it. */
import type { State } from '../state.ts';
import type { Api } from './api.ts';
import type { CodeOf } from './code.ts';
import type { Watch } from './watch.ts';

export type Around = { readonly state: State; readonly api: Api; readonly code: CodeOf; readonly alarms: Watch };
