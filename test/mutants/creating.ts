import type { Mutant } from './mutant.ts';

const create = 'lambdas/create-voice';

/** Mutants of the create: the claim, the single send, and the storage of the response. */
export const creating: readonly Mutant[] = [
  {
    name: 'a process that loses the claim sends nevertheless',
    file: `${create}/claim-and-send.ts`,
    from: 'return current?.attempts[String(claim.attempt)]?.claimId === claim.claimId;',
    to: 'return current !== null;',
    caughtBy: 'simulation',
  },
  {
    name: 'a create with an unknown outcome is sent again under its name',
    file: `${create}/send-claimed.ts`,
    from: "await attemptStore.recordUnknown(claim, error.requestId, now(), warnings);\n  return { kind: 'unknown' };",
    to: "await attemptStore.release(claim, now());\n  return { kind: 'again', waitSeconds: 5 };",
    caughtBy: 'simulation',
  },
  {
    name: 'a paused process sends after its claim has expired',
    file: `${create}/send-claimed.ts`,
    from: 'const sendWindowMs = 10_000;',
    to: 'const sendWindowMs = 10_000_000;',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'an id of any form is accepted',
    file: 'lambdas/shared/dashscope/create-voice.ts',
    from: 'isIdDocumented: parts?.name === requestedNameOf(request),',
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
    name: 'one attempt more than allowed is made',
    file: `${create}/next-step.ts`,
    from: 'if (number >= maxCreateAttempts)',
    to: 'if (number > maxCreateAttempts)',
    caughtBy: 'simulation',
  },
  {
    name: 'a second voice that is returned after an adoption is not recorded',
    file: 'lambdas/create-voice/send-claimed.ts',
    from: 'await ignoreLostRace(attemptStore.recordExtraVoice(voiceId, String(attempt), providerVoiceId));',
    to: '',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a preview is recorded as lost without a check of the bucket',
    file: 'lambdas/shared/actions/settle-pending-preview.ts',
    from: 'const found = await findStoredPreview(record, attempt, dependencies);',
    to: 'const previews = { ...dependencies.previews, find: async () => null };\n  const found = await findStoredPreview(record, attempt, { ...dependencies, previews });',
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a preview is recorded as lost although the bucket did not respond',
    file: `${create}/store-preview.ts`,
    from: 'dependencies).catch(() => null);',
    to: "dependencies).catch(() => ({ preview: { missing: 'lost' }, key: null, waveform: null }));",
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a stored preview that no record names is not searched',
    file: 'lambdas/reconcile-list/reconcile-list.ts',
    from: 'await settlePreviews(run);',
    to: 'void settlePreviews;',
    caughtBy: 'test/lambdas/reconcile-list/reconcile-list.test.ts',
  },
  {
    name: 'a rejected key keeps its claim after a rotation',
    file: `${create}/send-claimed.ts`,
    from: "return releaseForRetry({ ...sent, code: 'provider_unauthorized' }, record, claim, dependencies);",
    to: "return { kind: 'again', waitSeconds: 5 };",
    caughtBy: 'test/lambdas/create-voice/create-voice.test.ts',
  },
  {
    name: 'a warm function caches the provider secret without a limit',
    file: 'lambdas/shared/provider/accounts.ts',
    from: 'const maxAgeMs = 60_000;',
    to: 'const maxAgeMs = Number.POSITIVE_INFINITY;',
    caughtBy: 'test/lambdas/secret-changes.test.ts',
  },
  {
    name: 'an unusable secret is cached for a minute',
    file: 'lambdas/shared/provider/accounts.ts',
    from: 'const failureAgeMs = 1_000;',
    to: 'const failureAgeMs = 60_000;',
    caughtBy: 'test/lambdas/shared/provider/accounts.test.ts',
  },
  {
    name: "CDK's retries of states that invoke a function are enabled",
    file: 'lib/workflows/invoke-function.ts',
    from: '{ ...props, retryOnServiceExceptions: false }',
    to: 'props',
    caughtBy: 'test/lib/workflows/design-voice.test.ts',
  },
];
