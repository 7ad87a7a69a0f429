import type { VoiceDesignSettings } from '../../../../lib/index.ts';
import { deployedStack } from '../../../harness/deployed-stack.ts';
import { deploymentOf } from '../../simulated-account.ts';

/** The deployment of the comparison: every default, so that a review has a day until its deadline. */
const settings: VoiceDesignSettings = { ns: 'vd' };

export const stack = deployedStack(settings);
export const thisStack = deploymentOf(stack);
