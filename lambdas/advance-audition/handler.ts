import * as z from 'zod';
import { type AdvanceAuditionDependencies, advanceAudition } from '../shared/actions/advance-audition.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { auditionDependencies } from '../shared/wiring/audition-dependencies.ts';
import { environment } from './environment.ts';

/** An event about a candidate. Only the id of its audition matters, because all candidates are read. */
const input = z.object({ detail: z.object({ voice: z.object({ auditionId: z.string() }) }) });

/** Handles events about candidates that a rule of the bus delivers. */
export function makeHandler(
  dependencies: () => AdvanceAuditionDependencies,
): (event: unknown) => Promise<void> {
  return async (event) => {
    const { auditionId } = input.parse(event).detail.voice;
    const audition = await advanceAudition(auditionId, dependencies());
    dependencies().log.info('audition advanced', {
      auditionId,
      ...(audition && { status: audition.status }),
    });
  };
}

export const handler = makeHandler(
  once(() =>
    auditionDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      eventBridge: eventBridge(),
    }),
  ),
);
