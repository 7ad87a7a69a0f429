import type { OperationDoc, ParameterDoc } from './operation-doc.ts';
import { pageParameters } from './parameter-docs.ts';

const ifMatch: ParameterDoc = {
  name: 'If-Match',
  in: 'header',
  description:
    'The version of the alias, in quotes, as the header ETag has it. "0" for an alias that does not exist. With another version, the call changes nothing.',
  schema: { type: 'string', pattern: '^"\\d{1,9}"$' },
};
const ifNoneMatch: ParameterDoc = {
  name: 'If-None-Match',
  in: 'header',
  description: '* for an alias that does not exist, like If-Match: "0".',
  schema: { const: '*' },
};

/** Documentation of the operations on aliases. */
export const aliasOperationDocs = {
  'list-aliases': {
    summary: 'List aliases in alphabetical order',
    parameters: pageParameters,
    answers: { 200: { description: 'A page of aliases, without their history.', body: 'AliasPage' } },
    problems: ['invalid_request', 'invalid_cursor'],
  },
  'get-alias': {
    summary: 'Get an alias',
    description:
      'Returns the voice of the alias and the parameters of a synthesis call with one consistent read. The status is the last known one of the voice.',
    answers: {
      200: { description: 'The alias.', body: 'Alias', headers: { ETag: 'The version, in quotes.' } },
    },
    problems: ['invalid_id', 'invalid_request', 'not_found'],
  },
  'set-alias': {
    summary: 'Point an alias at a voice',
    description:
      'Creates or moves the alias. Its voice is neither deleted nor purged while the alias points at it. The former voice stays. A pending remake of the alias fails. At most ten aliases can point at one voice.',
    parameters: [ifMatch, ifNoneMatch],
    body: 'SetAliasRequest',
    answers: {
      200: { description: 'The alias.', body: 'Alias', headers: { ETag: 'The version, in quotes.' } },
      201: { description: 'The new alias.', body: 'Alias', headers: { ETag: 'The version, in quotes.' } },
    },
    problems: [
      'invalid_id',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'invalid_state',
      'voice_in_use',
      'version_mismatch',
    ],
  },
  'delete-alias': {
    summary: 'Delete an alias',
    description:
      'The voice stays. A pending remake of the alias fails, and its voice is deleted. The call can be repeated.',
    parameters: [ifMatch],
    answers: { 200: { description: 'The alias is deleted.', body: 'DeletedAlias' } },
    problems: ['invalid_id', 'invalid_request', 'not_found', 'version_mismatch'],
  },
  'remake-alias': {
    summary: 'Remake the voice of an alias',
    description:
      'Requests a new voice with the brief of the current one and the fields of the body. null resets an optional field to its default. An alias that does not exist needs a whole brief. The alias moves once the new voice is OK, and stays if the voice fails. With candidates, an audition is requested, and the alias moves to the candidate that is chosen. The former voice is deleted after a while if nothing points at it. A repeated call with the same brief or the same Idempotency-Key returns the same voice or audition.',
    parameters: [
      ifMatch,
      ifNoneMatch,
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: '1 to 255 printable ASCII characters. The alias remembers its last five keys.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ],
    body: 'RemakeRequest',
    answers: {
      200: {
        description: 'The voice or audition of the same remake, which an earlier call requested.',
        body: ['Voice', 'Audition'],
        headers: { Location: 'Path of the voice or audition.' },
      },
      202: {
        description: 'The record of the new voice, or with candidates the audition.',
        body: ['Voice', 'Audition'],
        headers: { Location: 'Path of the voice or audition.' },
      },
    },
    problems: [
      'invalid_id',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'remake_pending',
      'version_mismatch',
      'scope_not_configured',
      'creates_disabled',
      'voice_quota_exhausted',
    ],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
