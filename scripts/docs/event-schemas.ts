import { type DetailType, detailTypes, eventSchemaVersion } from '../../lambdas/shared/contract.ts';
import { statusesShown, voiceEventSchema } from '../../lambdas/shared/events/event-schemas.ts';
import { type JsonSchema, jsonSchemaOf } from '../../lambdas/shared/schemas/json-schema.ts';
import { withGenerated } from './generated.ts';

/** A published schema: the JSON Schema of the detail of one type of event. */
export interface PublishedSchema {
  readonly path: string;
  readonly detailType: DetailType;
  readonly schema: JsonSchema;
}

/** docs/events: one schema a detail type. */
export function publishedSchemas(): readonly PublishedSchema[] {
  return detailTypes.map((detailType) => {
    const name = detailType.toLowerCase().replaceAll(' ', '-');
    return {
      path: `docs/events/${name}.json`,
      detailType,
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:voice-design:event:${name}:${eventSchemaVersion}`,
        title: detailType,
        ...jsonSchemaOf(voiceEventSchema(detailType)),
      },
    };
  });
}

export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** docs/events.md with its table of events drawn anew. */
export function eventsPage(page: string): string {
  const rows = publishedSchemas().map(({ path, detailType }) => {
    const file = path.replace('docs/', '');
    return `| \`${detailType}\` | ${statusesShown(detailType)
      .map((status) => `\`${status}\``)
      .join(', ')} | [${file}](${file}) |`;
  });
  const table = ['| detail type | `voice.status` | schema of the detail |', '| --- | --- | --- |', ...rows];
  return withGenerated(page, 'events', table.join('\n'));
}
