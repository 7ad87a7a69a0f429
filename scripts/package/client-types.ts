import { z } from 'zod';
import { auditionStatuses, keyScopes, problems, statuses } from '../../lambdas/shared/contract.ts';
import { keyViewSchema } from '../../lambdas/shared/http/key-view.ts';
import { problemSchema } from '../../lambdas/shared/http/problem-schema.ts';
import { auditionRequestSchema } from '../../lambdas/shared/validation/audition-request.ts';
import { remakeRequestSchema } from '../../lambdas/shared/validation/remake-request.ts';
import { validationIssueSchema } from '../../lambdas/shared/validation/validation-issue-schema.ts';
import { voiceRequestSchema } from '../../lambdas/shared/validation/voice-request.ts';
import { adviceSchema } from '../../lambdas/shared/voice/advice/advice.ts';
import { aliasViewSchema, deletedAliasSchema, listedAliasSchema } from '../../lambdas/shared/voice/alias.ts';
import { auditionViewSchema, listedAuditionSchema } from '../../lambdas/shared/voice/audition-view.ts';
import { capacitySchema } from '../../lambdas/shared/voice/capacity.ts';
import { costSchema } from '../../lambdas/shared/voice/cost.ts';
import { deploymentStatusSchema, switchesSchema } from '../../lambdas/shared/voice/deployment-status.ts';
import { dryRunSchema } from '../../lambdas/shared/voice/dry-run.ts';
import { previewLinkSchema } from '../../lambdas/shared/voice/preview-link.ts';
import {
  providerVoicePageSchema,
  providerVoiceViewSchema,
} from '../../lambdas/shared/voice/provider-voice-view.ts';
import {
  candidateViewSchema,
  refreshedVoiceSchema,
  voiceViewSchema,
} from '../../lambdas/shared/voice/view-schema.ts';
import { type NamedSchema, typesOf } from './schema-types.ts';

/** The types that the client takes from the deployment's code, by their names in client/types.ts. */
const clientTypes: readonly NamedSchema[] = [
  {
    name: 'VoiceRequest',
    comment: 'A request for a voice: the body of `POST /v1/voices`.',
    schema: voiceRequestSchema,
  },
  {
    name: 'AuditionRequest',
    comment: 'A request for an audition: the body of `POST /v1/auditions`.',
    schema: auditionRequestSchema,
  },
  {
    name: 'RemakeRequest',
    comment: 'A request for a remake: the body of `POST /v1/aliases/{alias}/remake`.',
    schema: remakeRequestSchema,
  },
  { name: 'Advice', comment: 'One way to improve a description.', schema: adviceSchema },
  { name: 'AliasView', comment: 'An alias as the API shows it.', schema: aliasViewSchema },
  { name: 'ListedAlias', comment: 'An alias as a list shows it.', schema: listedAliasSchema },
  { name: 'DeletedAlias', comment: 'The name and version of a deleted alias.', schema: deletedAliasSchema },
  { name: 'AuditionStatus', comment: 'The status of an audition.', schema: z.enum(auditionStatuses) },
  { name: 'AuditionView', comment: 'An audition with its candidates.', schema: auditionViewSchema },
  {
    name: 'ListedAuditionView',
    comment: 'An audition in a list, with the statuses of its candidates.',
    schema: listedAuditionSchema,
  },
  { name: 'Cost', comment: 'The documented price of creating voices.', schema: costSchema },
  {
    name: 'CandidateView',
    comment: 'A candidate of an audition as the API shows it.',
    schema: candidateViewSchema,
  },
  {
    name: 'DeploymentStatus',
    comment:
      'The state of a deployment: switches, dead letters, reviews, and the last runs of its schedules.',
    schema: deploymentStatusSchema,
  },
  { name: 'KeyView', comment: 'The owner and the permissions of the key in use.', schema: keyViewSchema },
  { name: 'Switches', comment: 'The switches of an operator.', schema: switchesSchema },
  { name: 'DryRun', comment: 'The result of checking a request without making it.', schema: dryRunSchema },
  { name: 'PreviewLink', comment: 'A link to the preview of a voice.', schema: previewLinkSchema },
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
