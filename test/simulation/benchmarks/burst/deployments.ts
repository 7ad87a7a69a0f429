import { unlimitedBudget } from '../../../../lambdas/shared/dashscope/index.ts';
import type { Platform } from '../../../../lambdas/shared/wiring/platform.ts';
import { configured } from '../../../harness/operations.ts';
import { asSynthesized, type Deployment, stack } from '../../simulated-account.ts';

/** This stack with half of the provider account's rate. */
export const halfShare: Deployment = { ...asSynthesized, code: asSynthesized.halfCode ?? asSynthesized.code };

/** This stack with functions whose calls take no slots. */
export const withoutBudget: Deployment = {
  ...asSynthesized,
  code: (name) => {
    const { variables, timeoutSeconds } = stack.functionOf(name);
    return {
      timeoutSeconds,
      handlerOn: (platform) =>
        name === 'create-voice'
          ? configured(name, variables).handlerOn(unpaced(platform), { budget: unlimitedBudget() })
          : configured(name, variables).handlerOn(unpaced(platform)),
    };
  },
};

function unpaced(platform: Platform): Platform {
  return {
    ...platform,
    createProviderClient: (settings) =>
      platform.createProviderClient({ ...settings, budget: unlimitedBudget(platform.random) }),
  };
}

/** The same, with reserved concurrency of the create function in place of the budget. */
export function withConcurrency(reservedConcurrency: number): Deployment {
  return reserving(withoutBudget, reservedConcurrency);
}

/** Returns a deployment with reserved concurrency of the create function. */
export function reserving(deployment: Deployment, reservedConcurrency: number): Deployment {
  return {
    ...deployment,
    code: (name) => ({ ...deployment.code(name), ...(name === 'create-voice' && { reservedConcurrency }) }),
  };
}
