import type { z } from 'zod';
import {
  detailTypes,
  eventSchemaVersion,
  inboundDetailTypes,
  refusedDetailType,
} from '../../lambdas/shared/contract.ts';
import { type JsonSchema, jsonSchemaOf } from '../../lambdas/shared/platform/json-schema.ts';
import { inboundSchemas } from '../../lambdas/shared/validation/inbound-schemas.ts';
import { requestRefusedSchema } from '../../lambdas/shared/validation/request-refused.ts';
import { statusesShown, voiceEventSchema } from '../../lambdas/shared/voice/event-schemas.ts';
import { withGenerated } from './generated.ts';

/** A published schema: the JSON Schema of the detail of one type of event. */
interface PublishedSchema {
  readonly path: string;
  readonly detailType: string;
  readonly schema: JsonSchema;
}

/** docs/events: one schema a detail type, of what comes out and of what may come in. */
export function publishedSchemas(): readonly PublishedSchema[] {
  return [
    ...detailTypes.map((detailType) => published(detailType, voiceEventSchema(detailType))),
    published(refusedDetailType, requestRefusedSchema),
    ...inboundDetailTypes.map((detailType) => published(detailType, inboundSchemas[detailType])),
  ];
}

function published(detailType: string, schema: z.ZodType): PublishedSchema {
  const name = nameOf(detailType);
  return {
    path: `docs/events/${name}.json`,
    detailType,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:voice-design:event:${name}:${eventSchemaVersion}`,
      title: detailType,
      ...jsonSchemaOf(schema),
    },
  };
}

export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** docs/events.md with its tables drawn anew. */
export function eventsPage(page: string): string {
  const out = [
    ...detailTypes.map((type) => [
      type,
      statusesShown(type)
        .map((status) => `\`${status}\``)
        .join(', '),
    ]),
    [refusedDetailType, 'none: it is about a request'],
  ];
  const drawn = withGenerated(
    page,
    'events out',
    table(
      ['detail type', '`voice.status`', 'schema of the detail'],
      out.map(([type = '', shown = '']) => [`\`${type}\``, shown, linkOf(type)]),
    ),
  );
  return withGenerated(
    drawn,
    'events in',
    table(
      ['detail type', 'schema of the detail'],
      inboundDetailTypes.map((type) => [`\`${type}\``, linkOf(type)]),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function linkOf(detailType: string): string {
  const file = `events/${nameOf(detailType)}.json`;
  return `[${file}](${file})`;
}

function nameOf(detailType: string): string {
  return detailType.toLowerCase().replaceAll(' ', '-');
}
