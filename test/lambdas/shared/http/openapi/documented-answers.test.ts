import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Route, routes } from '../../../../../lambdas/shared/contract.ts';
import { documentedCodes, openApiDocument } from '../../../../../lambdas/shared/http/openapi/document.ts';
import { operationDocs } from '../../../../../lambdas/shared/http/openapi/operations.ts';
import { gatewayOnlyProblems, problems } from '../../../../../lambdas/shared/http/problem.ts';
import type { HttpResponse } from '../../../../../lambdas/shared/http/response.ts';
import { gatewayProblems, problemTemplate } from '../../../../../lib/api/problem-responses.ts';
import { closed } from '../../../../support/closed-schema.ts';
import { type EventParts, proxyEvent } from '../../../../support/http-events.ts';
import { apiStage } from './api-stage.ts';

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
const { handlers, scenarios, reset } = apiStage();
afterEach(reset);

function documented({ path, method }: Pick<Route, 'path' | 'method'>) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`the document has no ${method} ${path}`);
  return operation;
}

async function answer({ operation, path, method, scope }: Route, parts: EventParts): Promise<HttpResponse> {
  const scopes = scope === null || scope === 'any' ? 'read' : scope;
  return handlers[operation](proxyEvent({ path, method, scopes, ...parts }));
}

/** Headers that every answer has. */
const ofEvery = ['Cache-Control', 'X-Content-Type-Options', 'Content-Type'];

/** Whether an answer is one that the document has for the operation, to the last field and header. */
function expectDocumented(route: Route, { statusCode, headers = {}, body }: HttpResponse): void {
  const response = documented(route).responses[String(statusCode)];
  if (!response) throw new Error(`the document has no ${statusCode} of ${route.method} ${route.path}`);
  const more = Object.keys(headers).filter((name) => !ofEvery.includes(name));
  if (statusCode < 400) expect(Object.keys(response.headers)).toEqual(expect.arrayContaining(more));
  const [[type, content] = []] = Object.entries(response.content);
  expect(headers['Content-Type']).toBe(type);
  if (content === undefined) expect(body).toBe('');
  else expect(schemaOf(content.schema).safeParse(JSON.parse(body)).error).toBeUndefined();
}

function schemaOf(schema: Readonly<Record<string, unknown>>): z.ZodType {
  // What narrows a problem to its codes is checked by the code itself.
  const { allOf: [first = schema] = [] } = z
    .looseObject({ allOf: z.array(z.record(z.string(), z.unknown())).optional() })
    .parse(schema);
  const whole = { ...first, $defs: document.components.schemas };
  return z.fromJSONSchema(
    closed(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/'))),
  );
}

describe.each(routes.map((route) => ({ ...route, name: `${route.method} ${route.path}` })))(
  '$name',
  (route) => {
    const { operation, scope } = route;
    const own = scenarios[operation];
    const successes = Object.keys(own).filter((key) => /^\d/.test(key));
    const codes = documentedCodes(route).filter((code) => !(code in gatewayOnlyProblems));

    it('has a way to every success that is documented, and no other', () => {
      const statuses = new Set(successes.map((key) => key.split(' ')[0]));
      expect([...statuses].sort()).toEqual(Object.keys(operationDocs[operation].answers).sort());
    });

    it.each(successes)('answers %s as documented', async (key) => {
      const given = await answer(route, (await own[key]?.()) ?? {});
      expect(given.statusCode).toBe(Number(key.split(' ')[0]));
      expectDocumented(route, given);
    });

    it.each(codes)('answers %s as documented', async (code) => {
      const event = await eventFor(code);
      const given = event === 'malformed' ? await handlers[operation]({}) : await answer(route, event);
      expect(JSON.parse(given.body)).toMatchObject({ code, status: given.statusCode });
      expectDocumented(route, given);
    });

    async function eventFor(code: (typeof codes)[number]): Promise<EventParts | 'malformed'> {
      switch (code) {
        case 'unauthenticated':
          return { scopes: null };
        case 'forbidden':
          return { scopes: ['read', 'write', 'admin'].filter((each) => each !== scope).join(' ') };
        case 'internal':
          return 'malformed';
        default: {
          const scenario = own[code];
          if (!scenario) throw new Error(`no scenario answers ${code}: add one to api-stage.ts`);
          return scenario();
        }
      }
    }

    it('documents no problem that has no scenario, nor the other way round', () => {
      const ways = Object.keys(own).filter((key) => !/^\d/.test(key));
      expect(ways.sort()).toEqual([...operationDocs[operation].problems].sort());
    });

    it('reads every query parameter that is documented', async () => {
      for (const { name, in: place } of documented(route).parameters) {
        if (place !== 'query') continue;
        const { body } = await answer(route, {
          query: { [name]: [''] },
          pathParameters: { id: 'some-voice' },
        });
        const { errors = [] } = z
          .object({
            errors: z.array(z.object({ parameter: z.string().optional(), code: z.string() })).optional(),
          })
          .parse(JSON.parse(body));
        expect(errors).not.toContainEqual(
          expect.objectContaining({ parameter: name, code: 'unknown_field' }),
        );
      }
    });
  },
);

it("documents the gateway's own problems as the gateway answers them", () => {
  const statuses = new Map(
    Object.entries({ ...problems, ...gatewayOnlyProblems }).map(([code, { status }]) => [code, status]),
  );
  for (const problem of gatewayProblems) {
    const status = statuses.get(problem.code);
    expect(problem.status).toBe(status);
    const body: unknown = JSON.parse(problemTemplate(problem));
    expect(schemaOf({ $ref: '#/components/schemas/Problem' }).safeParse(body).error).toBeUndefined();
  }
  const answered = new Set(gatewayProblems.map(({ code }) => code));
  for (const code of Object.keys(gatewayOnlyProblems)) expect(answered).toContain(code);
});
