import * as z from 'zod';
import { inboundDetailTypes } from '../shared/contract.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ReceiveVoiceRequestDependencies, receiveVoiceRequest } from './receive-voice-request.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const input = z
  .object({
    id: z.string(),
    source: z.string(),
    'detail-type': z.enum(inboundDetailTypes),
    detail: z.unknown(),
  })
  .transform(({ 'detail-type': detailType, ...event }) => ({ ...event, detailType }));

/** Handles events that a rule of the bus delivers. */
export function makeHandler(
  dependencies: () => ReceiveVoiceRequestDependencies,
): (event: unknown) => Promise<void> {
  return async (event) => receiveVoiceRequest(input.parse(event), dependencies());
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
