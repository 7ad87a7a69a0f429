import { z } from 'zod';
import { GatewayError } from './gateway-error.ts';

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/**
 * The output of a Lambda authorizer. Values of the context are strings, numbers or booleans, and a resource has at most 512
 * characters. Other elements of a policy, such as `Condition`, are refused, because the runner does not evaluate them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
const authorizerOutput = z.object({
  principalId: z.string(),
  policyDocument: z.strictObject({
    Version: z.string().optional(),
    Id: z.string().optional(),
    Statement: z.array(
      z.strictObject({
        Sid: z.string().optional(),
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMore,
        Resource: oneOrMore.pipe(z.array(z.string().max(512))),
      }),
    ),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

export interface AuthorizerResult {
  readonly statements: readonly {
    readonly Effect: 'Allow' | 'Deny';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
  /** `principalId` and the context, whose values API Gateway passes on as strings. */
  readonly context: Readonly<Record<string, string>>;
}

/** @throws GatewayError `AUTHORIZER_CONFIGURATION_ERROR` */
export function readAuthorizerResult(payload: unknown): AuthorizerResult {
  const output = authorizerOutput.safeParse(payload);
  if (!output.success) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  const { principalId, policyDocument, context } = output.data;
  const strings = Object.entries(context).map(([name, value]) => [name, String(value)]);
  return { statements: policyDocument.Statement, context: { principalId, ...Object.fromEntries(strings) } };
}

/** @throws GatewayError `ACCESS_DENIED` */
export function refuseUnlessAllowed({ statements }: AuthorizerResult, methodArn: string): void {
  const effects = statements
    .filter(
      ({ Action, Resource }) =>
        Action.some((action) => matchesPattern(action, 'execute-api:Invoke')) &&
        Resource.some((resource) => matchesPattern(resource, methodArn)),
    )
    .map(({ Effect }) => Effect);
  if (effects.includes('Deny')) {
    throw new GatewayError('ACCESS_DENIED', {
      message: 'User is not authorized to access this resource with an explicit deny',
    });
  }
  if (!effects.includes('Allow')) throw new GatewayError('ACCESS_DENIED');
}

/** Matches IAM's wildcards: `*` for any characters, `?` for one. */
function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
