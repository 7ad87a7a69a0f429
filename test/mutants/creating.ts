import type { Mutant } from './mutant.ts';

const create = 'lambdas/create-voice';
const records = 'lambdas/shared/records';

/** Safety lines of the create: the claim, the single send, and what is stored of the answer. */
export const creating: readonly Mutant[] = [
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
    name: 'a second voice that is answered after an adoption is forgotten',
    file: 'lambdas/create-voice/send-claimed.ts',
    from: 'await voices.noteExtraVoice(voiceId, String(attempt), providerVoiceId);',
    to: '',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a preview is lost without a look into the bucket',
    file: 'lambdas/shared/previews/settle-pending-preview.ts',
    from: 'const found = await findStoredPreview(record, madeAttempt(record), previews);',
    to: 'const found = await findStoredPreview(record, madeAttempt(record), { find: async () => null });',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a refused key keeps its claim after a rotation',
    file: `${create}/send-claimed.ts`,
    from: "return giveBack({ ...sent, code: 'provider_unauthorized' }, record, claim, dependencies);",
    to: "return { kind: 'again', waitSeconds: 5 };",
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a warm function keeps the provider secret for ever',
    file: 'lambdas/shared/runtime/provider-accounts.ts',
    from: 'const maxAgeMs = 60_000;',
    to: 'const maxAgeMs = Number.POSITIVE_INFINITY;',
    caughtBy: 'test/lambdas/secret-changes.test.ts',
  },
  {
    name: 'a secret that cannot be used is believed for a minute',
    file: 'lambdas/shared/runtime/provider-accounts.ts',
    from: 'const failureAgeMs = 1_000;',
    to: 'const failureAgeMs = 60_000;',
    caughtBy: 'test/lambdas/shared/runtime/provider-accounts.test.ts',
  },
  {
    name: "CDK's retries on the create state are left on",
    file: 'lib/workflows/function-tasks.ts',
    from: "outputPath: '$.Payload',\n    retryOnServiceExceptions: false,",
    to: "outputPath: '$.Payload',",
    caughtBy: 'test/lib/workflows/design-voice.test.ts',
  },
];
