import {
  aliasDetailTypes,
  auditionDetailTypes,
  detailTypes,
  eventSource,
  inboundDetailTypes,
  refusedDetailType,
} from '../../lambdas/shared/contract.ts';
import type { JsonSchema } from '../../lambdas/shared/platform/json-schema.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { publishedSchemas, schemaText } from './event-schemas.ts';

/** Returns the text of docs/asyncapi.json, which describes the events that the deployment sends and receives. */
export function asyncApiText(): string {
  return schemaText(asyncApiDocument(packageJson.version));
}

/** https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export function asyncApiDocument(version: string): JsonSchema {
  const schemas = publishedSchemas();
  const sent: readonly string[] = [
    ...detailTypes,
    ...auditionDetailTypes,
    ...aliasDetailTypes,
    refusedDetailType,
  ];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'voice-design-workflow',
      version,
      description:
        'Events about custom voices from DashScope. Delivery is at least once, in any order: de-duplicate by `detail.eventId` and order by `detail.sequence`.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      bus: {
        title: 'Event bus',
        description:
          'The Amazon EventBridge bus of the stack output `EventBusName`. Rules select events by source and detail type.',
        messages: messagesOf([...sent, ...inboundDetailTypes]),
      },
      queue: {
        title: 'Events queue',
        description:
          'The Amazon SQS queue of the stack output `EventsQueueUrl`, if the deployment has one. The body of a message is an event.',
        messages: messagesOf(sent),
      },
    },
    operations: {
      publishEvents: operation(
        'send',
        'bus',
        sent,
        'Announces the changes of voices and auditions, and refused requests',
      ),
      deliverToQueue: operation('send', 'queue', sent, 'Delivers the same events to the queue'),
      receiveRequests: operation('receive', 'bus', inboundDetailTypes, 'Accepts requests from any source'),
    },
    components: {
      messages: Object.fromEntries(
        schemas.map(({ detailType, meaning }) => [
          keyOf(detailType),
          message(detailType, meaning, sent.includes(detailType)),
        ]),
      ),
      schemas: Object.fromEntries(
        schemas.map(({ detailType, schema: { $schema: _, $id: __, ...schema } }) => [
          keyOf(detailType),
          schema,
        ]),
      ),
    },
  };
}

function messagesOf(types: readonly string[]): JsonSchema {
  return Object.fromEntries(
    types.map((type) => [keyOf(type), { $ref: `#/components/messages/${keyOf(type)}` }]),
  );
}

function operation(
  action: 'send' | 'receive',
  channel: string,
  types: readonly string[],
  title: string,
): JsonSchema {
  return {
    action,
    title,
    channel: { $ref: `#/channels/${channel}` },
    messages: types.map((type) => ({ $ref: `#/channels/${channel}/messages/${keyOf(type)}` })),
  };
}

/** The envelope is EventBridge's. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
function message(detailType: string, summary: string, isSent: boolean): JsonSchema {
  const text = { type: 'string' };
  return {
    name: detailType,
    title: detailType,
    summary,
    payload: {
      type: 'object',
      required: ['detail-type', 'source', 'detail'],
      properties: {
        version: text,
        id: text,
        'detail-type': { const: detailType },
        source: isSent ? { const: eventSource } : text,
        account: text,
        time: { type: 'string', format: 'date-time' },
        region: text,
        resources: { type: 'array', items: text },
        detail: { $ref: `#/components/schemas/${keyOf(detailType)}` },
      },
    },
  };
}

/** Converts `Voice Ready` to `voiceReady`. */
function keyOf(detailType: string): string {
  const words = detailType.replaceAll(' ', '');
  return words.charAt(0).toLowerCase() + words.slice(1);
}
