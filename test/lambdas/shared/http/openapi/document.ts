import { expect } from '@jest/globals';
import { z } from 'zod';
import type { Route } from '../../../../../lambdas/shared/contract.ts';
import { openApiDocument } from '../../../../../lambdas/shared/http/openapi/document.ts';
import type { HttpResponse } from '../../../../../lambdas/shared/http/response.ts';
import { closed } from '../../../../support/closed-schema.ts';

const media = z.object({ schema: z.record(z.string(), z.unknown()) });
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        tags: z.array(z.string()),
        parameters: z
          .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
          .default([]),
        responses: z.record(
          z.string(),
          z.object({
            headers: z.record(z.string(), z.unknown()).default({}),
            content: z.record(z.string(), media).default({}),
          }),
        ),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
// JSON as a client receives it.
const document = documentSchema.parse(JSON.parse(JSON.stringify(openApiDocument('1.0.0'))));

/** Returns the documented operation of a route. */
export function documented({ path, method }: Pick<Route, 'path' | 'method'>) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`the document has no ${method} ${path}`);
  return operation;
}

/** Headers of every response. */
const commonHeaders = ['Cache-Control', 'X-Content-Type-Options', 'Content-Type'];

/** Checks that the document describes a response, including every field and header. */
export function expectDocumented(route: Route, { statusCode, headers = {}, body }: HttpResponse): void {
  const response = documented(route).responses[String(statusCode)];
  if (!response) throw new Error(`the document has no ${statusCode} of ${route.method} ${route.path}`);
  const more = Object.keys(headers).filter((name) => !commonHeaders.includes(name));
  if (statusCode < 400) expect(Object.keys(response.headers)).toEqual(expect.arrayContaining(more));
  const [[type, content] = []] = Object.entries(response.content);
  expect(headers['Content-Type']).toBe(type);
  if (content === undefined) expect(body).toBe('');
  else expect(schemaOf(content.schema).safeParse(JSON.parse(body)).error).toBeUndefined();
}

const schemas = new WeakMap<object, z.ZodType>();

/** Returns a schema of the document without additional properties in any object. */
export function schemaOf(schema: Readonly<Record<string, unknown>>): z.ZodType {
  const known = schemas.get(schema) ?? closedSchemaOf(schema);
  schemas.set(schema, known);
  return known;
}

function closedSchemaOf(schema: Readonly<Record<string, unknown>>): z.ZodType {
  // The second part of `allOf` restricts the code of a problem, which the test checks separately.
  const { allOf: [first = schema] = [] } = z
    .looseObject({ allOf: z.array(z.record(z.string(), z.unknown())).optional() })
    .parse(schema);
  const whole = { ...first, $defs: document.components.schemas };
  return z.fromJSONSchema(
    closed(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/'))),
  );
}
