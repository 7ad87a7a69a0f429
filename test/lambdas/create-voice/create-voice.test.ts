import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CreateVoiceDependencies,
  createVoice,
  VoiceNotFoundError,
} from '../../../lambdas/create-voice/create-voice.ts';
import {
  type CreateOutcome,
  type CreateVoiceRequest,
  DashScopeAuthenticationError,
  DashScopeConnectionError,
  DashScopeContentRejectedError,
  DashScopeServerError,
  DashScopeThrottledError,
  type Preview,
  type ProviderVoice,
  unlimitedBudget,
  type VoiceMade,
  type WalkEnd,
  type WalkVoicesRequest,
} from '../../../lambdas/shared/dashscope/index.ts';
import { ProviderAccounts } from '../../../lambdas/shared/provider/accounts.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import type { AttemptStore } from '../../../lambdas/shared/stores/attempts.ts';
import { DynamoAttemptStore } from '../../../lambdas/shared/stores/attempts.ts';
import type { ProviderVoiceStore } from '../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoProviderVoiceStore } from '../../../lambdas/shared/stores/provider-voices.ts';
import { DynamoScanStore } from '../../../lambdas/shared/stores/scans.ts';
import type { VoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import { MemoryPreviews } from '../../support/memory-previews.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { readyVoice, requestedVoice } from '../../support/voices.ts';
import { pcm16, sine, wavOf } from '../shared/preview-analysis/support/signals.ts';

const validPreview: Preview = {
  kind: 'valid',
  bytes: Buffer.from('audio'),
  responseFormat: 'wav',
  mediaType: 'audio/wav',
  sampleRate: 24_000,
  durationSeconds: 1.5,
};
const madeOf = (providerVoiceId: string): VoiceMade => ({
  kind: 'made',
  providerVoiceId,
  isIdDocumented: true,
  targetModel: 'cosyvoice-v3.5-plus',
  preview: validPreview,
  requestId: 'req-1',
  usageCount: 1,
});
const lostPreview = { preview: { missing: 'lost' }, key: null, waveform: null } as const;
const facts = { certainlyNotDone: true, retryable: false };
const refused: CreateOutcome = {
  kind: 'refused',
  error: new DashScopeContentRejectedError('blocked', {
    ...facts,
    providerCode: 'DataInspectionFailed',
    providerMessage: 'may contain …',
  }),
};
const unauthorized: CreateOutcome = {
  kind: 'unauthorized',
  error: new DashScopeAuthenticationError('wrong key', { ...facts, providerCode: 'InvalidApiKey' }),
};
const throttled: CreateOutcome = {
  kind: 'notDone',
  cause: 'throttled',
  retryAfterMs: null,
  error: new DashScopeThrottledError('slow down', {
    ...facts,
    retryable: true,
    providerCode: 'Throttling.RateQuota',
  }),
};
const unreachable: CreateOutcome = {
  kind: 'notDone',
  cause: 'not_sent',
  retryAfterMs: null,
  error: new DashScopeConnectionError('refused', { ...facts, retryable: true }),
};
const unknown: CreateOutcome = {
  kind: 'unknown',
  cause: 'unreadable',
  error: new DashScopeServerError('500', {
    certainlyNotDone: false,
    retryable: false,
    providerCode: 'InternalError',
  }),
};

const sentAt = new Date('2026-03-01T12:00:00.000Z');
/** Seconds for an attempt to the shared host: 360 of the function, 600 of the host, and 120. */
const horizon = 1_080;

const listedVoice = {
  family: 'cosyvoice',
  status: 'DEPLOYING',
  statusText: 'DEPLOYING',
  targetModel: null,
  language: null,
  voicePrompt: null,
  previewText: null,
  gmtCreate: null,
  gmtModified: null,
} as const;

let voiceNumber = 0;
let nextClaim = 0;
let table: TestTable;
let voices: VoiceStore;
let attemptStore: AttemptStore;
let providerVoices: ProviderVoiceStore;
let scans: DynamoScanStore;

beforeAll(async () => {
  table = await startTable();
  voices = new DynamoVoiceStore(table.client, table.table);
  attemptStore = new DynamoAttemptStore(table.client, table.table);
  providerVoices = new DynamoProviderVoiceStore(table.client, table.table);
  scans = new DynamoScanStore(table.client, table.table);
});
afterAll(() => table.stop());

/** A claim whose answer is lost, so that the SDK repeats it. */
class LossyClaims extends DynamoAttemptStore {
  override async claim(...claim: Parameters<AttemptStore['claim']>): Promise<void> {
    await super.claim(...claim);
    await super.claim(...claim);
  }
}

class UnwritableIds extends DynamoAttemptStore {
  override recordMade(): Promise<void> {
    return Promise.reject(new Error('throttled'));
  }
}

/** One voice, and a provider with scripted answers. */
class Fixture {
  readonly voiceId = `01K5ZJ0${String(voiceNumber++).padStart(19, '0')}`;
  readonly made = madeOf(`cosyvoice-v3.5-plus-vd-vdaaaaaaab-${this.voiceId.toLowerCase()}`);
  readonly sent: { request: CreateVoiceRequest; key: string; sendBefore: number | undefined }[] = [];
  readonly previews = new MemoryPreviews();
  answers: (CreateOutcome | Error)[] = [];
  secret = JSON.stringify({ mainland: { apiKey: 'sk-first' } });
  now: Date = sentAt;
  storeWorks = true;
  readonly switches = new MemorySwitches();
  budget: CreateVoiceDependencies['budget'] = unlimitedBudget();

  async request(parts: Partial<VoiceRecord & { status: 'REQUESTED' }> = {}): Promise<void> {
    await voices.put(requestedVoice({ voiceId: this.voiceId, ...parts }));
  }

  dependencies(overrides: Partial<CreateVoiceDependencies> = {}): CreateVoiceDependencies {
    return {
      voices,
      attemptStore,
      providerVoices,
      review: { firstWaitSeconds: 5, deadlineSeconds: 3_600, timeScale: 1 },
      accountStore: new DynamoAccountStore(table.client, table.table),
      accounts: new ProviderAccounts(async () => this.secret, ['proxy.example', '127.0.0.1']),
      clientOf: ({ apiKey: key }) => ({
        createVoice: async (request, options) => {
          this.sent.push({ request, key, sendBefore: options?.sendBefore });
          await this.whileSending();
          const answer = this.answers.shift();
          if (!answer || answer instanceof Error) throw answer ?? new Error('nothing more was to be sent');
          return answer;
        },
        walkVoices: (request) => this.walk(request),
      }),
      scans,
      previews: {
        put: async (key, preview) => {
          if (!this.storeWorks) throw new Error('no storage');
          await this.previews.put(key, preview);
        },
        find: (key) => this.previews.find(key),
        read: (key) => this.previews.read(key),
      },
      switches: this.switches,
      budget: this.budget,
      now: () => this.now,
      sleep: async (milliseconds) => {
        this.now = new Date(this.now.getTime() + milliseconds);
      },
      random: () => 0.999,
      newToken: () => `aaaa${String(voiceNumber).padStart(3, 'b')}`,
      newClaimId: () => `claim-${nextClaim++}`,
      log: { info: () => {}, error: () => {} },
      settings: {
        nameSpace: 'vd',
        claimSeconds: 420,
        scansApartSeconds: 60,
        horizon: { functionSeconds: 360, marginSeconds: 120, minSeconds: 0 },
        loopbackProviderSeconds: 300,
        maxSlotWaitMs: 5_000,
        maxCreateAttempts: 2,
      },
      ...overrides,
    };
  }

  /** The provider's list, or the error of reading it. */
  listed: string[] | Error = [];
  /** Further fields of each listed voice. */
  shown: Partial<ProviderVoice> = {};
  scans = 0;
  end: Partial<WalkEnd> = {};
  whileSending: () => Promise<void> = async () => {};
  whileListing: () => Promise<void> = async () => {};

  async *walk({ onEnd }: WalkVoicesRequest): AsyncGenerator<ProviderVoice, void> {
    this.scans += 1;
    await this.whileListing();
    if (this.listed instanceof Error) throw this.listed;
    for (const providerVoiceId of this.listed) yield { ...listedVoice, ...this.shown, providerVoiceId };
    const voices = this.listed.length;
    onEnd?.({ reason: 'empty_page', pagesRead: 2, voices, unreadable: 0, totalCount: null, ...this.end });
  }

  later(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
  }

  /** A provider id with the name of the attempt. */
  async idOf(attempt: number, tail = 'a'): Promise<string> {
    const name = (await this.record()).attempts[String(attempt)]?.name ?? '';
    return `cosyvoice-v3.5-plus-vd-${name}-${tail.repeat(32)}`;
  }

  /** A living voice of another record in the account of the first attempt. */
  async control(keyId?: string): Promise<string> {
    const voiceId = `01K5ZJ0${String(voiceNumber++).padStart(19, '0')}`;
    const id = `cosyvoice-v3.5-plus-vd-vdcontrolb-${voiceId.toLowerCase().padEnd(32, 'c')}`;
    const sentWith = (await this.record()).attempts['1']?.keyId;
    const madeWith = keyId ?? sentWith;
    const attempt = { name: 'vdcontrolb', state: 'MADE' as const, releases: 0, keyId: madeWith };
    const attempts = { 1: attempt };
    await voices.put(readyVoice({ voiceId, providerVoiceId: id, keyId: madeWith, attempts }));
    await providerVoices.assign(id, voiceId);
    return id;
  }

  /** The key in the secret joins the account of the first attempt. */
  async joinKeys(): Promise<void> {
    const { accounts } = this.dependencies();
    const accountStore = new DynamoAccountStore(table.client, table.table);
    const { keyId } = await accounts.account('mainland');
    const into = (await this.record()).attempts['1']?.keyId ?? '';
    await accountStore.recordUse('mainland', keyId, this.now);
    const { current } = await accountStore.recordUse('mainland', into, this.now);
    const join = keyId === current ? { account: into, into: keyId } : { account: keyId, into };
    await accountStore.join('mainland', join);
  }

  create(overrides: Partial<CreateVoiceDependencies> = {}, run = 0) {
    return createVoice({ voiceId: this.voiceId, run }, this.dependencies(overrides));
  }

  async record(): Promise<VoiceRecord> {
    const record = await voices.read(this.voiceId);
    if (!record) throw new Error('no record');
    return record;
  }
}

type Previews = CreateVoiceDependencies['previews'];

/** Returns a bucket at which an invocation ends: no write is answered. `reached` resolves at the first write. */
function fatalBucket(store: Previews['put'] = async () => {}) {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { promise: never } = Promise.withResolvers<void>();
  const put: Previews['put'] = async (key, preview) => {
    await store(key, preview);
    resolve();
    return never;
  };
  const previews: Previews = { put, find: async () => null, read: async () => new Uint8Array() };
  return { previews, reached };
}

describe('creating a voice', () => {
  let fixture: Fixture;
  let made: VoiceMade;
  beforeEach(() => {
    fixture = new Fixture();
    made = fixture.made;
  });

  it('reserves a name, claims, sends once, records the id and then the preview', async () => {
    await fixture.request({ language: 'en' });
    fixture.answers = [made];
    const result = await fixture.create();
    expect(result).toMatchObject({
      outcome: 'made',
      interruptions: 0,
      voice: { status: 'CREATING', providerVoiceId: made.providerVoiceId },
    });
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.sent[0]?.request).toMatchObject({
      family: 'cosyvoice',
      prefix: expect.stringMatching(/^vd[a-z0-9]{8}$/),
      languageHints: ['en'],
    });
    const record = await fixture.record();
    expect(record).toMatchObject({
      status: 'CREATING',
      attempts: { 1: { state: 'MADE', requestId: 'req-1', usageCount: 1 } },
      preview: { mediaType: 'audio/wav', sampleRate: 24_000, bytes: 5, durationSeconds: 1.5, language: 'en' },
      previewKey: `${fixture.voiceId}/1.wav`,
    });
    expect([...fixture.previews.objects.keys()]).toEqual([`${fixture.voiceId}/1.wav`]);
  });

  it('sends within ten seconds of the claim or not at all, so that a paused process does not send late', async () => {
    await fixture.request();
    fixture.answers = [fixture.made];
    await fixture.create();
    const { claimedAt = '' } = (await fixture.record()).attempts['1'] ?? {};
    expect(fixture.sent[0]?.sendBefore).toBe(Date.parse(claimedAt) + 10_000);
  });

  it('sends the fields of Qwen', async () => {
    await fixture.request({ family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26', language: 'de' });
    fixture.answers = [made];
    await fixture.create();
    expect(fixture.sent[0]?.request).toMatchObject({
      family: 'qwen',
      preferredName: expect.any(String),
      language: 'de',
    });
  });

  it('waits while creates are switched off, and sends once they are on again', async () => {
    await fixture.request();
    fixture.switches.creates = false;
    expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
    expect(await fixture.record()).toMatchObject({
      status: 'REQUESTED',
      attempts: { 1: { state: 'RESERVED' } },
    });
    fixture.switches.creates = true;
    fixture.answers = [made];
    expect(await fixture.create()).toMatchObject({ outcome: 'made' });
  });

  it('sends nothing when it is called again', async () => {
    await fixture.request();
    fixture.answers = [made];
    await fixture.create();
    expect(await fixture.create()).toMatchObject({ outcome: 'made' });
    expect(fixture.sent).toHaveLength(1);
  });

  it('sends once, however many invocations run at once', async () => {
    await fixture.request();
    fixture.answers = [made];
    const results = await Promise.all(Array.from({ length: 8 }, () => fixture.create()));
    expect(fixture.sent).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'made').length).toBeGreaterThanOrEqual(1);
    for (const { outcome } of results) expect(['made', 'again']).toContain(outcome);
  });

  it.each([
    [
      'refused',
      refused,
      'REFUSED',
      { code: 'content_rejected', providerCode: 'DataInspectionFailed', message: 'may contain …' },
    ],
    [
      'unauthorized',
      unauthorized,
      'REFUSED',
      { code: 'provider_unauthorized', providerCode: 'InvalidApiKey' },
    ],
  ] as const)(
    'ends a create that is %s, and records the reason without returning its message',
    async (_, answer, state, reason) => {
      await fixture.request();
      fixture.answers = [answer];
      const result = await fixture.create();
      expect(result).toMatchObject({
        outcome: 'failed',
        reason: { code: reason.code, providerCode: reason.providerCode },
      });
      expect(JSON.stringify(result)).not.toMatch(/may contain|message/);
      expect(await fixture.record()).toMatchObject({ attempts: { 1: { state } }, reason });
      expect(await fixture.create()).toMatchObject({ outcome: 'failed', reason: { code: reason.code } });
      expect(fixture.sent).toHaveLength(1);
    },
  );

  it('releases a throttled attempt, and sends it later under the same name', async () => {
    await fixture.request();
    fixture.answers = [throttled, made];
    const result = await fixture.create();
    expect(result).toMatchObject({ outcome: 'again', waitSeconds: 5 });
    expect(await fixture.record()).toMatchObject({ attempts: { 1: { state: 'RESERVED', releases: 1 } } });
    expect(await fixture.create()).toMatchObject({ outcome: 'made' });
    const names = fixture.sent.map(({ request }) => (request.family === 'cosyvoice' ? request.prefix : ''));
    expect(names[0]).toBe(names[1]);
  });

  it.each([
    [throttled, 'provider_throttled'],
    [unreachable, 'provider_unreachable'],
  ] as const)('fails after a limited number of waits that grow to two minutes', async (answer, code) => {
    await fixture.request();
    fixture.answers = Array.from({ length: 30 }, () => answer);
    const waits: number[] = [];
    let result = await fixture.create();
    while (result.outcome === 'again') {
      waits.push(result.waitSeconds);
      result = await fixture.create();
    }
    expect(waits).toHaveLength(20);
    expect(waits.slice(0, 6)).toEqual([5, 10, 20, 40, 80, 120]);
    expect(Math.max(...waits)).toBe(120);
    expect(result).toMatchObject({ outcome: 'failed', reason: { code } });
    expect(fixture.sent).toHaveLength(21);
  });

  it('reads the secret again once when the key is refused, and sends with the new one', async () => {
    await fixture.request();
    fixture.answers = [unauthorized, made];
    const dependencies = fixture.dependencies();
    await dependencies.accounts.account('mainland');
    fixture.secret = JSON.stringify({ mainland: { apiKey: 'sk-second' } });
    const result = await createVoice({ voiceId: fixture.voiceId, run: 0 }, dependencies);
    expect(result).toMatchObject({ outcome: 'again', waitSeconds: 5 });
    const first = (await fixture.record()).attempts['1'];
    expect(first).toMatchObject({ state: 'RESERVED', releases: 1 });
    expect(await createVoice({ voiceId: fixture.voiceId, run: 0 }, dependencies)).toMatchObject({
      outcome: 'made',
    });
    expect(fixture.sent.map(({ key }) => key)).toEqual(['sk-first', 'sk-second']);
    const record = await fixture.record();
    const { keyId, claimId } = record.attempts['1'] ?? {};
    expect(record.keyId).toBe(keyId);
    expect(keyId).toBe((await dependencies.accounts.account('mainland')).keyId);
    expect([keyId, claimId]).not.toContain(first?.keyId);
    expect(claimId).not.toBe(first?.claimId);
  });

  it('releases the attempt if the secret cannot be read after a refused key', async () => {
    await fixture.request();
    fixture.answers = [unauthorized, made];
    const dependencies = fixture.dependencies();
    await dependencies.accounts.account('mainland');
    const { secret } = fixture;
    fixture.secret = 'half of a';
    expect(await createVoice({ voiceId: fixture.voiceId, run: 0 }, dependencies)).toMatchObject({
      outcome: 'again',
    });
    fixture.secret = secret;
    expect(await fixture.create()).toMatchObject({ outcome: 'made' });
  });

  it.each([
    ['the shared host', {}, 600],
    ['the trial host', { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com' }, 600],
    ['a workspace host', { baseUrl: 'https://llm-1.cn-beijing.maas.aliyuncs.com' }, 3_600],
    ['an allowed host', { baseUrl: 'https://proxy.example' }, 3_600],
    ['this machine', { baseUrl: 'http://127.0.0.1:4010' }, 300],
  ])('records on the attempt its key and the time limit of %s', async (...[, host, seconds]) => {
    await fixture.request();
    fixture.secret = JSON.stringify({ mainland: { apiKey: 'sk-first', ...host } });
    fixture.answers = [unknown];
    await fixture.create();
    const account = await fixture.dependencies().accounts.account('mainland');
    expect((await fixture.record()).attempts['1']).toMatchObject({
      keyId: account.keyId,
      host: account.endpoint.host,
      providerSeconds: seconds,
    });
  });

  it('is searched for until the horizon of its host, even if the secret names another host by now', async () => {
    await fixture.request();
    const host = { baseUrl: 'https://llm-1.cn-beijing.maas.aliyuncs.com' };
    fixture.secret = JSON.stringify({ mainland: { apiKey: 'sk-first', ...host } });
    fixture.answers = [unknown];
    await fixture.create();
    fixture.secret = JSON.stringify({ mainland: { apiKey: 'sk-first' } });
    await fixture.joinKeys();
    fixture.listed = [await fixture.control()];
    for (const elapsed of [1_080, 1_200, 4_079]) {
      fixture.now = new Date(sentAt.getTime() + elapsed * 1_000);
      expect(await fixture.create()).toMatchObject({ outcome: 'again' });
      expect((await fixture.record()).attempts['1']?.absences).toBeUndefined();
    }
    fixture.later(1);
    expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
    expect((await fixture.record()).attempts['1']?.absences).toHaveLength(1);
  });

  it('fails without a call if the scope has no key', async () => {
    await fixture.request({ scope: 'international' });
    expect(await fixture.create()).toMatchObject({
      outcome: 'failed',
      reason: { code: 'scope_not_configured' },
    });
    expect(await fixture.create()).toMatchObject({ outcome: 'failed' });
    expect(fixture.sent).toEqual([]);
  });

  it('waits for the claimant, and treats the outcome as unknown after its time', async () => {
    await fixture.request();
    fixture.answers = [new Error('the process died')];
    await expect(fixture.create()).rejects.toThrow('died');
    expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 420 });
    fixture.now = new Date(fixture.now.getTime() + 420_000);
    expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 1 });
    expect(await fixture.record()).toMatchObject({ attempts: { 1: { state: 'UNKNOWN' } } });
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.scans).toBe(0);
  });

  describe('with an unknown outcome', () => {
    beforeEach(async () => {
      await fixture.request();
      fixture.answers = [unknown];
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 5 });
      fixture.later(5);
    });

    it('is adopted without its preview once it is listed, and not sent again', async () => {
      fixture.listed = [await fixture.control(), await fixture.idOf(1)];
      expect(await fixture.create()).toMatchObject({
        outcome: 'made',
        voice: { providerVoiceId: fixture.listed[1], preview: { missing: 'lost' } },
      });
      expect(await fixture.record()).toMatchObject({ attempts: { 1: { state: 'MADE', adopted: true } } });
      expect(await providerVoices.ownerOf(fixture.listed[1] ?? '')).toBe(fixture.voiceId);
      expect(fixture.sent).toHaveLength(1);
    });

    it('does not adopt a voice whose name only begins with the same characters', async () => {
      const id = await fixture.idOf(1);
      fixture.listed = [id.replace(/(.)-a{32}$/, 'z-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')];
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 10 });
    });

    it('is searched for until the horizon, even in an empty list', async () => {
      fixture.listed = [await fixture.control()];
      const waits: number[] = [];
      let result = await fixture.create();
      for (let elapsed = 5; elapsed < horizon; ) {
        expect(result.outcome).toBe('again');
        waits.push(result.waitSeconds);
        elapsed += result.waitSeconds;
        fixture.later(result.waitSeconds);
        if (elapsed < horizon) result = await fixture.create();
      }
      expect(waits).toEqual([10, 20, 40, 80, 120, 120, 120, 120, 120, 120, 120, 85]);
      expect((await fixture.record()).attempts['1']?.absences).toBeUndefined();
      expect(fixture.sent).toHaveLength(1);
    });

    it('is sent again under another name after three clean scans with a control after the horizon', async () => {
      fixture.listed = [await fixture.control()];
      fixture.later(horizon - 5);
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
      // Too early for the second scan to count.
      fixture.later(20);
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 40 });
      fixture.later(40);
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
      fixture.later(60);
      fixture.answers = [made];
      expect(await fixture.create()).toMatchObject({ outcome: 'made' });
      expect(await fixture.record()).toMatchObject({
        attempts: { 1: { state: 'ABSENT' }, 2: { state: 'MADE' } },
      });
      const names = fixture.sent.map(({ request }) => (request.family === 'cosyvoice' ? request.prefix : ''));
      expect(names[0]?.slice(0, 9)).toBe(names[1]?.slice(0, 9));
      expect(names[0]).not.toBe(names[1]);
    });

    it('is not proved absent by a scan while voices were being deleted', async () => {
      const list = { family: 'cosyvoice', scope: 'mainland' } as const;
      fixture.listed = [await fixture.control()];
      fixture.later(horizon - 5);
      fixture.whileListing = async () => {
        const until = new Date(fixture.now.getTime() + 1_000);
        await scans.takeDeleteLease(list, { id: `lease-${fixture.voiceId}`, until }, fixture.now);
      };
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      expect((await fixture.record()).attempts['1']?.absences).toBeUndefined();
      await scans.releaseDeleteLease(list, { id: `lease-${fixture.voiceId}` });
    });

    it.each([
      ['did not come to the empty page', { reason: 'repeated_page' }],
      ['could not read every entry', { unreadable: 1 }],
    ] as const)('is not proved absent by a scan that %s', async (_, end) => {
      fixture.listed = [await fixture.control()];
      fixture.later(horizon - 5);
      fixture.end = end;
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      expect((await fixture.record()).attempts['1']?.absences).toBeUndefined();
    });

    it.each<[string, string, Partial<ProviderVoice>, boolean]>([
      ['an id of another form and no time', 'd0c5-opaque', {}, false],
      [
        'an id of another form, made a day around the claim',
        'd0c5-opaque',
        { gmtCreate: '2026-02-28 12:00:01' },
        false,
      ],
      [
        'an id of another form, made long before the claim',
        'd0c5-opaque',
        { gmtCreate: '2026-02-27 12:00:00' },
        true,
      ],
      ['the id of a clone', `cosyvoice-v3.5-plus-someone-${'e'.repeat(32)}`, {}, true],
      [
        'the id of a clone but the texts of a designed voice',
        `cosyvoice-v3.5-plus-someone-${'e'.repeat(32)}`,
        { voicePrompt: 'A voice.', previewText: 'The preview text.' },
        false,
      ],
    ])('and a listed voice with %s', async (_, id, shown, proves) => {
      fixture.listed = [await fixture.control(), id];
      fixture.shown = shown;
      fixture.later(horizon - 5);
      await fixture.create();
      expect((await fixture.record()).attempts['1']?.absences?.length ?? 0).toBe(proves ? 1 : 0);
    });

    it('is not sent more often than allowed', async () => {
      fixture.listed = [await fixture.control()];
      const once = { settings: { ...fixture.dependencies().settings, maxCreateAttempts: 1 } };
      fixture.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        expect(await fixture.create(once)).toMatchObject({ outcome: 'again' });
        fixture.later(60);
      }
      expect(await fixture.create(once)).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_absent' },
      });
      expect(fixture.sent).toHaveLength(1);
    });

    it('is not sent again after an interrupted invocation proved the last allowed attempt absent', async () => {
      class Dying extends DynamoVoiceStore {
        override recordReason(): Promise<void> {
          return Promise.reject(new Error('the process died'));
        }
      }
      fixture.listed = [await fixture.control()];
      const settings = { ...fixture.dependencies().settings, maxCreateAttempts: 1 };
      const dying = { settings, voices: new Dying(table.client, table.table) };
      fixture.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        await fixture.create(dying);
        fixture.later(60);
      }
      await expect(fixture.create(dying)).rejects.toThrow('the process died');
      expect(await fixture.record()).toMatchObject({ attempts: { 1: { state: 'ABSENT' } } });
      expect(await fixture.create({ settings })).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_absent' },
      });
      expect(fixture.sent).toHaveLength(1);
    });

    it('stays unknown at the horizon without proof of the account, and nothing more is sent', async () => {
      fixture.later(horizon - 5);
      expect(await fixture.create()).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_unknown' },
      });
      expect(await fixture.record()).toMatchObject({ attempts: { 1: { state: 'UNKNOWN' } } });
      expect(fixture.sent).toHaveLength(1);
    });

    it('stays open while the list cannot be read, and fails half an hour after the horizon', async () => {
      fixture.listed = new Error('503');
      fixture.later(horizon - 5);
      expect(await fixture.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      fixture.later(1_800);
      expect(await fixture.create()).toMatchObject({ reason: { code: 'create_outcome_unknown' } });
      expect(fixture.sent).toHaveLength(1);
    });

    it('is deleted instead of sent again if deletion was requested meanwhile', async () => {
      fixture.listed = [await fixture.control()];
      const deletion = { at: fixture.now, by: 'ann', purgeAt: fixture.now };
      await voices.requestDeletion(await fixture.record(), deletion);
      fixture.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        expect(await fixture.create()).toMatchObject({ outcome: 'again' });
        fixture.later(60);
      }
      expect(await fixture.create()).toMatchObject({ outcome: 'deletedUnmade' });
      expect(fixture.sent).toHaveLength(1);
    });
  });

  it('continues if only the answer to its claim was lost', async () => {
    await fixture.request();
    fixture.answers = [made];
    const lossy = new LossyClaims(table.client, table.table);
    expect(await fixture.create({ attemptStore: lossy })).toMatchObject({ outcome: 'made' });
    expect(fixture.sent).toHaveLength(1);
  });

  it('returns the id to the workflow if it cannot write it', async () => {
    await fixture.request();
    fixture.answers = [made];
    const broken = new UnwritableIds(table.client, table.table);
    expect(await fixture.create({ attemptStore: broken })).toMatchObject({
      outcome: 'unrecorded',
      unrecorded: {
        attempt: '1',
        providerVoiceId: made.providerVoiceId,
        claimId: expect.any(String),
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
  });

  it('keeps a voice whose preview is lost or invalid', async () => {
    await fixture.request();
    fixture.answers = [made];
    fixture.storeWorks = false;
    expect(await fixture.create()).toMatchObject({
      outcome: 'made',
      voice: { preview: { missing: 'lost' } },
    });

    const other = new Fixture();
    await other.request();
    other.answers = [{ ...other.made, preview: { kind: 'invalid', reason: 'bad_base64' } }];
    expect(await other.create()).toMatchObject({
      outcome: 'made',
      voice: { preview: { missing: 'invalid' } },
    });
  });

  it.each([
    {
      which: 'the same voice: its preview is saved',
      tail: '',
      isExtra: false,
      isRecordedAsExtra: false,
      preview: { mediaType: 'audio/wav' },
    },
    {
      which: 'another one: it is kept as an extra voice, never over the first',
      tail: '-2',
      isExtra: true,
      isRecordedAsExtra: false,
      preview: { missing: 'lost' },
    },
    {
      which: 'another voice that reconciliation has recorded too, which is kept once',
      tail: '-2',
      isExtra: true,
      isRecordedAsExtra: true,
      preview: { missing: 'lost' },
    },
  ])(
    'records an answer after reconciliation adopted a voice, with $which',
    async ({ tail, isExtra, isRecordedAsExtra, preview }) => {
      await fixture.request();
      const answered = `${made.providerVoiceId}${tail}`;
      fixture.answers = [{ ...made, providerVoiceId: answered }];
      fixture.whileSending = async () => {
        const { attempts, run } = await fixture.record();
        const { claimId = '', claimedAt = '' } = attempts['1'] ?? {};
        const claim = { voiceId: fixture.voiceId, run, attempt: 1, claimId, claimedAt: new Date(claimedAt) };
        const { providerVoiceId } = made;
        const adopted = { providerVoiceId, requestId: null, usageCount: null, adopted: true } as const;
        await attemptStore.recordMade(claim, adopted, fixture.now);
        await voices.recordPreview(fixture.voiceId, providerVoiceId, lostPreview, fixture.now);
        if (isRecordedAsExtra) await attemptStore.recordExtraVoice(fixture.voiceId, '1', answered);
      };
      expect(await fixture.create()).toMatchObject({ outcome: 'made' });
      const record = await fixture.record();
      expect(record).toMatchObject({ providerVoiceId: made.providerVoiceId, preview });
      expect(record.attempts['1']?.extraVoiceIds).toEqual(isExtra ? [answered] : undefined);
    },
  );

  const read = (key: string) => fixture.previews.read(key);

  it('records the preview of an interrupted invocation as lost', async () => {
    await fixture.request();
    fixture.answers = [made];
    const { previews, reached } = fatalBucket();
    void fixture.create({ previews });
    await reached;
    expect(await fixture.create()).toMatchObject({
      outcome: 'made',
      voice: { preview: { missing: 'lost' } },
    });
  });

  describe('with a stored preview that is not recorded', () => {
    const stored = {
      mediaType: 'audio/wav',
      sampleRate: 24_000,
      bytes: 5,
      durationSeconds: 1.5,
      language: 'en',
    };
    /** A bucket that stores the preview and ends the invocation. */
    const storingBucket = () => fatalBucket((key, preview) => fixture.previews.put(key, preview));

    it('records it under its key', async () => {
      await fixture.request({ language: 'en' });
      fixture.answers = [made];
      const { previews, reached } = storingBucket();
      void fixture.create({ previews });
      await reached;
      expect(await fixture.create()).toMatchObject({ outcome: 'made', voice: { preview: stored } });
      expect(await fixture.record()).toMatchObject({
        preview: stored,
        previewKey: `${fixture.voiceId}/1.wav`,
      });
    });

    it('records it if only the answer of the bucket was lost', async () => {
      await fixture.request({ language: 'en' });
      fixture.answers = [made];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await fixture.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = (key: string) => fixture.previews.find(key);
      expect(await fixture.create({ previews: { put, find, read } })).toMatchObject({
        voice: { preview: stored },
      });
    });

    it('stays pending if the answer was lost and the bucket cannot be read', async () => {
      await fixture.request({ language: 'en' });
      fixture.answers = [made];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await fixture.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = () => Promise.reject(new Error('SlowDown'));
      expect(await fixture.create({ previews: { put, find, read } })).toMatchObject({
        outcome: 'made',
        voice: { preview: { missing: 'pending' } },
      });
    });

    it('is not recorded as lost while the bucket cannot be read', async () => {
      await fixture.request({ language: 'en' });
      fixture.answers = [made];
      const { previews, reached } = storingBucket();
      void fixture.create({ previews });
      await reached;
      const down = { put: async () => {}, find: () => Promise.reject(new Error('SlowDown')), read };
      await expect(fixture.create({ previews: down })).rejects.toThrow('SlowDown');
      expect(await fixture.record()).toMatchObject({ preview: { missing: 'pending' } });
      expect(await fixture.create()).toMatchObject({ voice: { preview: stored } });
    });
  });

  describe('the analysis of a preview', () => {
    const wav = wavOf(pcm16(sine([{ level: -20, seconds: 1 }], 24_000)));
    const madeWith = (bytes: Buffer): CreateOutcome => ({ ...made, preview: { ...validPreview, bytes } });

    it('is recorded with the waveform once the id is recorded and the audio is stored', async () => {
      await fixture.request();
      fixture.answers = [madeWith(wav)];
      const { voice } = await fixture.create();
      const analysis = { loudnessLufs: expect.closeTo(-20, 0), findings: ['truncated'] };
      expect(voice.preview).toMatchObject({ bytes: wav.length, analysis });
      expect(JSON.stringify(voice)).not.toContain('waveform');
      const { preview, previewWaveform = '' } = await fixture.record();
      expect(preview).toEqual(voice.preview);
      expect(Buffer.from(previewWaveform, 'base64')).toHaveLength(200);
    });

    it('is recorded for a preview that another invocation stored', async () => {
      await fixture.request();
      fixture.answers = [madeWith(wav)];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await fixture.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = (key: string) => fixture.previews.find(key);
      const { voice } = await fixture.create({ previews: { put, find, read } });
      expect(voice.preview).toMatchObject({ analysis: { loudnessLufs: expect.closeTo(-20, 0) } });
    });

    it('is null if the stored preview cannot be read, which does not fail the create', async () => {
      await fixture.request();
      fixture.answers = [madeWith(wav)];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await fixture.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = (key: string) => fixture.previews.find(key);
      const down = { put, find, read: () => Promise.reject(new Error('SlowDown')) };
      expect(await fixture.create({ previews: down })).toMatchObject({
        outcome: 'made',
        voice: { preview: { bytes: wav.length, analysis: null } },
      });
    });

    it.each([
      ['no bytes', Buffer.alloc(0)],
      ['an odd number of bytes', wavOf(Buffer.alloc(1_001))],
      ['a header that declares another rate', wavOf(Buffer.alloc(1_000), { sampleRate: 1 })],
      ['a header that declares other samples', wavOf(Buffer.alloc(1_000), { bits: 24, channels: 2 })],
      ['a header that declares more bytes', wavOf(Buffer.alloc(1_000), { declaredBytes: 0xffff_fff0 })],
      ['floats that are not numbers', wavOf(Buffer.alloc(1_000, 0xff), { format: 3, bits: 32 })],
      ['the longest audio that is accepted', wavOf(Buffer.alloc(20 * 1024 * 1024 - 100))],
      ['only a header', wavOf(Buffer.alloc(0)).subarray(0, 30)],
    ])('never fails a create: %s', async (_case, bytes) => {
      await fixture.request();
      fixture.answers = [madeWith(bytes)];
      expect(await fixture.create()).toMatchObject({
        outcome: 'made',
        voice: { preview: { bytes: bytes.length } },
      });
    });
  });

  it('does not change a record of another run', async () => {
    await fixture.request();
    expect(await fixture.create({}, 1)).toMatchObject({ outcome: 'ended' });
    expect(fixture.sent).toEqual([]);
  });

  it('throws an error for an unknown voice', async () => {
    await expect(fixture.create()).rejects.toThrow(VoiceNotFoundError);
  });

  it('returns neither the provider key nor a text to the workflow', async () => {
    await fixture.request();
    fixture.answers = [made];
    expect(JSON.stringify(await fixture.create())).not.toMatch(/sk-first|harbour|takes its time/);
  });
});
