import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { gatewayOnlyCodes, problems, type Route, routes } from '../../../../../lambdas/shared/contract.ts';
import { documentedCodes } from '../../../../../lambdas/shared/http/openapi/document.ts';
import { operationDocs } from '../../../../../lambdas/shared/http/openapi/operations.ts';
import type { HttpResponse } from '../../../../../lambdas/shared/http/response.ts';
import { gatewayProblems, problemTemplate } from '../../../../../lib/api/problem-responses.ts';
import { type EventParts, proxyEvent } from '../../../../support/http-events.ts';
import { apiScenarios } from './api-scenarios.ts';
import { documented, expectDocumented, schemaOf } from './document.ts';

const { handlers, scenarios, reset } = apiScenarios();
afterEach(reset);

async function answer({ operation, path, method, scope }: Route, parts: EventParts): Promise<HttpResponse> {
  const scopes = scope === null || scope === 'any' ? 'read' : scope;
  return handlers[operation](proxyEvent({ path, method, scopes, ...parts }));
}

describe.each(routes.map((route) => ({ ...route, name: `${route.method} ${route.path}` })))(
  '$name',
  (route) => {
    const { operation, scope } = route;
    const own = scenarios[operation];
    const successes = Object.keys(own).filter((key) => /^\d/.test(key));
    const codes = documentedCodes(route).filter(
      (code) => !gatewayOnlyCodes.some((gatewayOnly) => gatewayOnly === code),
    );

    it('has a scenario for every documented success, and no other', () => {
      const statuses = new Set(successes.map((key) => key.split(' ')[0]));
      expect([...statuses].sort()).toEqual(Object.keys(operationDocs[operation].answers).sort());
    });

    it.each(successes)('answers %s as documented', async (key) => {
      const response = await answer(route, (await own[key]?.()) ?? {});
      expect(response.statusCode).toBe(Number(key.split(' ')[0]));
      expectDocumented(route, response);
    });

    it.each(codes)('answers %s as documented', async (code) => {
      const event = await eventFor(code);
      const response = event === 'malformed' ? await handlers[operation]({}) : await answer(route, event);
      expect(JSON.parse(response.body)).toMatchObject({ code, status: response.statusCode });
      expectDocumented(route, response);
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
          if (!scenario) throw new Error(`no scenario answers ${code}: add one to api-scenarios.ts`);
          return scenario();
        }
      }
    }

    it('has a scenario for every documented problem, and no other', () => {
      const scenarioCodes = Object.keys(own).filter((key) => !/^\d/.test(key));
      expect(scenarioCodes.sort()).toEqual([...operationDocs[operation].problems].sort());
    });

    it('accepts every documented query parameter', async () => {
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
  const statuses = new Map(Object.entries(problems).map(([code, { status }]) => [code, status]));
  for (const problem of gatewayProblems) {
    const status = statuses.get(problem.code);
    expect(problem.status).toBe(status);
    const body: unknown = JSON.parse(problemTemplate(problem));
    expect(schemaOf({ $ref: '#/components/schemas/Problem' }).safeParse(body).error).toBeUndefined();
  }
  const answered = new Set(gatewayProblems.map(({ code }) => code));
  for (const code of gatewayOnlyCodes) expect(answered).toContain(code);
});
