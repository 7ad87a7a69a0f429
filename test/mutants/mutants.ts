/** One line of what keeps voices safe, taken out. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** A text that is in the file once, and what stands in its place. */
  readonly from: string;
  readonly to: string;
  /** What has to notice: the simulation, or the test files that a text names as Jest takes it. */
  readonly caughtBy: 'simulation' | `test/${string}`;
}

const create = 'lambdas/create-voice';
const records = 'lambdas/shared/records';
const voice = 'lambdas/shared/voice';
const reconcile = 'lambdas/reconcile-list';

/** As many safety lines as were found, each without its effect. */
export const mutants: readonly Mutant[] = [
  {
    name: 'an attempt that is in flight can be claimed',
    file: `${records}/dynamo-voice-store.ts`,
    from: "AND #run = :run AND attempts.#attempt.#state = :reserved '",
    to: "AND #run = :run AND attempts.#attempt.#state IN (:reserved, :inFlight) '",
    caughtBy: 'simulation',
  },
  {
    name: 'whoever loses the claim sends all the same',
    file: `${create}/create-voice.ts`,
    from: 'return standing?.attempts[String(claim.attempt)]?.claimId === claim.claimId;',
    to: 'return standing !== null;',
    caughtBy: 'simulation',
  },
  {
    name: 'the claim is for any run',
    file: `${records}/dynamo-voice-store.ts`,
    from: "'#status IN (:requested, :creating) AND #run = :run AND",
    to: "'#status IN (:requested, :creating) AND (#run = :run OR #run <> :run) AND",
    caughtBy: 'test/lambdas/shared/records/dynamo-voice-store.test.ts',
  },
  {
    name: 'the claim asks nothing of a deletion',
    file: `${records}/dynamo-voice-store.ts`,
    from: "'AND attribute_not_exists(providerVoiceId) AND attribute_not_exists(deleteRequested)',",
    to: "'AND attribute_not_exists(providerVoiceId)',",
    caughtBy: 'test/lambdas/shared/records/dynamo-voice-store.test.ts',
  },
  {
    name: 'an unknown outcome is taken for none, and sent again under its name',
    file: `${create}/send-claimed.ts`,
    from: "await voices.recordUnknown(claim, error.requestId, now(), warnings);\n  return { kind: 'unknown' };",
    to: "await voices.release(claim, now());\n  return { kind: 'again', waitSeconds: 5 };",
    caughtBy: 'simulation',
  },
  {
    name: 'the fence: a paused process sends whenever it wakes',
    file: `${create}/send-claimed.ts`,
    from: 'const sendWindowMs = 10_000;',
    to: 'const sendWindowMs = 10_000_000;',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'the horizon is a minute',
    file: `${voice}/look-up.ts`,
    from: 'if (elapsed < horizonSeconds) {',
    to: 'if (elapsed < 60) {',
    caughtBy: 'simulation',
  },
  {
    name: "the horizon forgets the provider's own limit",
    file: `${voice}/look-up.ts`,
    from: 'if (elapsed < horizonSeconds) {',
    to: 'if (elapsed < horizonSeconds - 540) {',
    caughtBy: 'simulation',
  },
  {
    name: 'absence is believed without a control',
    file: `${voice}/look-up.ts`,
    from: "if (!look.control) return { kind: 'unsettled' };",
    to: '',
    caughtBy: 'simulation',
  },
  {
    name: 'absence is believed after one scan',
    file: `${voice}/look-up.ts`,
    from: 'export const scansNeeded = 3;',
    to: 'export const scansNeeded = 1;',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'absence is believed of a scan that was not clean',
    file: `${voice}/look-up.ts`,
    from: 'if (!look?.clean) {',
    to: 'if (!look) {',
    caughtBy: 'test/lambdas/shared/voice/look-up.test.ts',
  },
  {
    name: 'a scan takes no notice of who deletes meanwhile',
    file: `${records}/scan-store.ts`,
    from: 'return before.epoch === after.epoch && (before.lease === null || before.lease.until <= begunAt);',
    to: 'return before.epoch <= after.epoch || begunAt < begunAt;',
    caughtBy: 'test/lambdas/shared/records/dynamo-scan-store.test.ts',
  },
  {
    name: 'a walk that did not come to the empty page is a clean scan',
    file: `${create}/look-up.ts`,
    from: "end?.reason === 'empty_page' && end.unreadable === 0 && !unnamed",
    to: '!unnamed',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'absence is believed of a list with an id that hides its name',
    file: `${create}/look-up.ts`,
    from: ' && !unnamed',
    to: '',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'an id of any form is taken for a documented one',
    file: 'lambdas/shared/dashscope/create-voice.ts',
    from: 'isIdDocumented: parts?.name === nameIn(request),',
    to: 'isIdDocumented: parts?.name !== "",',
    caughtBy: 'test/lambdas/shared/dashscope/create-voice.test.ts',
  },
  {
    name: 'the audio is stored before the id is recorded',
    file: `${create}/send-claimed.ts`,
    from: 'const { providerVoiceId } = made;\n',
    to: 'const { providerVoiceId } = made;\n  await storePreview(made.preview, record, claim, dependencies);\n',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'one attempt more than is allowed',
    file: `${create}/create-voice.ts`,
    from: 'if (latest.number >= dependencies.settings.maxCreateAttempts)',
    to: 'if (latest.number > dependencies.settings.maxCreateAttempts)',
    caughtBy: 'simulation',
  },
  {
    name: 'the id of a voice is written by whoever has it, claim or not',
    file: `${records}/dynamo-voice-store.ts`,
    from: "'attempts.#attempt.claimId = :claimId AND (attribute_not_exists(providerVoiceId) OR providerVoiceId = :id)',",
    to: "'attempts.#attempt.claimId <> :id AND :claimId <> :id',",
    caughtBy: 'test/lambdas/shared/records/dynamo-voice-store.test.ts',
  },
  {
    name: 'a transition is made by any run',
    file: 'lambdas/shared/transitions.ts',
    from: "'#run = :run',",
    to: "'(#run = :run OR #run <> :run)',",
    caughtBy: 'test/lambdas/shared/records/transitions.test.ts',
  },
  {
    name: 'a transition is made again by another',
    file: 'lambdas/shared/transitions.ts',
    from: ' AND #sequence = :newSequence AND updatedAt = :updatedAt)`',
    to: ' AND #sequence = :newSequence)`',
    caughtBy: 'simulation',
  },
  {
    name: 'a transition does not show that its events are pending',
    file: 'lambdas/shared/transitions.ts',
    from: "'announcing = :to',",
    to: '',
    caughtBy: 'simulation',
  },
  {
    name: 'a voice whose deletion was asked for is created all the same',
    file: 'lambdas/shared/transitions.ts',
    from: "deletionUnasked: 'attribute_not_exists(deleteRequested)',",
    to: "deletionUnasked: 'attribute_exists(voiceId)',",
    caughtBy: 'test/lambdas/shared/records/transitions.test.ts',
  },
  {
    name: 'a voice that is being purged can be restored',
    file: 'lambdas/shared/transitions.ts',
    from: "wasBeforeDelete: 'statusBeforeDelete = :to AND attribute_not_exists(purgeClaim)',",
    to: "wasBeforeDelete: 'statusBeforeDelete = :to',",
    caughtBy: 'test/lambdas/shared/records/transitions.test.ts',
  },
  {
    name: 'an event is forgotten before it is sent',
    file: 'lambdas/shared/events/publish-pending.ts',
    from: 'await publisher.publish(pending);\n    await voices.clearEvent(record.voiceId, sequence);',
    to: 'await voices.clearEvent(record.voiceId, sequence);\n    await publisher.publish(pending);',
    caughtBy: 'simulation',
  },
  {
    name: 'what is announced is taken off the index though it has moved on',
    file: `${records}/dynamo-reconciliation-store.ts`,
    from: "condition: 'updatedAt = :updatedAt AND #sequence = :sequence',",
    to: "condition: 'updatedAt >= :updatedAt AND #sequence >= :sequence',",
    caughtBy: 'test/lambdas/shared/records/dynamo-reconciliation-store.test.ts',
  },
  {
    name: 'a request is recorded over an earlier one of its id',
    file: `${records}/dynamo-voice-store.ts`,
    from: "await this.#put({ ...record }, 'attribute_not_exists(voiceId)', {});",
    to: "await this.#put({ ...record }, 'attribute_exists(voiceId) OR attribute_not_exists(voiceId)', {});",
    caughtBy: 'simulation',
  },
  {
    name: 'a second voice that is answered after an adoption is forgotten',
    file: 'lambdas/create-voice/send-claimed.ts',
    from: 'await voices.noteExtraVoice(voiceId, String(attempt), providerVoiceId);',
    to: '',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a request key is pointed at a second voice',
    file: `${records}/dynamo-idempotency-store.ts`,
    from: "'attribute_not_exists(voiceId) OR expiresAtEpochSeconds <= :now',",
    to: "'attribute_not_exists(voiceId) OR expiresAtEpochSeconds > :now',",
    caughtBy: 'simulation',
  },
  {
    name: 'what an execution has left is settled for any run',
    file: 'lambdas/settle-execution/settle-execution.ts',
    from: 'if (!found || found.run !== execution.run) return;',
    to: 'if (!found) return;',
    caughtBy: 'test/lambdas/settle-execution/settle-execution.test.ts',
  },
  {
    name: 'a voice is deleted at the provider without a claim',
    file: 'lambdas/purge-voice/purge-voice.ts',
    from: 'await claims.claim(record, { id: claimId, until }, scope, now());',
    to: 'void until;',
    caughtBy: 'simulation',
  },
  {
    name: 'a purge does not say that it deletes',
    file: 'lambdas/purge-voice/purge-voice.ts',
    from: 'if (needed) await scans.takeDeleteLease(record, lease, now());',
    to: '',
    caughtBy: 'test/workflow/purge-voices.test.ts',
  },
  {
    name: 'voices expire without a control',
    file: `${reconcile}/reconcile-list.ts`,
    from: 'if (!tally.control) {',
    to: 'if (tally.control === undefined) {',
    caughtBy: 'simulation',
  },
  {
    name: 'voices expire the first time that they are missed',
    file: `${voice}/reconciliation.ts`,
    from: "if (!record.missingSince) return 'note';",
    to: "if (!record.missingSince) return 'expire';",
    caughtBy: 'test/lambdas/shared/voice/reconciliation.test.ts',
  },
  {
    name: 'a voice that nobody knows the outcome of is an orphan',
    file: `${voice}/reconciliation.ts`,
    from: "if (record.status === 'FAILED' && record.reason.code === 'create_outcome_unknown') return true;",
    to: "if (record.status === 'FAILED') return false;",
    caughtBy: 'simulation',
  },
  {
    name: 'an orphan is deleted the first time that it is seen',
    file: `${voice}/reconciliation.ts`,
    from: 'return now >= after(firstSeenAt, orphanSeconds);',
    to: 'return now >= after(firstSeenAt, orphanSeconds) || now >= firstSeenAt;',
    caughtBy: 'test/lambdas/shared/voice/reconciliation.test.ts',
  },
  {
    name: 'an attempt whose execution is at work is adopted',
    file: `${voice}/reconciliation.ts`,
    from: 'if (!found || running || isClaimAlive(found, rules, now))',
    to: 'if (!found)',
    caughtBy: 'test/lambdas/shared/voice/reconciliation.test.ts',
  },
  {
    name: 'a run deletes as many orphans as it likes',
    file: `${voice}/reconciliation.ts`,
    from: 'return Math.max(5, Math.floor(ours * 0.02));',
    to: 'return ours;',
    caughtBy: 'test/lambdas/shared/voice/reconciliation.test.ts',
  },
  {
    name: 'what is at work is restarted',
    file: 'lambdas/recover-voices/restart-stalled.ts',
    from: "if (state === 'running') return 'running';",
    to: '',
    caughtBy: 'test/lambdas/recover-voices/restart-stalled.test.ts',
  },
  {
    name: "CDK's retries on the create state are left on",
    file: 'lib/workflows/design-voice.ts',
    from: '// A second invocation for one lost answer would be a second create, were it not for the claim.\n      retryOnServiceExceptions: false,',
    to: '',
    caughtBy: 'test/lib/workflows/design-voice.test.ts',
  },
];
