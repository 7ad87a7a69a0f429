import type { VoiceDesignSettings } from '../../../../lib/index.ts';
import { deployedStack } from '../../../harness/deployed-stack.ts';
import { deploymentOf } from '../../simulated-account.ts';

/**
 * The deployment of the comparison. It has the default settings, so that a review has a day until its deadline, and allows the
 * simulated provider's host.
 */
const settings: VoiceDesignSettings = { ns: 'vd', allowedHosts: ['127.0.0.1'] };

export const stack = deployedStack(settings);
export const thisStack = deploymentOf(stack);
