import { auditionStatuses } from '../../contract.ts';
import type { OperationDoc } from './operation-doc.ts';
import {
  createdByParameter,
  dryRunParameter,
  idempotencyKeyParameter,
  labelParameter,
  oneOf,
  pageParameters,
  query,
} from './parameter-docs.ts';

/** Documentation of the operations on auditions. */
export const auditionOperationDocs = {
  'request-audition': {
    summary: 'Request an audition',
    description:
      'Records an audition with several candidates of one description, and starts their workflows. Each candidate is an ordinary voice. A repeated request with the same Idempotency-Key returns the same audition. If the provider account has not enough places for all candidates, nothing is recorded.',
    parameters: [idempotencyKeyParameter('audition'), dryRunParameter],
    body: 'AuditionRequest',
    answers: {
      200: { description: 'With dryRun=true: the result of the check.', body: 'DryRun' },
      202: {
        description: 'The accepted audition.',
        body: 'Audition',
        headers: {
          Location: 'Path of the audition.',
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
  'list-auditions': {
    summary: 'List auditions, newest first',
    description:
      'An audition in a list has the ids of its candidates and their statuses at its last change. A filtered page can be short or empty, because a page reads at most five times as many records as its limit.',
    parameters: [
      query('status', oneOf(auditionStatuses), 'Cannot be combined with changedSince.'),
      createdByParameter,
      labelParameter,
      ...pageParameters,
    ],
    answers: { 200: { description: 'A page of auditions.', body: 'AuditionPage' } },
    problems: ['invalid_request', 'invalid_cursor'],
  },
  'get-audition': {
    summary: 'Get an audition',
    answers: { 200: { description: 'The audition with its candidates.', body: 'Audition' } },
    problems: ['invalid_id', 'invalid_request', 'not_found'],
  },
  'choose-candidate': {
    summary: 'Choose a candidate',
    description:
      'Keeps a candidate with the status OK and deletes the others softly. Another candidate can be chosen later while it can be restored: it is restored, and the former choice is deleted softly. The alias of the audition, or the one in the body, is pointed at the chosen voice in the same step. The call can be repeated.',
    body: 'Choice',
    answers: { 200: { description: 'The decided audition.', body: 'Audition' } },
    problems: [
      'invalid_id',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'not_found',
      'invalid_state',
      'voice_in_use',
    ],
  },
  'cancel-audition': {
    summary: 'Cancel an audition',
    description:
      'Deletes all candidates softly. A candidate that is being created is deleted once the provider has answered. The call can be repeated. An audition that was decided or has lapsed cannot be cancelled.',
    answers: { 200: { description: 'The cancelled audition.', body: 'Audition' } },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'invalid_state'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
