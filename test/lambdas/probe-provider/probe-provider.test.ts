import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ProbeProviderDependencies,
  probeProvider,
} from '../../../lambdas/probe-provider/probe-provider.ts';
import type { ProbeReport } from '../../../lambdas/probe-provider/report.ts';
import { nameAlphabet } from '../../../lambdas/shared/contract.ts';
import { DynamoScanStore } from '../../../lambdas/shared/stores/scans.ts';
import type { RuleInput } from '../../../simulator/faults/rules.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { SimulatedProvider } from '../../support/simulated-provider.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const order = ['provider', 'create', 'name', 'list', 'query', 'delete', 'gone'];

let provider: SimulatedProvider;
let stored: StoredVoices;
let switches: MemorySwitches;
/** Advances while the probe waits, here and at the provider. */
let time: Date;
/** Two characters for each probe's token. Tests share a table, and a token stays reserved there. */
const tokens = (function* () {
  for (const first of 'cdfg') for (const second of nameAlphabet) yield first + second;
  throw new Error('No token is left.');
})();
beforeAll(async () => {
  provider = await SimulatedProvider.start();
  stored = await StoredVoices.start();
});
beforeEach(async () => {
  await provider.reset();
  switches = new MemorySwitches();
  time = new Date(instant);
});
afterAll(async () => {
  await provider.stop();
  await stored.stop();
});

const pass = (seconds: number) => {
  time = new Date(time.getTime() + seconds * 1_000);
};
const scans = () => new DynamoScanStore(stored.client, stored.tableName);

function probe(
  parts: Partial<ProbeProviderDependencies> = {},
  scope: 'mainland' | 'international' = 'mainland',
) {
  return probeProvider(
    { scope, targetModel: 'cosyvoice-v3.5-flash' },
    {
      ...stored.dependencies(),
      ...provider.dependencies(),
      providerVoices: stored.providerVoices,
      scans: scans(),
      switches,
      nameSpace: 'vd',
      probeSeconds: 280,
      leaseSeconds: 90,
      newLeaseId: () => 'lease',
      newToken: () => `probe${tokens.next().value}2`,
      now: () => time,
      sleep: async (milliseconds) => {
        pass(milliseconds / 1_000);
        await provider.control.advance(milliseconds / 1_000);
      },
      ...parts,
    },
  );
}

const rule = (
  action: 'create' | 'list' | 'query' | 'delete',
  effect: RuleInput['effects'][number],
  times?: number,
) => provider.control.addRule({ match: { action }, effects: [effect], times });
const error = (status: number, code: string) => ({ kind: 'error', status, code }) as const;
const holdsOf = ({ steps }: ProbeReport) => Object.fromEntries(steps.map(({ step, holds }) => [step, holds]));
const foundOf = ({ steps }: ProbeReport, wanted: string) => steps.find(({ step }) => step === wanted)?.found;
const notReached = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
const counts = async () => {
  const { billed, live } = await provider.control.snapshot();
  return { made: billed.length, live: live.length };
};

describe('a probe of the provider', () => {
  it('confirms every assumption and leaves no voice behind', async () => {
    await provider.control.seedVoices({ ...list, count: 3 });
    const report = await probe();
    expect(report.steps.map(({ step, holds }) => [step, holds])).toEqual(order.map((step) => [step, true]));
    expect(report).toMatchObject({ holds: true, scope: 'mainland', removed: [] });
    expect(report.providerVoiceId).toContain(`-vd-${report.name}-`);
    expect(foundOf(report, 'provider')).toBe('its list has 3 voices of the family cosyvoice');
    expect(await counts()).toEqual({ made: 1, live: 3 });
    expect(await scans().read(list)).toMatchObject({ lease: null, epoch: expect.any(Number) });
  });

  it('takes a name that no other probe has reserved in the last week', async () => {
    const [taken, free] = ['probebc2', 'probebd2'];
    await stored.providerVoices.reserveToken(taken, 'PROBE 2026-01-01T00:00:00.000Z');
    const given = [taken, taken, free].values();
    expect(await probe({ newToken: () => given.next().value ?? '' })).toMatchObject({
      holds: true,
      name: `vd${free}`,
    });
  });

  it('waits for a voice that is listed late, and reports the delay', async () => {
    await rule('create', { kind: 'voice', hiddenSeconds: 100 });
    const report = await probe();
    expect(report.holds).toBe(true);
    expect(foundOf(report, 'list')).toMatch(/^listed after 1\d\d\.\d s$/);
  });

  it('ends its wait in time, and the next probe removes a voice that is listed later', async () => {
    await rule('create', { kind: 'voice', hiddenSeconds: 400 }, 1);
    const report = await probe();
    expect(foundOf(report, 'list')).toMatch(/^not listed in 20\d\.\d s$/);
    expect(holdsOf(report)).toMatchObject({
      create: true,
      name: true,
      list: false,
      query: false,
      delete: false,
    });
    expect(time.getTime()).toBeLessThanOrEqual(instant.getTime() + 280_000);
    pass(360);
    await provider.control.advance(400);
    expect(await probe()).toMatchObject({ holds: true, removed: [report.providerVoiceId] });
    expect(await counts()).toEqual({ made: 2, live: 0 });
  });

  it.each<[string, string]>([
    ['cosyvoice-v3.5-flash-vd-vdPROBE-0123456789abcdef0123456789abcdef', 'came back as vdPROBE'],
    ['voice_0123', 'is an id of an unknown form'],
  ])('reports an id without the name: %s', async (id, found) => {
    await rule('create', { kind: 'patch', patch: { output: { voice_id: id } } });
    const report = await probe();
    expect(holdsOf(report)).toMatchObject({
      create: true,
      name: false,
      list: false,
      query: false,
      delete: false,
    });
    expect(foundOf(report, 'name')).toContain(found);
  });

  it('finds a voice by its name if the create was not answered', async () => {
    await rule('create', { kind: 'reset', when: 'after' });
    const report = await probe();
    expect(holdsOf(report)).toEqual({
      ...Object.fromEntries(order.map((step) => [step, true])),
      create: false,
    });
    expect(await counts()).toEqual({ made: 1, live: 0 });
  });

  it.each<[string, RuleInput['effects'][number]]>([
    ['refused', error(400, 'InvalidParameter')],
    ['throttled', error(429, 'Throttling.RateQuota')],
    ['the key refused', error(401, 'InvalidApiKey')],
  ])('ends after a create that is %s', async (_, effect) => {
    await rule('create', effect);
    const report = await probe();
    expect(holdsOf(report)).toEqual({
      provider: true,
      create: false,
      ...notReached('name', 'list', 'query', 'delete', 'gone'),
    });
    expect(report.providerVoiceId).toBeNull();
  });

  it('creates nothing if voices cannot be listed or the key is missing', async () => {
    await rule('list', error(403, 'AccessDenied'));
    for (const report of [await probe(), await probe({}, 'international')]) {
      expect(holdsOf(report)).toEqual({ provider: false, ...notReached(...order.slice(1)) });
    }
    expect(await counts()).toEqual({ made: 0, live: 0 });
  });

  it.each(['creates', 'deletes'] as const)('sends nothing while %s are switched off', async (name) => {
    switches[name] = false;
    const report = await probe();
    expect(foundOf(report, 'provider')).toBe(`${name} are switched off, so nothing was sent`);
    expect(await provider.control.calls()).toEqual([]);
  });

  it('reports a failed delete, and lets its lease expire', async () => {
    await rule('delete', error(500, 'InternalError'));
    const report = await probe();
    expect(holdsOf(report)).toMatchObject({ query: true, delete: false, gone: null });
    expect((await scans().read(list)).lease).not.toBeNull();
    pass(90);
    await scans().releaseDeleteLease(list, { id: 'lease' });
  });

  it('waits for another holder of the delete lease for a limited time', async () => {
    const lease = (seconds: number) => ({ id: 'other', until: new Date(time.getTime() + seconds * 1_000) });
    await scans().takeDeleteLease(list, lease(60), time);
    expect((await probe()).holds).toBe(true);
    await scans().takeDeleteLease(list, lease(3_600), time);
    const report = await probe();
    expect(foundOf(report, 'delete')).toContain('another process');
    await scans().releaseDeleteLease(list, { id: 'other' });
  });
});

describe('the voice of an interrupted probe', () => {
  it('is removed by the next probe after its time, unlike foreign voices', async () => {
    await rule('delete', error(400, 'InvalidParameter'), 1);
    const { name, providerVoiceId } = await probe();
    const others = await provider.control.seedVoices({ ...list, name: 'vdprobebb2' });
    const soon = await probe();
    expect([soon.holds, soon.removed]).toEqual([true, []]);
    pass(360);
    expect((await probe()).removed).toEqual([providerVoiceId]);
    const { live } = await provider.control.snapshot();
    expect(live.map(({ id }) => id)).toEqual(others);
    expect(await stored.item(`NAME#${name.slice(2)}`)).toMatchObject({
      owner: `PROBE ${instant.toISOString()}`,
    });
  });
});
