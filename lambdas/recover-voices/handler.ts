import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf, type RecoverVoicesDependencies } from './dependencies.ts';
import { environment } from './environment.ts';
import { type RecoveryReport, recoverAll } from './recover-all.ts';

const input = z.object({ dryRun: z.boolean() });

/** Handles a task of the workflow that reconciles voices. */
export function makeHandler(
  dependencies: () => RecoverVoicesDependencies,
): (event: unknown) => Promise<Partial<RecoveryReport>> {
  return async (event) => recoverAll(input.parse(event).dryRun, dependencies());
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      eventBridge: eventBridge(),
    }),
  ),
);
