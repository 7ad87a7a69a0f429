import type { z } from 'zod';
import {
  type AliasDetailType,
  type AuditionDetailType,
  aliasDetailTypes,
  auditionDetailTypes,
  type DetailType,
  detailTypes,
  eventSchemaVersion,
  type InboundDetailType,
  inboundDetailTypes,
  refusedDetailType,
} from '../../lambdas/shared/contract.ts';
import { type JsonSchema, jsonSchemaOf } from '../../lambdas/shared/platform/json-schema.ts';
import { inboundSchemas } from '../../lambdas/shared/validation/inbound-schemas.ts';
import { requestRefusedSchema } from '../../lambdas/shared/validation/request-refused.ts';
import { aliasEventSchemas } from '../../lambdas/shared/voice/alias-events.ts';
import { announcedStatus, auditionEventSchema } from '../../lambdas/shared/voice/audition-event.ts';
import { statusesShown, voiceEventSchema } from '../../lambdas/shared/voice/event-schemas.ts';
import { withGenerated } from './generated.ts';

const meanings: Readonly<
  Record<
    DetailType | AliasDetailType | AuditionDetailType | InboundDetailType | typeof refusedDetailType,
    string
  >
> = {
  'Voice Created': 'DashScope has created the voice',
  'Voice Ready': 'the voice can be used in synthesis calls',
  'Voice Rejected': 'the review rejected the voice',
  'Voice Failed': 'the voice was not created',
  'Voice Review Timed Out': 'the review did not end before the deadline',
  'Voice Deleted': 'the voice was deleted and can be restored',
  'Voice Restored': 'the voice was restored, or DashScope lists an expired voice again',
  'Voice Purged': 'the voice was removed from DashScope',
  'Voice Expired': 'DashScope no longer has the voice',
  'Audition Ready': 'every candidate is settled, and at least one can be chosen',
  'Audition Failed': 'every candidate is settled, and none can be chosen',
  'Audition Decided': 'a candidate was chosen, or another one later',
  'Audition Lapsed': 'no candidate was chosen in time',
  'Audition Cancelled': 'the audition was cancelled',
  'Alias Moved': 'an alias points at another voice, or was deleted',
  'Alias Remake Failed': 'a remake ended without moving its alias',
  [refusedDetailType]: 'a request by an event was refused',
  'Voice Creation Requested': 'requests a voice',
  'Voice Deletion Requested': 'requests the deletion of a voice',
  'Audition Requested': 'requests an audition',
};

/** The JSON Schema of the detail of one event type. */
interface PublishedSchema {
  readonly path: string;
  readonly detailType: string;
  /** The meaning of the event, as a clause. */
  readonly meaning: string;
  readonly schema: JsonSchema;
}

/** Returns the schemas of docs/events: one for each detail type, published or accepted. */
export function publishedSchemas(): readonly PublishedSchema[] {
  return [
    ...detailTypes.map((detailType) => published(detailType, voiceEventSchema(detailType))),
    ...auditionDetailTypes.map((detailType) => published(detailType, auditionEventSchema(detailType))),
    ...aliasDetailTypes.map((detailType) => published(detailType, aliasEventSchemas[detailType])),
    published(refusedDetailType, requestRefusedSchema),
    ...inboundDetailTypes.map((detailType) => published(detailType, inboundSchemas[detailType])),
  ];
}

function published(detailType: keyof typeof meanings, schema: z.ZodType): PublishedSchema {
  const name = nameOf(detailType);
  return {
    path: `docs/events/${name}.json`,
    detailType,
    meaning: meanings[detailType],
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

/** Returns docs/events.md with its generated tables. */
export function eventsPage(page: string): string {
  const out = [
    ...detailTypes.map((type) => [
      type,
      meanings[type],
      statusesShown(type)
        .map((status) => `\`${status}\``)
        .join(', '),
    ]),
    ...auditionDetailTypes.map((type) => [type, meanings[type], `\`${announcedStatus[type]}\``]),
    ...([...aliasDetailTypes, refusedDetailType] as const).map((type) => [type, meanings[type], 'none']),
  ];
  const withOutgoing = withGenerated(
    page,
    'events out',
    table(
      ['detail type', 'meaning', 'status', 'schema of the detail'],
      out.map(([type = '', ...cells]) => [`\`${type}\``, ...cells, linkOf(type)]),
    ),
  );
  return withGenerated(
    withOutgoing,
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
