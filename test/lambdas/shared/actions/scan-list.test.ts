import { expect, it } from '@jest/globals';
import { scanList } from '../../../../lambdas/shared/actions/scan-list.ts';
import type { ProviderVoice, WalkEnd } from '../../../../lambdas/shared/dashscope/index.ts';
import type { ScanState } from '../../../../lambdas/shared/stores/scans.ts';
import { accountWithKey, listedVoice } from '../../../support/provider-account.ts';
import { instant } from '../../../support/voices.ts';

const list = { family: 'qwen', scope: 'mainland' } as const;
const untouched: ScanState = {
  ...{ epoch: 3, lease: null, used: null, limit: null, countedAt: null, lastCleanAt: null },
  ...{ keyId: null, doubtedSince: null },
};
const voices: readonly ProviderVoice[] = [listedVoice('voice-a'), listedVoice('voice-b')];
const whole: WalkEnd = {
  reason: 'empty_page',
  pagesRead: 2,
  voices: voices.length,
  unreadable: 0,
  totalCount: voices.length,
};

/** Scans a list of two voices whose walk ends so, and whose item reads so before and after it. */
async function scan(
  end: Partial<WalkEnd> = {},
  [before, after]: readonly [Partial<ScanState>, Partial<ScanState>] = [{}, {}],
  ownLease: string | null = null,
) {
  const states = [
    { ...untouched, ...before },
    { ...untouched, ...after },
  ];
  const clientOf = () => ({
    async *walkVoices({ onEnd }: { readonly onEnd?: ((end: WalkEnd) => void) | undefined }) {
      yield* voices;
      onEnd?.({ ...whole, ...end });
    },
  });
  const scans = { read: async () => states.shift() ?? untouched };
  return scanList(list, accountWithKey('key-a'), { clientOf, scans, now: () => instant }, ownLease);
}

it('a scan that met every voice and was not disturbed is clean', async () => {
  expect(await scan()).toMatchObject({ clean: true, keyId: 'key-a', voices });
  expect(await scan({ totalCount: null })).toMatchObject({ clean: true });
});

it('a scan that met fewer voices than the provider counts is not clean', async () => {
  expect(await scan({ totalCount: 3 })).toMatchObject({ clean: false });
});

it('a scan that did not come to the empty page, or met an unreadable entry, is not clean', async () => {
  expect(await scan({ reason: 'repeated_page' })).toMatchObject({ clean: false });
  expect(await scan({ unreadable: 1 })).toMatchObject({ clean: false });
});

it('a scan during which voices could be deleted is not clean, unless the lease is its own', async () => {
  const lease = { id: 'lease-a', until: new Date(instant.getTime() + 1_000) };
  expect(await scan({}, [{}, { epoch: 4, lease }])).toMatchObject({ clean: false });
  expect(await scan({}, [{ lease }, { lease }])).toMatchObject({ clean: false });
  expect(await scan({}, [{ lease }, { lease }], 'lease-a')).toMatchObject({ clean: true });
  const overdue = { ...lease, until: instant };
  expect(await scan({}, [{ lease: overdue }, {}])).toMatchObject({ clean: true });
});
