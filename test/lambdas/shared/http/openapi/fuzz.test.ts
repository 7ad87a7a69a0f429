import { describe, expect, it } from '@jest/globals';
import { type Route, routes } from '../../../../../lambdas/shared/contract.ts';
import { operationDocs } from '../../../../../lambdas/shared/http/openapi/operations.ts';
import { anyText } from '../../../../support/any-text.ts';
import { inheritedNames } from '../../../../support/awkward-text.ts';
import fc from '../../../../support/fast-check.ts';
import { requestsPerKind, spoiledRequest } from '../../../../support/generated-requests.ts';
import { type EventParts, proxyEvent } from '../../../../support/http-events.ts';
import { voiceId } from '../../../../support/voices.ts';
import { apiScenarios } from './api-scenarios.ts';
import { expectDocumented } from './document.ts';

const { handlers } = apiScenarios();

/** Generates values of a schema, and other text. */
function sentFor(schema: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const named = Array.isArray(schema.enum) ? schema.enum.map(String) : ['1', '0', '100', 'project:audiobook'];
  return fc.oneof(fc.constantFrom(...named), anyText({ maxLength: 12 }));
}

function queryOf(route: Route): fc.Arbitrary<NonNullable<EventParts['query']>> {
  const parameters = (operationDocs[route.operation].parameters ?? []).filter((each) => each.in === 'query');
  const documented = fc
    .subarray(parameters)
    .chain((sent) =>
      fc.tuple(
        ...sent.map(({ name, schema }) =>
          fc
            .array(sentFor(schema), { minLength: 1, maxLength: 2 })
            .map((values): [string, string[]] => [name, values]),
        ),
      ),
    )
    .map((entries) => Object.fromEntries(entries));
  const any = fc.dictionary(
    fc.oneof(fc.string({ maxLength: 80 }), fc.constantFrom(...inheritedNames)),
    fc.array(fc.string(), { minLength: 1, maxLength: 2 }),
    {
      maxKeys: 2,
    },
  );
  return fc
    .tuple(documented, fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, any))
    .map(([some, more]) => ({
      ...more,
      ...some,
    }));
}

const body = fc.oneof(
  { weight: 4, arbitrary: spoiledRequest.map((request) => JSON.stringify(request)) },
  fc.json(),
  anyText(),
);
const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('application/json', 'application/json; charset=utf-8') },
      fc.constantFrom('text/plain', ';'),
    ),
    'idempotency-key': fc.string({ maxLength: 300 }),
  },
  { requiredKeys: ['content-type'] },
);
const path = fc.record({
  voiceId: fc.oneof(fc.constant(voiceId), anyText({ maxLength: 40 })),
  id: fc.oneof(fc.constant('unknown-voice'), anyText({ maxLength: 300 })),
});

describe.each(routes.map((route) => ({ ...route, name: `${route.method} ${route.path}` })))(
  '$name',
  (route) => {
    it('gives a documented response to any call, without a server error', async () => {
      const call = fc.record({ query: queryOf(route), headers, pathParameters: path, body });
      const scopes = 'read write admin';
      await fc.assert(
        fc.asyncProperty(call, async (parts) => {
          const event = proxyEvent({ path: route.path, method: route.method, scopes, ...parts });
          const answer = await handlers[route.operation](event);
          expect([500, 502, 504]).not.toContain(answer.statusCode);
          expectDocumented(route, answer);
        }),
        { numRuns: requestsPerKind },
      );
    });
  },
);
