/** What every station finds around it. */
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { State } from '../state.ts';
import type { Api } from './api.ts';
import type { CodeOf } from './code.ts';

export type Around = { readonly state: State; readonly api: Api; readonly code: CodeOf; readonly alarms: ITopic };
