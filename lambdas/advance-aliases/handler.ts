import * as z from 'zod';
import { type AdvanceAliasDependencies, advanceAlias } from '../shared/actions/advance-alias.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { aliasNameSchema } from '../shared/voice/ids.ts';
import { advanceDependencies } from '../shared/wiring/advance-dependencies.ts';
import { environment } from './environment.ts';

const remakeOf = aliasNameSchema.nullable().default(null);

/** The names in an event about a voice or an audition. Executions that began before an update send events without them. */
const input = z.object({
  detail: z.union([
    z.object({ voice: z.object({ aliases: z.array(aliasNameSchema).default([]), remakeOf }) }),
    z.object({ audition: z.object({ remakeOf }).transform((audition) => ({ aliases: [], ...audition })) }),
  ]),
});

/** Handles events about voices that an alias points at, and about voices and auditions that a remake requested. */
export function makeHandler(dependencies: () => AdvanceAliasDependencies): (event: unknown) => Promise<void> {
  return async (event) => {
    const { detail } = input.parse(event);
    const names = 'voice' in detail ? detail.voice : detail.audition;
    const { aliases, remakeOf: remade } = names;
    for (const alias of new Set([...aliases, ...(remade === null ? [] : [remade])])) {
      await advanceAlias(alias, dependencies());
    }
  };
}

export const handler = makeHandler(
  once(() =>
    advanceDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      eventBridge: eventBridge(),
    }),
  ),
);
