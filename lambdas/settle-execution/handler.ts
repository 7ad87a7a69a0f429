import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { persistentS3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { parseExecutionName, voiceIdSchema } from '../shared/voice/ids.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type SettleExecutionDependencies, settleExecution } from './settle-execution.ts';

/** Input of the task in the state machine, or an event from the rule on the status of executions. */
const input = z.union([
  z.object({ voiceId: voiceIdSchema, run: z.int().nonnegative() }),
  z
    .object({ source: z.literal('aws.states'), detail: z.object({ name: z.string() }) })
    .transform(({ detail }) => parseExecutionName(detail.name)),
]);

export function makeHandler(
  dependencies: () => SettleExecutionDependencies,
  log = system.log,
): (event: unknown) => Promise<void> {
  return async (event) => {
    const execution = input.parse(event);
    if (!execution) {
      log.info('execution ignored because it does not design a voice');
      return;
    }
    log.info('settling execution', execution);
    await settleExecution(execution, dependencies());
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      s3: persistentS3(),
      eventBridge: eventBridge(),
    }),
  ),
);
