import { z } from 'zod';
import { keyScopes, problems, statuses } from '../../lambdas/shared/contract.ts';
import { problemSchema } from '../../lambdas/shared/http/problem.ts';
import { validationIssueSchema } from '../../lambdas/shared/validation/validation-issue.ts';
import { voiceRequestSchema } from '../../lambdas/shared/validation/voice-request.ts';
import { capacitySchema } from '../../lambdas/shared/voice/capacity.ts';
import {
  providerVoicePageSchema,
  providerVoiceViewSchema,
} from '../../lambdas/shared/voice/provider-voice-view.ts';
import { refreshedVoiceSchema, voiceViewSchema } from '../../lambdas/shared/voice/view.ts';
import { type NamedSchema, typesOf } from './schema-types.ts';

/** The types that the client takes from the deployment's code, by their names in client/types.ts. */
const clientTypes: readonly NamedSchema[] = [
  {
    name: 'VoiceRequest',
    comment: 'A request for a voice: the body of `POST /v1/voices`.',
    schema: voiceRequestSchema,
  },
  {
    name: 'Capacity',
    comment: 'The used and the allowed voices in one list of the provider account.',
    schema: capacitySchema.element,
  },
  {
    name: 'ValidationIssue',
    comment: 'One problem with one part of a request.',
    schema: validationIssueSchema,
  },
  { name: 'KeyScope', comment: 'A permission of an API key.', schema: z.enum(keyScopes) },
  { name: 'Problem', comment: 'A problem document (RFC 9457).', schema: problemSchema },
  {
    name: 'ProblemCode',
    comment: 'The code of a problem, for programs.',
    schema: z.keyof(z.object(problems)),
  },
  {
    name: 'ProviderVoicePage',
    comment: "A page of the provider's own list.",
    schema: providerVoicePageSchema,
  },
  {
    name: 'ProviderVoiceView',
    comment: 'A voice as the provider shows it.',
    schema: providerVoiceViewSchema,
  },
  {
    name: 'RefreshedVoiceView',
    comment: 'A voice as the API shows it, with its status at the provider.',
    schema: refreshedVoiceSchema,
  },
  { name: 'Status', comment: 'The status of a voice.', schema: z.enum(statuses) },
  { name: 'VoiceView', comment: 'A voice as the API shows it.', schema: voiceViewSchema },
];

/** The content of the published types.d.ts. It imports no package, unlike the schemas' inferred types. */
export function clientTypesText(): string {
  return typesOf(clientTypes);
}

/** A file that compiles only if the written types are those of the source, but for `readonly`. */
export function sameTypesCheck(source: string, written: string): string {
  const checks = clientTypes.map(
    ({ name }) => `export const ${name}: Same<Source.${name}, Written.${name}> = true;\n`,
  );
  return `import type * as Source from '${source}';
import type * as Written from '${written}';

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false;

${checks.join('')}`;
}
