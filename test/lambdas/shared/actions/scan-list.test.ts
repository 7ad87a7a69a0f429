import { expect, it } from '@jest/globals';
import { scanList } from '../../../../lambdas/shared/actions/scan-list.ts';
import type { ProviderVoice, WalkEnd } from '../../../../lambdas/shared/dashscope/index.ts';
import type { ScanState } from '../../../../lambdas/shared/stores/scans.ts';
import { accountWithKey, listedVoice } from '../../../support/provider-account.ts';
import { instant } from '../../../support/voices.ts';

const list = { family: 'qwen', scope: 'mainland' } as const;
const untouched: ScanState = {
  epoch: 3,
  lease: null,
  lastCleanAt: null,
  keyId: null,
  doubtedSince: null,
};
const voices: readonly ProviderVoice[] = [listedVoice('voice-a'), listedVoice('voice-b')];
const whole: WalkEnd = {
  reason: 'empty_page',
  pagesRead: 2,
  voices: voices.length,
  unreadable: 0,
  totalCount: voices.length,
};

/** Scans a list of two voices. @param end overrides the end of the list. @param states of the scan item before and after */
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

it('reports a clean scan if it read every voice undisturbed', async () => {
  expect(await scan()).toMatchObject({ clean: true, keyId: 'key-a', voices });
  expect(await scan({ totalCount: null })).toMatchObject({ clean: true });
});

it('reports no clean scan if it read fewer voices than the provider counts', async () => {
  expect(await scan({ totalCount: 3 })).toMatchObject({ clean: false });
});

it('reports no clean scan without the empty last page, or with an unreadable entry', async () => {
  expect(await scan({ reason: 'repeated_page' })).toMatchObject({ clean: false });
  expect(await scan({ unreadable: 1 })).toMatchObject({ clean: false });
});

it('reports no clean scan while another process may delete voices', async () => {
  const lease = { id: 'lease-a', until: new Date(instant.getTime() + 1_000) };
  expect(await scan({}, [{}, { epoch: 4, lease }])).toMatchObject({ clean: false });
  expect(await scan({}, [{ lease }, { lease }])).toMatchObject({ clean: false });
  expect(await scan({}, [{ lease }, { lease }], 'lease-a')).toMatchObject({ clean: true });
  const overdue = { ...lease, until: instant };
  expect(await scan({}, [{ lease: overdue }, {}])).toMatchObject({ clean: true });
});
