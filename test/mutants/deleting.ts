import type { Mutant } from './mutant.ts';

const reconcile = 'lambdas/reconcile-list';

/** Mutants of the deletes at the provider. */
export const deleting: readonly Mutant[] = [
  {
    name: 'a voice is deleted at the provider without a claim',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'await claim();',
    to: 'void claim;',
    caughtBy: 'simulation',
  },
  {
    name: 'a voice is purged while its preview may still be stored',
    file: 'lambdas/purge-voice/purge-voice.ts',
    from: 'if (mayYetBeStored(record, settings.createClaimSeconds, now()))',
    to: 'if (mayYetBeStored(record, 0, now()) && false)',
    caughtBy: 'test/workflow/purge-voices.test.ts',
  },
  {
    name: 'a purge takes no delete lease',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'await scans.takeDeleteLease(record, lease, now());',
    to: '',
    caughtBy: 'test/lambdas/purge-voice/delete-at-provider.test.ts',
  },
  {
    name: 'the lease is released after a delete with an unknown outcome',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'if (!isUnanswered) await scans.releaseDeleteLease(record, lease);',
    to: 'await scans.releaseDeleteLease(record, lease);',
    caughtBy: 'test/lambdas/purge-voice/delete-at-provider.test.ts',
  },
  {
    name: 'the lease is released after the delete of an orphan with an unknown outcome',
    file: `${reconcile}/remove-orphans.ts`,
    from: 'if (!isOpen) await scans.releaseDeleteLease(list, lease);',
    to: 'await scans.releaseDeleteLease(list, lease);',
    caughtBy: 'test/lambdas/reconcile-list/reconcile-list.test.ts',
  },
  {
    name: 'the switch is not read during a purge',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'if (!(await switches.read()).deletes) return false;',
    to: 'void switches;',
    caughtBy: 'test/lambdas/purge-voice/delete-at-provider.test.ts',
  },
  {
    name: 'a voice is deleted with a key of any account',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'if (!targets.every(({ keyId }) => isOfKeyInForce(inForce, keyId))) {',
    to: 'if (targets.length === 0 && isOfKeyInForce(inForce, null)) {',
    caughtBy: 'simulation',
  },
  {
    name: 'a voice that the provider does not find counts as absent without proof by the list',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: 'const isGone = !answer.alreadyGone || (await isProvedGone(target, held, dependencies));',
    to: 'const isGone = answer !== undefined || (await isProvedGone(target, held, dependencies));',
    caughtBy: 'simulation',
  },
  {
    name: 'the purge of an expired voice deletes it at the provider',
    file: 'lambdas/purge-voice/delete-at-provider.ts',
    from: "if (record.status === 'EXPIRED') return [];",
    to: '',
    caughtBy: 'test/lambdas/purge-voice/delete-at-provider.test.ts',
  },
];
