import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type DetailType, eventSource, type refusedDetailType } from './contract.ts';

/** The bus did not take an event; it stays pending in its record. */
export class EventNotTakenError extends Error {
  override readonly name = 'EventNotTakenError';
}

/** An event as the bus takes it. */
export interface OutboundEvent {
  readonly detailType: DetailType | typeof refusedDetailType;
  /** JSON. */
  readonly detail: string;
}

export interface EventPublisher {
  /** @throws EventNotTakenError if the bus answered but did not take the event */
  publish(event: OutboundEvent): Promise<void>;
}

export function eventBridgePublisher(client: EventBridgeClient, busName: string): EventPublisher {
  return {
    async publish(event) {
      const { FailedEntryCount, Entries } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: eventSource,
              DetailType: event.detailType,
              Detail: event.detail,
            },
          ],
        }),
      );
      // PutEvents answers 200 for an event that it did not take.
      if (FailedEntryCount) throw new EventNotTakenError(Entries?.[0]?.ErrorCode ?? 'unknown');
    },
  };
}
