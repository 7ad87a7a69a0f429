import { type ProblemCode, problems, type Route, routes } from '../../contract.ts';
import { type JsonSchema, jsonSchemaOf, namedJsonSchemas } from '../../platform/json-schema.ts';
import { switchNames } from '../../voice/deployment-status.ts';
import { aliasNameSchema, voiceIdSchema } from '../../voice/ids.ts';
import { type ComponentName, components } from './components.ts';
import { examples } from './examples.ts';
import type { AnswerDoc, OperationDoc, ParameterDoc } from './operation-doc.ts';
import { operationDocs } from './operations.ts';

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

const pathParameters: Readonly<Record<ParameterOf<Route['path']>, JsonSchema>> = {
  voiceId: jsonSchemaOf(voiceIdSchema),
  auditionId: jsonSchemaOf(voiceIdSchema),
  id: { type: 'string', description: "The provider's id of the voice." },
  name: { type: 'string', enum: switchNames },
  alias: jsonSchemaOf(aliasNameSchema),
};

function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const examplesByName = new Map<string, unknown>(Object.entries(examples));
  const schemas = Object.entries(namedJsonSchemas(components, refTo));
  return Object.fromEntries(
    schemas.map(([name, schema]) => {
      const example = examplesByName.get(name);
      return [name, { ...schema, ...(example !== undefined && { examples: [example] }) }];
    }),
  );
}

const tags = [
  { name: 'Voices', description: 'Voices of this deployment.' },
  { name: 'Auditions', description: 'Candidates of one description, of which one is chosen.' },
  { name: 'Aliases', description: 'Lasting names of voices that change.' },
  { name: 'Provider', description: "The provider's lists, including voices without a record." },
  { name: 'Deployment', description: 'Free places, health and this document.' },
] as const;

function tagOf(path: string): (typeof tags)[number]['name'] {
  if (path.startsWith('/voices')) return 'Voices';
  if (path.startsWith('/auditions')) return 'Auditions';
  if (path.startsWith('/aliases')) return 'Aliases';
  return path.startsWith('/provider/') ? 'Provider' : 'Deployment';
}

/** Returns the OpenAPI document, built from the routes, the documentation of each operation, and the schemas of the code. */
export function openApiDocument(version: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'voice-design-workflow',
      description:
        'Custom voices from DashScope. Send an API key as a bearer token. The roles in `security` are the scopes that a call needs. Every error is a problem document (RFC 9457) with a stable `code`. Every `GET` route also accepts `HEAD`.',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/v1' }],
    tags,
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
  };
}

function operationOf(route: Route): JsonSchema {
  const doc: OperationDoc = operationDocs[route.operation];
  const parameters = [...pathParametersOf(route.path), ...(doc.parameters ?? []).map(parameterOf)];
  return {
    operationId: route.operation.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tags: [tagOf(route.path)],
    summary: doc.summary,
    ...(doc.description && { description: doc.description }),
    security: route.scope === null ? [] : [{ key: route.scope === 'any' ? [] : [route.scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(doc.body && {
      requestBody: { required: true, content: { 'application/json': { schema: { $ref: refTo(doc.body) } } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(doc.answers).map(([status, answer]) => [status, answerOf(answer, route)]),
      ),
      ...problemAnswers(documentedCodes(route)),
    },
  };
}

/** Returns all problem codes of an operation, including the codes that every call can return. */
export function documentedCodes({ operation, scope }: Route): readonly ProblemCode[] {
  const keyCodes: readonly ProblemCode[] =
    scope === null ? [] : ['unauthenticated', ...(scope === 'any' ? [] : (['forbidden'] as const))];
  return [...operationDocs[operation].problems, ...keyCodes, 'rate_limited', 'internal', 'unavailable'];
}

function problemAnswers(codes: readonly ProblemCode[]): Record<string, JsonSchema> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.join(', '),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: refTo('Problem') }, { properties: { code: { enum: ofStatus } } }] },
          },
        },
      },
    ]),
  );
}

function answerOf({ description, body, headers = {} }: AnswerDoc, { operation }: Route): JsonSchema {
  const bodies = [body ?? []].flat().map((component) => ({ $ref: refTo(component) }));
  const schema = bodies.length > 1 ? { anyOf: bodies } : (bodies[0] ?? { type: 'object' });
  const hasBody = body !== undefined || operation === 'get-openapi';
  return {
    description,
    ...(Object.keys(headers).length > 0 && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(hasBody && { content: { 'application/json': { schema } } }),
  };
}

function pathParametersOf(path: string): JsonSchema[] {
  return Object.entries(pathParameters)
    .filter(([name]) => path.includes(`{${name}}`))
    .map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

function parameterOf({ name, in: place, required, description, schema }: ParameterDoc): JsonSchema {
  return { name, in: place, ...(required && { required }), ...(description && { description }), schema };
}

function refTo(component: ComponentName): string {
  return `#/components/schemas/${component}`;
}
