import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** The fields of `POST /v1/voices`; docs/events/voice-creation-requested.json has them all. */
export interface Wish {
  readonly family: 'cosyvoice' | 'qwen';
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Asks for a voice by an event, without a key of the HTTP API: the permission to put events on the bus is enough.
 * Repeating it with the same `requestKey` is safe, and so is an event that the bus delivers twice: one voice comes of it.
 * What becomes of it is announced: `Voice Ready` with the key in `detail.voice.requestKey`, or `Voice Request Refused`.
 *
 * @param busName the deployment's output `EventBusName`
 * @param requestKey yours to choose: an order number, say
 */
export async function askForVoice(
  busName: string,
  requestKey: string,
  wish: Wish,
  events = new EventBridgeClient({}),
): Promise<void> {
  await put(events, busName, 'Voice Creation Requested', { ...wish, requestKey });
}

/** Asks for a voice's deletion, which can be taken back until its grace ends. */
export async function askForDeletion(
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
  // PutEvents answers 200 for an event that it did not take.
  if (FailedEntryCount) throw new Error(`not taken: ${Entries?.[0]?.ErrorMessage}`);
}
