import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  type AliasDetailType,
  type AuditionDetailType,
  type DetailType,
  eventSource,
  type refusedDetailType,
} from './contract.ts';
import { measure } from './metrics.ts';
import type { Log } from './platform/log.ts';

/** The bus did not accept an event, which stays pending in its record. */
export class EventNotAcceptedError extends Error {
  override readonly name = 'EventNotAcceptedError';
}

/** An event for the bus. */
export interface OutboundEvent {
  readonly detailType: DetailType | AliasDetailType | AuditionDetailType | typeof refusedDetailType;
  /** JSON. */
  readonly detail: string;
}

export interface EventPublisher {
  /** @throws EventNotAcceptedError if the bus answered but did not accept the event */
  publish(event: OutboundEvent): Promise<void>;
}

export function eventBridgePublisher(client: EventBridgeClient, busName: string, log: Log): EventPublisher {
  return {
    async publish(event) {
      const { detailType } = event;
      const { FailedEntryCount, Entries } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: eventSource,
              DetailType: detailType,
              Detail: event.detail,
            },
          ],
        }),
      );
      // PutEvents returns 200 even for an event that it did not accept.
      if (FailedEntryCount) {
        const code = Entries?.[0]?.ErrorCode ?? 'unknown';
        log.error('event not accepted', { detailType, code }, [measure('eventsNotPublished', 1)]);
        throw new EventNotAcceptedError(code);
      }
      log.info('event published', { detailType }, [measure('eventsPublished', 1)]);
    },
  };
}
