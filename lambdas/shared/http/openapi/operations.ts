import { type Route, statuses } from '../../contract.ts';
import { familiesWithPrefix, prefixMax } from '../../dashscope/families.ts';
import { FAMILIES, SCOPES } from '../../dashscope/vocabulary.ts';
import { createdByMax, targetModelMax } from '../../validation/bounds.ts';
import type { OperationDoc, ParameterDoc } from './operation-doc.ts';

const query = (name: string, schema: ParameterDoc['schema'], description?: string): ParameterDoc => ({
  name,
  in: 'query',
  ...(description && { description }),
  schema,
});
const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });
const wholeNumber = (minimum: number, maximum: number, byDefault: number) => ({
  type: 'integer',
  minimum,
  maximum,
  default: byDefault,
});
const ofProviderList: readonly ParameterDoc[] = [
  { ...query('family', oneOf(FAMILIES)), required: true },
  { ...query('scope', oneOf(SCOPES)), required: true },
];
const providerFailures = ['provider_error', 'provider_timeout', 'provider_throttled'] as const;

/** Every operation of the API: one that is missing here does not compile. */
export const operationDocs: Readonly<Record<Route['operation'], OperationDoc>> = {
  'request-voice': {
    summary: 'Ask for a voice',
    description:
      'Records the request and starts its workflow. With an Idempotency-Key a repeated request gives the same voice; without one every request is a new voice.',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          'Stands for its voice for 24 hours, unless deployed otherwise. 1 to 255 printable ASCII characters.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ],
    body: 'VoiceRequest',
    answers: {
      202: {
        description: 'The record; the voice is on its way.',
        body: 'Voice',
        headers: {
          Location: 'Path of the record.',
          'Idempotent-Replayed': 'true, if an earlier request had the same key.',
        },
      },
    },
    problems: [
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'idempotency_key_reused',
      'scope_not_configured',
      'creates_disabled',
      'voice_quota_exhausted',
    ],
  },
  'list-voices': {
    summary: 'List voices, newest first',
    description: 'A filtered page may be short: it looks at five times as many records as it may hold.',
    parameters: [
      query('family', oneOf(FAMILIES)),
      query('scope', oneOf(SCOPES)),
      query('status', oneOf(statuses)),
      query('targetModel', { type: 'string', minLength: 1, maxLength: targetModelMax }),
      query(
        'createdBy',
        { type: 'string', minLength: 1, maxLength: createdByMax },
        'The owner of the key, or event:<source>.',
      ),
      query('label', { type: 'string', pattern: '^[^:]+:' }, 'key:value'),
      query('limit', wholeNumber(1, 100, 20)),
      query('cursor', { type: 'string' }, 'Of the page before; valid with the same filter alone.'),
    ],
    answers: { 200: { description: 'A page of records.', body: 'VoicePage' } },
    problems: ['invalid_request', 'invalid_cursor'],
  },
  'get-voice': {
    summary: 'Get a voice',
    parameters: [
      query('refresh', oneOf(['true', 'false']), 'true asks the provider too, and changes no status here.'),
    ],
    answers: {
      200: {
        description:
          'The record; with refresh=true also its status at the provider, or a warning that says why there is none.',
        body: ['RefreshedVoice', 'Voice'],
      },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found'],
  },
  'get-preview': {
    summary: 'Get the preview of a voice',
    answers: {
      302: { description: 'The audio is elsewhere.', headers: { Location: 'A signed link, for minutes.' } },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'preview_unavailable'],
  },
  'delete-voice': {
    summary: 'Delete a voice',
    description:
      'Softly: it can be restored until its restorableUntil. With purge=true, for which the key needs the scope admin in the place of write, it is deleted softly and purged at once: gone at the provider, with its preview and its texts. A voice that is being created then, or whose purge fails, is purged by the next scheduled purge. Repeating either is a success.',
    parameters: [
      query('purge', oneOf(['true', 'false']), 'true purges the voice; the scope admin is needed.'),
    ],
    answers: {
      200: { description: 'Deleted; with purge=true, purged before.', body: 'Voice' },
      202: {
        description:
          'Being created: deleted once the provider has answered. With purge=true: its purge is started.',
        body: 'Voice',
      },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'invalid_state', 'deletes_disabled'],
  },
  'restore-voice': {
    summary: 'Restore a deleted voice',
    answers: { 200: { description: 'As it was before; a review goes on.', body: 'Voice' } },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'invalid_state'],
  },
  'list-provider-voices': {
    summary: "A page of the provider's own list, as it is now",
    parameters: [
      ...ofProviderList,
      query('pageIndex', wholeNumber(0, 200, 0)),
      query('pageSize', wholeNumber(1, 100, 10)),
      query(
        'prefix',
        { type: 'string', minLength: 1, maxLength: prefixMax },
        `Of the family ${familiesWithPrefix.join(', ')} only.`,
      ),
    ],
    answers: {
      200: { description: 'Each voice with its record here, if it has one.', body: 'ProviderVoicePage' },
    },
    problems: ['invalid_request', 'scope_not_configured', ...providerFailures],
  },
  'get-provider-voice': {
    summary: 'A voice as the provider knows it now',
    parameters: ofProviderList,
    answers: { 200: { description: 'With its record here, if it has one.', body: 'ProviderVoice' } },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'scope_not_configured', ...providerFailures],
  },
  'import-voice': {
    summary: 'Give a voice that was made elsewhere a record',
    description:
      'From then on it has a life here: it can be deleted, is purged, expires; a review goes on. Nothing is announced by the import itself.',
    body: 'ImportRequest',
    answers: {
      200: {
        description: 'It has a record already, which is as it was.',
        body: 'Voice',
        headers: { Location: 'Path of the record.' },
      },
      201: {
        description: 'Its new record.',
        body: 'Voice',
        headers: { Location: 'Path of the record.' },
      },
    },
    problems: [
      'invalid_id',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'not_found',
      'invalid_state',
      'scope_not_configured',
      ...providerFailures,
    ],
  },
  'get-capacity': {
    summary: 'How full the provider account is',
    description: 'By the last count of each list, and what is in flight now; the provider is not asked.',
    answers: { 200: { description: 'Each list that is offered.', body: 'Capacity' } },
    problems: ['invalid_request'],
  },
  'get-openapi': {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.' } },
    problems: ['invalid_request'],
  },
  'get-health': {
    summary: 'Whether the API answers',
    answers: { 200: { description: 'It does; nobody else was asked.', body: 'Health' } },
    problems: [],
  },
};
