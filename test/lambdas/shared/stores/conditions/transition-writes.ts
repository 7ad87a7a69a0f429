import type { guards } from '../../../../../lambdas/shared/voice/transition-guards.ts';
import {
  type Transition,
  type TransitionName,
  transitions,
} from '../../../../../lambdas/shared/voice/transitions.ts';
import { eventsOfTransition } from '../../../../../lambdas/shared/voice/voice-event.ts';
import { item, readAs, run, sequence, write } from './stored-record.ts';
import { earlier, type Item, later, now, type WriteCase } from './write-case.ts';

interface GuardItems {
  /** Attributes with which the guard holds. */
  readonly holds: Item;
  readonly alsoHolds?: Readonly<Record<string, Item>>;
  readonly refuses: Readonly<Record<string, Item>>;
}

const purged = {
  'a record that is being purged': { purgeClaim: { id: 'purge', until: later.toISOString() } },
};
const held = { 'a record that an alias holds': { holds: new Set(['alias']) } };
const kept = { 'a record that an audition keeps': { keptBy: { auditionId: 'audition', version: 1 } } };
const requested = { deleteRequested: { at: earlier.toISOString() } };

/** The items on which each guard holds and does not. */
const guardItems = (to: string): Readonly<Record<keyof typeof guards, GuardItems>> => ({
  deletionNotRequested: { holds: {}, refuses: { 'a record to be deleted': requested } },
  deletionRequested: {
    holds: requested,
    refuses: { 'a record not to be deleted': { deleteRequested: undefined } },
  },
  mayBeDeleted: { holds: {}, refuses: { ...purged, ...held } },
  retirementDue: {
    holds: { retireAt: earlier.toISOString() },
    refuses: {
      ...purged,
      ...held,
      ...kept,
      'a record that retires later': { retireAt: later.toISOString() },
    },
  },
  notHeld: { holds: {}, refuses: { ...purged, ...held, ...kept } },
  deletionStillRequested: {
    holds: requested,
    refuses: { ...purged, ...held, ...kept, 'a record not to be deleted': { deleteRequested: undefined } },
  },
  stillMissing: {
    holds: { missingSince: earlier.toISOString() },
    alsoHolds: {
      'a record whose purge is over': { purgeClaim: { id: 'purge', until: earlier.toISOString() } },
    },
    refuses: { ...purged, 'a record that is not missing': { missingSince: undefined } },
  },
  wasBeforeExpiry: {
    holds: { statusBeforeExpiry: to },
    refuses: { ...purged, 'a record of another status before': { statusBeforeExpiry: 'UNKNOWN' } },
  },
  wasBeforeDelete: {
    holds: { statusBeforeDelete: to },
    refuses: { ...purged, 'a record of another status before': { statusBeforeDelete: 'UNKNOWN' } },
  },
  purgeClaimHeld: {
    holds: { purgeClaim: { id: 'purge', until: later.toISOString() } },
    refuses: {
      'a record that another purge has claimed': { purgeClaim: { id: 'other', until: later.toISOString() } },
    },
  },
});

function casesOf(name: TransitionName): WriteCase[] {
  const transition: Transition = transitions[name];
  const { from, to, hasProviderVoice, guard, startsRun, events } = transition;
  const { holds = {}, alsoHolds = {}, refuses = {} } = guard ? guardItems(to)[guard] : {};
  const provider = hasProviderVoice === false ? { providerVoiceId: undefined } : {};
  const [first] = from;
  if (first === undefined) return [];
  const base = item({ status: first, pendingEvents: {}, ...provider, ...holds });
  const changed = (changes: Readonly<Record<string, Item>>) =>
    Object.fromEntries(Object.entries(changes).map(([text, parts]) => [text, { ...base, ...parts }]));
  const after = {
    ...base,
    status: to,
    run: run + (startsRun ? 1 : 0),
    sequence: sequence + events.length,
    updatedAt: now.toISOString(),
  };
  const repeated = (parts: Item) => ({ ...after, ...parts });
  const record = readAs(first);
  const purge = { claimId: 'purge', expiresAt: later };
  const change = {
    now,
    purgeAt: later,
    statusBeforeDelete: first,
    reason: { code: 'execution_failed' } as const,
    purge,
  };
  return [
    write(
      `voices.transition ${name}`,
      {
        ...Object.fromEntries(from.map((status) => [`a record that is ${status}`, { ...base, status }])),
        ...changed(alsoHolds),
        'a record on which it was made': after,
      },
      {
        ...changed({
          ...refuses,
          'a later run': { run: run + 1 },
          'another status': { status: 'UNKNOWN' },
          'a later event': { sequence: sequence + 1 },
        }),
        ...(hasProviderVoice === true &&
          changed({ 'a record without a voice': { providerVoiceId: undefined } })),
        ...(hasProviderVoice === false && changed({ 'a record with a voice': { providerVoiceId: 'voice' } })),
        'the transition of a later run': repeated({ run: after.run + 1 }),
        'the transition to another status': repeated({ status: 'UNKNOWN' }),
        'the transition and a later event': repeated({ sequence: after.sequence + 1 }),
        'the transition at another time': repeated({ updatedAt: later.toISOString() }),
      },
      ({ voices }) =>
        voices.transition(record, name, { ...change, events: eventsOfTransition(record, name, change) }),
    ),
  ];
}

function isTransition(name: string): name is TransitionName {
  return name in transitions;
}

/** Every transition, as functions make it. */
export const transitionWrites: readonly WriteCase[] = Object.keys(transitions)
  .filter(isTransition)
  .flatMap(casesOf);
