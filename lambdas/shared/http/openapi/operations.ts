import { type Route, statuses } from '../../contract.ts';
import { familiesWithPrefix, prefixMax } from '../../dashscope/families.ts';
import { FAMILIES, SCOPES } from '../../dashscope/vocabulary.ts';
import { targetModelMax } from '../../validation/bounds.ts';
import { aliasOperationDocs } from './alias-operations.ts';
import { auditionOperationDocs } from './audition-operations.ts';
import type { OperationDoc, ParameterDoc } from './operation-doc.ts';
import {
  createdByParameter,
  dryRunParameter,
  idempotencyKeyParameter,
  labelParameter,
  oneOf,
  pageParameters,
  query,
  wholeNumber,
} from './parameter-docs.ts';

const providerListParameters: readonly ParameterDoc[] = [
  { ...query('family', oneOf(FAMILIES)), required: true },
  { ...query('scope', oneOf(SCOPES)), required: true },
];
const providerFailures = ['provider_error', 'provider_timeout', 'provider_throttled'] as const;

/** Documentation of every operation. A missing operation fails to compile. */
export const operationDocs: Readonly<Record<Route['operation'], OperationDoc>> = {
  ...auditionOperationDocs,
  ...aliasOperationDocs,
  'request-voice': {
    summary: 'Request a voice',
    description:
      'Records the request and starts its workflow. A repeated request with the same Idempotency-Key returns the same voice. Every request without a key creates a new voice.',
    parameters: [idempotencyKeyParameter('voice'), dryRunParameter],
    body: 'VoiceRequest',
    answers: {
      200: { description: 'With dryRun=true: the result of the check.', body: 'DryRun' },
      202: {
        description: 'The record of the accepted request.',
        body: 'Voice',
        headers: {
          Location: 'Path of the record.',
          'Idempotent-Replayed': 'true if an earlier request had the same key.',
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
    description:
      'A filtered page can be short or empty, because a page reads at most five times as many records as its limit. Follow the cursor to its end. A voice that left a status would be missing from a list of changes, so status and changedSince cannot be combined.',
    parameters: [
      query('family', oneOf(FAMILIES)),
      query('scope', oneOf(SCOPES)),
      query('status', oneOf(statuses)),
      query('targetModel', { type: 'string', minLength: 1, maxLength: targetModelMax }),
      createdByParameter,
      labelParameter,
      ...pageParameters,
    ],
    answers: { 200: { description: 'A page of records.', body: 'VoicePage' } },
    problems: ['invalid_request', 'invalid_cursor'],
  },
  'get-voice': {
    summary: 'Get a voice',
    parameters: [
      query(
        'refresh',
        oneOf(['true', 'false']),
        'With true, also reads the status at the provider. Does not change the recorded status.',
      ),
    ],
    answers: {
      200: {
        description:
          'The record. With refresh=true, also its status at the provider, or a warning that explains why the status is missing.',
        body: ['RefreshedVoice', 'Voice'],
      },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found'],
  },
  'get-preview': {
    summary: 'Get the preview of a voice',
    parameters: [
      query(
        'as',
        oneOf(['link', 'download', 'download-link']),
        'link returns a signed address of the audio in the body. download redirects to an address that browsers save as a file. download-link returns that address in the body.',
      ),
    ],
    answers: {
      200: {
        description: 'With as=link or as=download-link, a signed link to the audio.',
        body: 'PreviewLink',
      },
      302: {
        description: 'Redirect to the audio.',
        headers: { Location: 'Signed link that expires within minutes.' },
      },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'preview_unavailable'],
  },
  'delete-voice': {
    summary: 'Delete a voice',
    description:
      'Deletes the voice softly: it can be restored until its restorableUntil. With purge=true, the voice is then purged immediately, which removes it at the provider together with its preview and its texts. The key needs the scope admin instead of write for this. If the voice is still being created or its purge fails, the next scheduled purge removes it. Both can be repeated.',
    parameters: [
      query('purge', oneOf(['true', 'false']), 'With true, also purges the voice. Needs the scope admin.'),
    ],
    answers: {
      200: { description: 'The voice is deleted. With purge=true, it was purged before.', body: 'Voice' },
      202: {
        description:
          'The voice is being created and will be deleted once the provider has answered. With purge=true, its purge has started.',
        body: 'Voice',
      },
    },
    problems: [
      'invalid_id',
      'invalid_request',
      'not_found',
      'invalid_state',
      'voice_in_use',
      'deletes_disabled',
    ],
  },
  'restore-voice': {
    summary: 'Restore a deleted voice',
    answers: { 200: { description: 'The voice has its former status. A review continues.', body: 'Voice' } },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'invalid_state'],
  },
  'list-provider-voices': {
    summary: "List the provider's voices",
    parameters: [
      ...providerListParameters,
      query('pageIndex', wholeNumber(0, 200, 0)),
      query('pageSize', wholeNumber(1, 100, 10)),
      query(
        'prefix',
        { type: 'string', minLength: 1, maxLength: prefixMax },
        `Supported only for the family ${familiesWithPrefix.join(', ')}.`,
      ),
    ],
    answers: {
      200: {
        description:
          "A page of the provider's current list. Each voice has the id of its record, if it has one.",
        body: 'ProviderVoicePage',
      },
    },
    problems: ['invalid_request', 'scope_not_configured', ...providerFailures],
  },
  'get-provider-voice': {
    summary: 'Get a voice from the provider',
    parameters: providerListParameters,
    answers: {
      200: {
        description: 'The voice at the provider, with the id of its record, if it has one.',
        body: 'ProviderVoice',
      },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'scope_not_configured', ...providerFailures],
  },
  'import-voice': {
    summary: 'Import a voice that another system created',
    description:
      'Creates a record, with which the voice can be deleted, is purged and expires like any other. A review continues. The import itself publishes no event.',
    body: 'ImportRequest',
    answers: {
      200: {
        description: 'The existing record of the voice, unchanged.',
        body: 'Voice',
        headers: { Location: 'Path of the record.' },
      },
      201: {
        description: 'The new record.',
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
  'get-key': {
    summary: "Get the owner and the scopes of the caller's API key",
    answers: { 200: { description: 'The key of this call, without its secret.', body: 'Key' } },
    problems: ['invalid_request'],
  },
  'get-status': {
    summary: 'Get the state of the deployment',
    description:
      'For an operator. Shows the switches, the dead letters that wait, the last runs of the scheduled workflows, and for each list the open reviews and the use of the rate of the provider account. Does not call the provider.',
    answers: { 200: { description: 'The state of the deployment.', body: 'Status' } },
    problems: ['invalid_request'],
  },
  'set-switch': {
    summary: 'Set a switch',
    description:
      'The switch creates allows requests for new voices and creates at the provider, the switch deletes allows deletes at the provider. A switch is read before each of these calls. Calls in progress complete. The call can be repeated.',
    body: 'SetSwitchRequest',
    answers: { 200: { description: 'Both switches after the change.', body: 'Switches' } },
    problems: ['invalid_request', 'payload_too_large', 'unsupported_media_type', 'not_found'],
  },
  'get-capacity': {
    summary: 'Get the usage of the provider account',
    description:
      'Calculated from the last count of each list and the voices that are being created. Does not call the provider.',
    answers: { 200: { description: 'The usage of each configured list.', body: 'Capacity' } },
    problems: ['invalid_request'],
  },
  'get-openapi': {
    summary: 'Get this document',
    answers: { 200: { description: 'The OpenAPI 3.1 document.' } },
    problems: ['invalid_request'],
  },
  'get-health': {
    summary: 'Get the health of the API',
    answers: { 200: { description: 'The API responds. No other service is checked.', body: 'Health' } },
    problems: [],
  },
};
