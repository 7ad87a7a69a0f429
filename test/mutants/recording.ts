import type { Mutant } from './mutant.ts';

const stores = 'lambdas/shared/stores';

/** Mutants of records, their transitions and their events. */
export const recording: readonly Mutant[] = [
  {
    name: 'a transition does not show that its events are pending',
    file: 'lambdas/shared/voice/transition-expressions.ts',
    from: "'announcing = :to',",
    to: '',
    caughtBy: 'simulation',
  },
  {
    name: 'a pending event is cleared before it is sent',
    file: 'lambdas/shared/actions/publish-pending.ts',
    from: 'await publisher.publish(pending);\n    await voices.clearEvent(record.voiceId, sequence);',
    to: 'await voices.clearEvent(record.voiceId, sequence);\n    await publisher.publish(pending);',
    caughtBy: 'simulation',
  },
  {
    name: 'a request key is assigned to a second voice',
    file: `${stores}/idempotency-keys.ts`,
    from: "'attribute_not_exists(voiceId) OR expiresAtEpochSeconds <= :now',",
    to: "'attribute_not_exists(voiceId) OR expiresAtEpochSeconds > :now',",
    caughtBy: 'simulation',
  },
  {
    name: 'the settlement of an execution ignores the run',
    file: 'lambdas/settle-execution/settle-execution.ts',
    from: 'if (!found || found.run !== execution.run) return;',
    to: 'if (!found) return;',
    caughtBy: 'test/lambdas/settle-execution/settle-execution.test.ts',
  },
  {
    name: 'a running execution is restarted',
    file: 'lambdas/recover-voices/restart-stalled.ts',
    from: "if (state === 'running') return 'running';",
    to: '',
    caughtBy: 'test/lambdas/recover-voices/restart-stalled.test.ts',
  },
  {
    name: 'the record is not read before a review is polled',
    file: 'lambdas/query-voice/query-voice.ts',
    from: "if (record?.status !== 'DEPLOYING' || record.run !== (input.run ?? record.run)) {",
    to: 'if (!record) {',
    caughtBy: 'test/lambdas/query-voice/query-voice.test.ts',
  },
];
