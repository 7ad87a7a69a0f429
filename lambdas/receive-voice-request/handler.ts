import { z } from 'zod';
import { inboundDetailTypes } from '../shared/contract.ts';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { requestDependencies } from '../shared/wiring/request-dependencies.ts';
import { environment } from './environment.ts';
import { type ReceiveVoiceRequestDependencies, receiveVoiceRequest } from './receive-voice-request.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const inbound = z
  .object({
    id: z.string(),
    source: z.string(),
    'detail-type': z.enum(inboundDetailTypes),
    detail: z.unknown(),
  })
  .transform(({ 'detail-type': detailType, ...event }) => ({ ...event, detailType }));

const dependencies = once((): ReceiveVoiceRequestDependencies => {
  const variables = readEnvironment(environment);
  return {
    ...requestDependencies(variables),
    publisher: eventBridgePublisher(variables.EVENT_BUS_NAME),
    graceSeconds: variables.DELETED_GRACE_SECONDS,
  };
});

/** From the rule on the bus. */
export async function handler(event: unknown): Promise<void> {
  await receiveVoiceRequest(inbound.parse(event), dependencies());
}
