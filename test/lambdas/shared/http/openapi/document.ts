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
// As whoever fetched it would have it.
const document = documentSchema.parse(JSON.parse(JSON.stringify(openApiDocument('1.0.0'))));

/** What the document says of a call. */
export function documented({ path, method }: Pick<Route, 'path' | 'method'>) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`the document has no ${method} ${path}`);
  return operation;
}

/** Headers that every answer has. */
const ofEvery = ['Cache-Control', 'X-Content-Type-Options', 'Content-Type'];

/** Whether an answer is one that the document has for the operation, to the last field and header. */
export function expectDocumented(route: Route, { statusCode, headers = {}, body }: HttpResponse): void {
  const response = documented(route).responses[String(statusCode)];
  if (!response) throw new Error(`the document has no ${statusCode} of ${route.method} ${route.path}`);
  const more = Object.keys(headers).filter((name) => !ofEvery.includes(name));
  if (statusCode < 400) expect(Object.keys(response.headers)).toEqual(expect.arrayContaining(more));
  const [[type, content] = []] = Object.entries(response.content);
  expect(headers['Content-Type']).toBe(type);
  if (content === undefined) expect(body).toBe('');
  else expect(schemaOf(content.schema).safeParse(JSON.parse(body)).error).toBeUndefined();
}

/** A schema of the document, every object closed to what it does not name. */
export function schemaOf(schema: Readonly<Record<string, unknown>>): z.ZodType {
  // What narrows a problem to its codes is checked by the code itself.
  const { allOf: [first = schema] = [] } = z
    .looseObject({ allOf: z.array(z.record(z.string(), z.unknown())).optional() })
    .parse(schema);
  const whole = { ...first, $defs: document.components.schemas };
  return z.fromJSONSchema(
    closed(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/'))),
  );
}
