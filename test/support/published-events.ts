import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { closed } from './closed-schema.ts';

/** An event as a consumer has it. */
export interface SeenEvent {
  readonly detailType: string;
  readonly detail: unknown;
}

const schemas = new Map<string, z.ZodType>();

/**
 * What an event says against the schema of its detail in docs/events: empty if nothing. Consumers have to bear fields
 * they do not know; here one that is not in the schema is a finding, since nobody has said that it may be told.
 */
export function publishedFindings({ detailType, detail }: SeenEvent): string[] {
  const parsed = schemaOf(detailType).safeParse(detail);
  return (parsed.error?.issues ?? []).map((issue) => `${detailType}: ${JSON.stringify(issue)}`);
}

/** @throws Error naming the events that are not as published */
export function expectAsPublished(events: readonly SeenEvent[]): void {
  const findings = events.flatMap(publishedFindings);
  if (findings.length > 0) throw new Error(`not as docs/events has it:\n${findings.join('\n')}`);
}

function schemaOf(detailType: string): z.ZodType {
  const known = schemas.get(detailType);
  if (known) return known;
  const file = `docs/events/${detailType.toLowerCase().replaceAll(' ', '-')}.json`;
  const schema = z.fromJSONSchema(closed(JSON.parse(readFileSync(file, 'utf8'))));
  schemas.set(detailType, schema);
  return schema;
}
