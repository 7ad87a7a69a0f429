import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** The most important fields of `POST /v1/voices`. docs/events/voice-creation-requested.json lists all of them. */
export interface RequestedVoice {
  readonly family: 'cosyvoice' | 'qwen';
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Requests a voice by an event. The caller needs permission to put events on the bus, but no key of the HTTP API. Events
 * with the same `requestKey` create one voice, so a repeated request and a duplicate delivery are safe. The deployment
 * answers with `Voice Ready`, which has the key in `detail.voice.requestKey`, or with `Voice Request Refused`.
 *
 * @param busName the stack output `EventBusName`
 * @param requestKey a key of your choice, such as an order number
 */
export async function requestVoice(
  busName: string,
  requestKey: string,
  voice: RequestedVoice,
  events = new EventBridgeClient({}),
): Promise<void> {
  await put(events, busName, 'Voice Creation Requested', { ...voice, requestKey });
}

/** Requests the deletion of a voice, which can be restored until its purge time. */
export async function requestDeletion(
  busName: string,
  voiceId: string,
  events = new EventBridgeClient({}),
): Promise<void> {
  await put(events, busName, 'Voice Deletion Requested', { voiceId });
}

async function put(
  events: EventBridgeClient,
  busName: string,
  detailType: string,
  detail: object,
): Promise<void> {
  const { FailedEntryCount, Entries } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: busName,
          Source: 'example.shop',
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  // PutEvents returns 200 even if EventBridge rejects an entry.
  if (FailedEntryCount) throw new Error(`EventBridge rejected the event: ${Entries?.[0]?.ErrorMessage}`);
}

if (import.meta.main) {
  // npm run -s example -- request-by-event order-7
  const requestKey = process.argv[2] ?? 'order-7';
  await requestVoice(process.env.EVENT_BUS_NAME ?? '', requestKey, {
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    voicePrompt: 'A calm announcer',
    previewText: 'The train departs from platform two.',
  });
  console.log(`Requested ${requestKey}.`);
}
