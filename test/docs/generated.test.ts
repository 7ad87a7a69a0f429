import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { architecturePage } from '../../scripts/docs/architecture.ts';
import { asyncApiText } from '../../scripts/docs/asyncapi.ts';
import { cliPage } from '../../scripts/docs/cli.ts';
import { eventsPage, publishedSchemas, schemaText } from '../../scripts/docs/event-schemas.ts';
import { MissingMarkerError, withGenerated } from '../../scripts/docs/generated.ts';
import { openApiText } from '../../scripts/docs/openapi.ts';
import { requestLimitsText } from '../../scripts/docs/request-limits.ts';
import { synthesized } from '../support/synthesized.ts';

describe('the generated parts of the documentation', () => {
  it('contain the current state machines and transitions (update with npm run docs)', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    expect(architecturePage(page, synthesized())).toBe(page);
  });

  it('contain the help of every command (update with npm run docs)', () => {
    const page = readFileSync('docs/cli.md', 'utf8');
    expect(cliPage(page)).toBe(page);
  });

  it('contain exactly one schema for every event (update with npm run docs)', () => {
    const published = publishedSchemas();
    expect(readdirSync('docs/events').sort()).toEqual(published.map(({ path }) => basename(path)).sort());
    for (const { path, schema } of published) expect(readFileSync(path, 'utf8')).toBe(schemaText(schema));
    const page = readFileSync('docs/events.md', 'utf8');
    expect(eventsPage(page)).toBe(page);
  });

  it('contain the current AsyncAPI document (update with npm run docs)', () => {
    expect(readFileSync('docs/asyncapi.json', 'utf8')).toBe(asyncApiText());
  });

  it('contain the current OpenAPI document (update with npm run docs)', () => {
    expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApiText());
  });

  it('contain the current limits of a request for the studio (update with npm run docs)', () => {
    expect(readFileSync('studio/core/request-limits.json', 'utf8')).toBe(requestLimitsText());
  });

  it('replace the text between their markers', () => {
    expect(withGenerated('a <!-- generated: x -->old<!-- end: x --> b', 'x', 'new')).toBe(
      'a <!-- generated: x -->\nnew\n<!-- end: x --> b',
    );
    expect(() => withGenerated('nothing', 'x', 'new')).toThrow(MissingMarkerError);
  });
});
