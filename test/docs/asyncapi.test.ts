import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  aliasDetailTypes,
  auditionDetailTypes,
  detailTypes,
  inboundDetailTypes,
  refusedDetailType,
} from '../../lambdas/shared/contract.ts';
import { publishedSchemas } from '../../scripts/docs/event-schemas.ts';
import { codeBlocks } from './support/code-blocks.ts';

const reference = z.strictObject({ $ref: z.string().startsWith('#/') });
const channel = z.strictObject({
  title: z.string(),
  description: z.string(),
  messages: z.record(z.string(), reference),
});
const message = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  payload: z.looseObject({
    properties: z.looseObject({ 'detail-type': z.object({ const: z.string() }), detail: reference }),
  }),
});
/** The parts of AsyncAPI 3.0 that the document uses. A misspelt member fails. */
const asyncApi = z.strictObject({
  asyncapi: z.literal('3.0.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), url: z.url() }),
  }),
  defaultContentType: z.literal('application/json'),
  channels: z.record(z.string(), channel),
  operations: z.record(
    z.string(),
    z.strictObject({
      action: z.enum(['send', 'receive']),
      title: z.string(),
      channel: reference,
      messages: z.array(reference),
    }),
  ),
  components: z.strictObject({
    messages: z.record(z.string(), message),
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
});

const text = readFileSync('docs/asyncapi.json', 'utf8');
const document = asyncApi.parse(JSON.parse(text));

/** Returns the value that a reference names, or undefined. */
function resolve(path: string): unknown {
  return path
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, key) => z.record(z.string(), z.unknown()).safeParse(value).data?.[key],
      document,
    );
}

const typesOf = (operation: string) =>
  (document.operations[operation]?.messages ?? []).map(({ $ref }) => {
    const [, , , , key = ''] = $ref.split('/');
    return document.components.messages[key]?.name;
  });

describe('docs/asyncapi.json', () => {
  it('has no reference that leads nowhere', () => {
    const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((path) => resolve(path) === undefined)).toEqual([]);
  });

  it('has operations only on messages of the same channel', () => {
    for (const { channel: on, messages } of Object.values(document.operations)) {
      expect(messages.filter(({ $ref }) => !$ref.startsWith(`${on.$ref}/messages/`))).toEqual([]);
    }
  });

  it('sends and receives every event type', () => {
    const sent = [...detailTypes, ...auditionDetailTypes, ...aliasDetailTypes, refusedDetailType];
    expect(typesOf('publishEvents')).toEqual(sent);
    expect(typesOf('deliverToQueue')).toEqual(sent);
    expect(typesOf('receiveRequests')).toEqual([...inboundDetailTypes]);
  });

  it('describes the details with the schemas of docs/events', () => {
    for (const { detailType, schema } of publishedSchemas()) {
      const [key = ''] =
        Object.entries(document.components.messages).find(([, { name }]) => name === detailType) ?? [];
      const { $schema: _, $id: __, ...rest } = schema;
      expect(document.components.messages[key]?.payload.properties['detail-type'].const).toBe(detailType);
      expect(document.components.schemas[key]).toEqual(JSON.parse(JSON.stringify(rest)));
    }
  });

  it('describes the events that the documentation shows', () => {
    const shown = codeBlocks('docs/events.md')
      .filter(({ language }) => language === 'json')
      .map((block) => z.looseObject({ 'detail-type': z.string() }).parse(JSON.parse(block.text)));
    expect(shown.length).toBeGreaterThan(0);
    const names = Object.values(document.components.messages).map(({ name }) => name);
    for (const event of shown) expect(names).toContain(event['detail-type']);
  });
});
