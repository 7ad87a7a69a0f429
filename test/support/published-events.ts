import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { closed } from './closed-schema.ts';

/** An event as a consumer receives it. */
export interface SeenEvent {
  readonly detailType: string;
  readonly detail: unknown;
}

const schemas = new Map<string, z.ZodType>();

/**
 * Returns the differences between an event and the schema of its detail in docs/events. A field that is not in the
 * schema is a difference too, although consumers have to ignore it, because an undocumented field could leak data.
 */
export function schemaIssues({ detailType, detail }: SeenEvent): string[] {
  const parsed = schemaOf(detailType).safeParse(detail);
  return (parsed.error?.issues ?? []).map((issue) => `${detailType}: ${JSON.stringify(issue)}`);
}

/** @throws Error with the differences of all events */
export function expectAsPublished(events: readonly SeenEvent[]): void {
  const issues = events.flatMap(schemaIssues);
  if (issues.length > 0) throw new Error(`events differ from docs/events:\n${issues.join('\n')}`);
}

function schemaOf(detailType: string): z.ZodType {
  const known = schemas.get(detailType);
  if (known) return known;
  const file = `docs/events/${detailType.toLowerCase().replaceAll(' ', '-')}.json`;
  const schema = z.fromJSONSchema(closed(JSON.parse(readFileSync(file, 'utf8'))));
  schemas.set(detailType, schema);
  return schema;
}
