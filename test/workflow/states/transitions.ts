import type { Status } from '../../../lambdas/shared/contract.ts';
import type { Json } from '../../../local/services/states/language/definition.ts';
import { voiceId } from './cases.ts';

/** A transition of the design state machine, from its state `<name>: change` on. */
export interface TransitionStates {
  readonly name: string;
  readonly from: readonly [Status, ...Status[]];
  readonly to: Status;
  readonly events: readonly [string, ...string[]];
  /** True if the record must have a provider voice, and false if it must have none. */
  readonly hasProviderVoice: boolean;
  /** True if deletion must have been requested, false if it must not, undefined if it may. */
  readonly isDeletionRequested?: boolean;
  /** True if the execution continues with the review. */
  readonly parks?: true;
}

export const transitionsOfDesign: readonly TransitionStates[] = [
  {
    name: 'Created',
    from: ['CREATING'],
    to: 'DEPLOYING',
    events: ['Voice Created'],
    hasProviderVoice: true,
    isDeletionRequested: false,
    parks: true,
  },
  {
    name: 'Created and ready',
    from: ['CREATING'],
    to: 'OK',
    events: ['Voice Created', 'Voice Ready'],
    hasProviderVoice: true,
    isDeletionRequested: false,
  },
  {
    name: 'Created and deleted',
    from: ['CREATING'],
    to: 'DELETED',
    events: ['Voice Created', 'Voice Deleted'],
    hasProviderVoice: true,
    isDeletionRequested: true,
  },
  {
    name: 'Deleted before creation',
    from: ['CREATING'],
    to: 'DELETED',
    events: ['Voice Deleted'],
    hasProviderVoice: false,
    isDeletionRequested: true,
  },
  {
    name: 'Failed',
    from: ['REQUESTED', 'CREATING'],
    to: 'FAILED',
    events: ['Voice Failed'],
    hasProviderVoice: false,
  },
  { name: 'Approved', from: ['DEPLOYING'], to: 'OK', events: ['Voice Ready'], hasProviderVoice: true },
  {
    name: 'Rejected',
    from: ['DEPLOYING'],
    to: 'UNDEPLOYED',
    events: ['Voice Rejected'],
    hasProviderVoice: true,
  },
  {
    name: 'Review timed out',
    from: ['DEPLOYING'],
    to: 'TIMED_OUT',
    events: ['Voice Review Timed Out'],
    hasProviderVoice: true,
  },
];

export const run = 1;
export const sequence = 3;
export const providerVoiceId = 'cosyvoice-v3.5-plus-vdaaaaaaaa-0123';

export const review = {
  verdict: 'DEPLOYING',
  parks: true,
  polls: 2,
  waitSeconds: 40,
  purgeAt: '2026-04-01T00:00:00.000Z',
  parkSeconds: 600,
  parkExpiresAt: 1_900_000_000,
  woken: { evidence: '', wakes: 0 },
};

/** Returns the input of a state of the design state machine. */
export function inputOf(status: Status): { readonly [name: string]: Json } {
  return {
    voiceId,
    run,
    interruptions: 0,
    languages: ['zh'],
    review,
    deletion: { purgeAt: '2026-04-01T00:00:00.000Z', statusBeforeDelete: 'OK' },
    reason: { code: 'provider_refused', message: 'refused' },
    voice: {
      voiceId,
      status,
      sequence,
      family: 'cosyvoice',
      scope: 'mainland',
      providerVoiceId,
      targetModel: 'cosyvoice-v3.5-plus',
      updatedAt: '2026-03-01T11:00:00.000Z',
      reviewStartedAt: '2026-03-01T11:59:00.000Z',
    },
  };
}

/** Returns the stored record of the input, in DynamoDB's JSON. */
export function itemOf(
  status: Status,
  {
    hasProviderVoice,
    isDeletionRequested,
  }: Pick<TransitionStates, 'hasProviderVoice' | 'isDeletionRequested'>,
): Record<string, object> {
  return {
    voiceId: { S: voiceId },
    status: { S: status },
    run: { N: String(run) },
    sequence: { N: String(sequence) },
    updatedAt: { S: '2026-03-01T11:00:00.000Z' },
    pendingEvents: { M: {} },
    ...(hasProviderVoice && { providerVoiceId: { S: providerVoiceId } }),
    ...(isDeletionRequested && { deleteRequested: { BOOL: true } }),
  };
}

/** Changes that another writer can make to the record before a transition, which must then not be made. */
export function conflicts({
  hasProviderVoice,
  isDeletionRequested,
  to,
}: TransitionStates): Readonly<Record<string, Readonly<Record<string, object | undefined>>>> {
  const other = isDeletionRequested ? undefined : { BOOL: true };
  return {
    'a record of a later run': { run: { N: String(run + 1) } },
    'a record of another status': { status: { S: to === 'TIMED_OUT' ? 'EXPIRED' : 'TIMED_OUT' } },
    'a record with a later event': { sequence: { N: String(sequence + 1) } },
    'a record with a changed provider voice': {
      providerVoiceId: hasProviderVoice ? undefined : { S: providerVoiceId },
    },
    ...(isDeletionRequested !== undefined && {
      'a record with a changed request of deletion': { deleteRequested: other },
    }),
  };
}
