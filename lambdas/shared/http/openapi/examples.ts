import type * as z from 'zod';
import { adviceOn } from '../../voice/advice/advice.ts';
import { costOf } from '../../voice/cost.ts';
import { initialFields } from '../../voice/record.ts';
import { voiceView } from '../../voice/view.ts';
import { problem } from '../problem.ts';
import type { ComponentName, components } from './components.ts';

const now = new Date('2026-11-29T15:41:35.607Z');
const asOf = '2026-11-29T15:40:35.607Z';

const request = {
  family: 'cosyvoice' as const,
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm announcer',
  previewText: 'The train departs from platform two.',
  name: 'Announcer',
  labels: { project: 'audiobook' },
} satisfies z.input<typeof components.VoiceRequest>;

/** The voice as the answer to the request shows it. */
const voice = voiceView({
  ...initialFields(now),
  ...request,
  voiceId: '01M8KZDX64FDF1ZXE85FEMG986',
  status: 'REQUESTED',
  scope: 'mainland',
  language: null,
  sampleRate: 24_000,
  responseFormat: 'wav',
  origin: 'requested',
  createdBy: 'my-team',
  requestKey: 'chapter-7',
  preview: { missing: 'pending' },
  warnings: [],
});

const now72HoursLater = new Date(now.getTime() + 72 * 3_600_000).toISOString();

/** The audition as the answer to the request shows it. */
const audition = {
  auditionId: '01M8KZDX0ME3J4B1W5T1T8Y0QA',
  status: 'OPEN',
  createdBy: 'my-team',
  requestKey: 'chapter-7-audition',
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
  keepUntil: now72HoursLater,
  chosen: null,
  chosenBy: null,
  chosenAt: null,
  alias: 'narrator',
  remakeOf: null,
  briefHash: '9a1c8b6f2f6f0d1c7f2f9f1f3b5f9f0c1e2d3c4b5a69788796a5b4c3d2e1f001',
  brief: { ...request, scope: 'mainland', language: null, sampleRate: 24_000, responseFormat: 'wav' },
  cost: costOf({ family: request.family, scope: 'mainland' }, 2),
} as const;
const candidateIds = [voice.voiceId, '01M8KZDX64FDF1ZXE85FEMG987'];
const { voicePrompt: _, previewText: __, ...publicVoice } = voice;
const candidate = { ...publicVoice, name: request.name, requestKey: null, auditionId: audition.auditionId };

const providerVoice = {
  voiceId: voice.voiceId,
  providerVoiceId: 'cosyvoice-v3.5-plus-vd-nfszygqvnb-347313e20ebe6dbd73ed0aa5e132857c',
  family: request.family,
  scope: 'mainland',
  status: 'OK',
  targetModel: voice.targetModel,
  language: null,
  voicePrompt: voice.voicePrompt,
  previewText: voice.previewText,
  gmtCreate: '2026-11-29 23:41:35',
  gmtModified: '2026-11-29 23:41:40',
} satisfies z.input<typeof components.ProviderVoice>;

const list = { family: request.family, scope: 'mainland' } as const;

const run = { outcome: 'SUCCEEDED', startedAt: asOf, endedAt: asOf } as const;
const idle = { bookedUntil: null, heldUntil: null };

const issue = {
  pointer: '/previewText',
  code: 'too_short',
  detail: 'has fewer than 15 Unicode code points',
  limit: 15,
  actual: 2,
} satisfies z.input<typeof components.ValidationIssue>;

const listedAlias = {
  alias: 'narrator',
  version: 2,
  voiceId: voice.voiceId,
  status: 'OK',
  use: {
    model: request.targetModel,
    voice: providerVoice.providerVoiceId,
    languages: ['zh', 'en'],
  },
  briefHash: '9a1c8b6f2f6f0d1c7f2f9f1f3b5f9f0c1e2d3c4b5a69788796a5b4c3d2e1f001',
  managedBy: null,
  previous: { voiceId: '01M8KZ9S9PVRYAE0TCD5BPXH7B', keptUntil: '2026-12-06T15:45:00.000Z' },
  pending: null,
  createdAt: '2026-11-20T09:00:00.000Z',
  updatedAt: '2026-11-29T15:45:00.000Z',
  updatedBy: 'my-team',
} satisfies z.input<typeof components.AliasPage>['aliases'][number];

const alias = {
  ...listedAlias,
  history: [
    { version: 2, voiceId: voice.voiceId, at: listedAlias.updatedAt, by: 'my-team' },
    { version: 1, voiceId: listedAlias.previous.voiceId, at: listedAlias.createdAt, by: 'my-team' },
  ],
} satisfies z.input<typeof components.Alias>;

/** Examples of the schemas of the document. A schema can also carry its own. */
export const examples: { readonly [Name in ComponentName]?: z.input<(typeof components)[Name]> } = {
  Voice: voice,
  RefreshedVoice: { ...voice, providerStatus: null },
  VoicePage: { voices: [voice], cursor: null, asOf },
  VoiceRequest: request,
  AuditionRequest: { ...request, candidates: 2, keepHours: 72, alias: 'narrator' },
  Audition: { ...audition, candidates: candidateIds.map((voiceId) => ({ ...candidate, voiceId })) },
  AuditionPage: {
    auditions: [
      { ...audition, candidates: candidateIds.map((voiceId) => ({ voiceId, status: 'REQUESTED' })) },
    ],
    cursor: null,
    asOf,
  },
  Choice: { voiceId: voice.voiceId, alias: 'narrator' },
  ImportRequest: { family: request.family, scope: 'mainland', name: 'Announcer' },
  PreviewLink: {
    url: 'https://previews.s3.eu-central-1.amazonaws.com/01M8KZDX64FDF1ZXE85FEMG986/1.wav?X-Amz-Signature=0f3a',
    expiresAt: '2026-11-29T15:46:35.000Z',
    mediaType: 'audio/wav',
    bytes: 170_354,
    fileName: '01M8KZDX64FDF1ZXE85FEMG986.wav',
  },
  ProviderVoice: providerVoice,
  ProviderVoicePage: {
    voices: [providerVoice],
    pageIndex: 0,
    pageSize: 10,
    totalCount: null,
    unreadable: 0,
  },
  DryRun: {
    valid: true,
    warnings: [],
    briefHash: '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
    advice: adviceOn(request.voicePrompt),
    cost: costOf(list, 1),
    capacity: { ...list, used: 597, limit: 1_000, inFlight: 3, countedAt: '2026-11-29T15:30:00.000Z' },
  },
  Alias: alias,
  AliasPage: { aliases: [listedAlias], deleted: [], cursor: null, asOf },
  SetAliasRequest: { voiceId: voice.voiceId },
  RemakeRequest: { targetModel: 'cosyvoice-v3.5-flash' },
  DeletedAlias: { alias: alias.alias, version: 3 },
  Status: {
    switches: { creates: true, deletes: true },
    deadLetters: { waiting: 0, queues: [] },
    purge: { runningSince: null, last: run },
    reconcile: { runningSince: asOf, last: run },
    lists: [
      {
        ...list,
        used: 597,
        limit: 1_000,
        inFlight: 3,
        countedAt: asOf,
        reviews: { waiting: 2, hasMore: false, oldestSince: now.toISOString(), sweptAt: asOf },
        budget: { creates: idle, others: idle },
      },
    ],
  },
  Switches: { creates: true, deletes: false },
  SetSwitchRequest: { on: false },
  Key: { owner: 'my-team', keyId: 'key-7c1e0f9a42d3', scopes: ['read', 'write'] },
  Health: { status: 'ok', version: '0.1.0' },
  Problem: problem('invalid_request', '5b1f0c2e-6d1c-4f0c-9d63-0d1a7c0f8a11', { errors: [issue] }),
  ValidationIssue: issue,
};
