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
  type ProviderVoice,
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

const madeOf = (providerVoiceId: string): VoiceMade => ({
  kind: 'made',
  providerVoiceId,
  isIdDocumented: true,
  targetModel: 'cosyvoice-v3.5-plus',
  preview: {
    kind: 'valid',
    bytes: Buffer.from('audio'),
    responseFormat: 'wav',
    mediaType: 'audio/wav',
    sampleRate: 24_000,
    durationSeconds: 1.5,
  },
  requestId: 'req-1',
  usageCount: 1,
});
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
/** Seconds; of an attempt that was sent to the shared host: the function's 360, the host's 600, and 120. */
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

/** A claim whose answer is lost: the SDK makes it again. */
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

/** One voice, and a provider that answers as told. */
class Scene {
  readonly voiceId = `01K5ZJ0${String(voiceNumber++).padStart(19, '0')}`;
  readonly made = madeOf(`cosyvoice-v3.5-plus-vd-vdaaaaaaab-${this.voiceId.toLowerCase()}`);
  readonly sent: { request: CreateVoiceRequest; key: string; sendBefore: number | undefined }[] = [];
  readonly previews = new MemoryPreviews();
  answers: (CreateOutcome | Error)[] = [];
  secret = JSON.stringify({ mainland: { apiKey: 'sk-first' } });
  now: Date = sentAt;
  storeWorks = true;
  readonly switches = new MemorySwitches();

  async request(parts: Partial<VoiceRecord & { status: 'REQUESTED' }> = {}): Promise<void> {
    await voices.put(requestedVoice({ voiceId: this.voiceId, ...parts }));
  }

  dependencies(overrides: Partial<CreateVoiceDependencies> = {}): CreateVoiceDependencies {
    return {
      voices,
      attemptStore,
      providerVoices,
      accountStore: new DynamoAccountStore(table.client, table.table),
      accounts: new ProviderAccounts(async () => this.secret, {
        allowedHosts: ['proxy.example'],
        allowLoopback: true,
      }),
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
      },
      switches: this.switches,
      now: () => this.now,
      random: () => 0.999,
      newToken: () => `aaaaa${String(voiceNumber).padStart(2, 'b')}`.slice(0, 7),
      newClaimId: () => `claim-${Math.random()}`,
      log: { info: () => {}, error: () => {} },
      settings: {
        nameSpace: 'vd',
        claimSeconds: 420,
        scansApartSeconds: 60,
        horizon: { functionSeconds: 360, marginSeconds: 120, minSeconds: 0 },
        loopbackProviderSeconds: 300,
        maxCreateAttempts: 2,
      },
      ...overrides,
    };
  }

  /** What the provider lists, or why it cannot be read. */
  listed: string[] | Error = [];
  /** What the list shows of each voice besides its id. */
  shown: Partial<ProviderVoice> = {};
  looks = 0;
  end: Partial<WalkEnd> = {};
  whileSending: () => Promise<void> = async () => {};
  whileListing: () => Promise<void> = async () => {};

  async *walk({ onEnd }: WalkVoicesRequest): AsyncGenerator<ProviderVoice, void> {
    this.looks += 1;
    await this.whileListing();
    if (this.listed instanceof Error) throw this.listed;
    for (const providerVoiceId of this.listed) yield { ...listedVoice, ...this.shown, providerVoiceId };
    const voices = this.listed.length;
    onEnd?.({ reason: 'empty_page', pagesRead: 2, voices, unreadable: 0, totalCount: null, ...this.end });
  }

  later(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
  }

  /** The name under which the attempt was sent, as an id of the provider shows it. */
  async idOf(attempt: number, tail = 'a'): Promise<string> {
    const name = (await this.record()).attempts[String(attempt)]?.name ?? '';
    return `cosyvoice-v3.5-plus-vd-${name}-${tail.repeat(32)}`;
  }

  /** A living voice of another record, in the account that the first attempt was sent with. */
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

  /** The key in the secret proves to be of the account that the first attempt was sent with. */
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

describe('creating a voice', () => {
  let scene: Scene;
  let made: VoiceMade;
  beforeEach(() => {
    scene = new Scene();
    made = scene.made;
  });

  it('reserves a name, claims, sends once, records the id and then the preview', async () => {
    await scene.request({ language: 'en' });
    scene.answers = [made];
    const result = await scene.create();
    expect(result).toMatchObject({
      outcome: 'made',
      interruptions: 0,
      voice: { status: 'CREATING', providerVoiceId: made.providerVoiceId },
    });
    expect(scene.sent).toHaveLength(1);
    expect(scene.sent[0]?.request).toMatchObject({
      family: 'cosyvoice',
      prefix: expect.stringMatching(/^vd[a-z0-9]{8}$/),
      languageHints: ['en'],
    });
    const record = await scene.record();
    expect(record).toMatchObject({
      status: 'CREATING',
      attempts: { 1: { state: 'MADE', requestId: 'req-1', usageCount: 1 } },
      preview: { mediaType: 'audio/wav', sampleRate: 24_000, bytes: 5, durationSeconds: 1.5, language: 'en' },
      previewKey: `${scene.voiceId}/1.wav`,
    });
    expect([...scene.previews.objects.keys()]).toEqual([`${scene.voiceId}/1.wav`]);
  });

  it('is sent within ten seconds of its claim or not at all: a process that was paused must not send late', async () => {
    await scene.request();
    scene.answers = [scene.made];
    await scene.create();
    const { claimedAt = '' } = (await scene.record()).attempts['1'] ?? {};
    expect(scene.sent[0]?.sendBefore).toBe(Date.parse(claimedAt) + 10_000);
  });

  it('sends Qwen its own fields', async () => {
    await scene.request({ family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26', language: 'de' });
    scene.answers = [made];
    await scene.create();
    expect(scene.sent[0]?.request).toMatchObject({
      family: 'qwen',
      preferredName: expect.any(String),
      language: 'de',
    });
  });

  it('waits while creates are switched off, and sends once they are on again', async () => {
    await scene.request();
    scene.switches.creates = false;
    expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
    expect(await scene.record()).toMatchObject({
      status: 'REQUESTED',
      attempts: { 1: { state: 'RESERVED' } },
    });
    scene.switches.creates = true;
    scene.answers = [made];
    expect(await scene.create()).toMatchObject({ outcome: 'made' });
  });

  it('sends nothing when it is entered again', async () => {
    await scene.request();
    scene.answers = [made];
    await scene.create();
    expect(await scene.create()).toMatchObject({ outcome: 'made' });
    expect(scene.sent).toHaveLength(1);
  });

  it('sends once, however many invocations run at once', async () => {
    await scene.request();
    scene.answers = [made];
    const results = await Promise.all(Array.from({ length: 8 }, () => scene.create()));
    expect(scene.sent).toHaveLength(1);
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
    'ends a create that is %s, with the reason noted and none of the message told',
    async (_, answer, state, reason) => {
      await scene.request();
      scene.answers = [answer];
      const result = await scene.create();
      expect(result).toMatchObject({
        outcome: 'failed',
        reason: { code: reason.code, providerCode: reason.providerCode },
      });
      expect(JSON.stringify(result)).not.toMatch(/may contain|message/);
      expect(await scene.record()).toMatchObject({ attempts: { 1: { state } }, reason });
      expect(await scene.create()).toMatchObject({ outcome: 'failed', reason: { code: reason.code } });
      expect(scene.sent).toHaveLength(1);
    },
  );

  it('gives a throttled attempt back, to be sent later under the same name', async () => {
    await scene.request();
    scene.answers = [throttled, made];
    const result = await scene.create();
    expect(result).toMatchObject({ outcome: 'again', waitSeconds: 5 });
    expect(await scene.record()).toMatchObject({ attempts: { 1: { state: 'RESERVED', releases: 1 } } });
    expect(await scene.create()).toMatchObject({ outcome: 'made' });
    const names = scene.sent.map(({ request }) => (request.family === 'cosyvoice' ? request.prefix : ''));
    expect(names[0]).toBe(names[1]);
  });

  it.each([
    [throttled, 'provider_throttled'],
    [unreachable, 'provider_unreachable'],
  ] as const)('does not send for ever: waits grow to two minutes, then it fails', async (answer, code) => {
    await scene.request();
    scene.answers = Array.from({ length: 30 }, () => answer);
    const waits: number[] = [];
    let result = await scene.create();
    while (result.outcome === 'again') {
      waits.push(result.waitSeconds);
      result = await scene.create();
    }
    expect(waits).toHaveLength(20);
    expect(waits.slice(0, 6)).toEqual([5, 10, 20, 40, 80, 120]);
    expect(Math.max(...waits)).toBe(120);
    expect(result).toMatchObject({ outcome: 'failed', reason: { code } });
    expect(scene.sent).toHaveLength(21);
  });

  it('reads the secret again once when the key is refused, and sends with the new one', async () => {
    await scene.request();
    scene.answers = [unauthorized, made];
    const dependencies = scene.dependencies();
    await dependencies.accounts.account('mainland');
    scene.secret = JSON.stringify({ mainland: { apiKey: 'sk-second' } });
    const result = await createVoice({ voiceId: scene.voiceId, run: 0 }, dependencies);
    expect(result).toMatchObject({ outcome: 'again', waitSeconds: 5 });
    const first = (await scene.record()).attempts['1'];
    expect(first).toMatchObject({ state: 'RESERVED', releases: 1 });
    expect(await createVoice({ voiceId: scene.voiceId, run: 0 }, dependencies)).toMatchObject({
      outcome: 'made',
    });
    expect(scene.sent.map(({ key }) => key)).toEqual(['sk-first', 'sk-second']);
    const record = await scene.record();
    const { keyId, claimId } = record.attempts['1'] ?? {};
    expect(record.keyId).toBe(keyId);
    expect(keyId).toBe((await dependencies.accounts.account('mainland')).keyId);
    expect([keyId, claimId]).not.toContain(first?.keyId);
    expect(claimId).not.toBe(first?.claimId);
  });

  it('gives the attempt back when the secret cannot be read after a refused key', async () => {
    await scene.request();
    scene.answers = [unauthorized, made];
    const dependencies = scene.dependencies();
    await dependencies.accounts.account('mainland');
    const { secret } = scene;
    scene.secret = 'half of a';
    expect(await createVoice({ voiceId: scene.voiceId, run: 0 }, dependencies)).toMatchObject({
      outcome: 'again',
    });
    scene.secret = secret;
    expect(await scene.create()).toMatchObject({ outcome: 'made' });
  });

  it.each([
    ['the shared host', {}, 600],
    ['the trial host', { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com' }, 600],
    ['a workspace host', { baseUrl: 'https://llm-1.cn-beijing.maas.aliyuncs.com' }, 3_600],
    ['an allowed host', { baseUrl: 'https://proxy.example' }, 3_600],
    ['this machine', { baseUrl: 'http://127.0.0.1:4010' }, 300],
  ])(
    'keeps on the attempt with which key it was sent to %s, and how long that may take',
    async (...[, host, seconds]) => {
      await scene.request();
      scene.secret = JSON.stringify({ mainland: { apiKey: 'sk-first', ...host } });
      scene.answers = [unknown];
      await scene.create();
      const account = await scene.dependencies().accounts.account('mainland');
      expect((await scene.record()).attempts['1']).toMatchObject({
        keyId: account.keyId,
        host: account.endpoint.host,
        providerSeconds: seconds,
      });
    },
  );

  it('is looked for until the horizon of the host it was sent to, whatever the secret names by now', async () => {
    await scene.request();
    const host = { baseUrl: 'https://llm-1.cn-beijing.maas.aliyuncs.com' };
    scene.secret = JSON.stringify({ mainland: { apiKey: 'sk-first', ...host } });
    scene.answers = [unknown];
    await scene.create();
    scene.secret = JSON.stringify({ mainland: { apiKey: 'sk-first' } });
    await scene.joinKeys();
    scene.listed = [await scene.control()];
    for (const elapsed of [1_080, 1_200, 4_079]) {
      scene.now = new Date(sentAt.getTime() + elapsed * 1_000);
      expect(await scene.create()).toMatchObject({ outcome: 'again' });
      expect((await scene.record()).attempts['1']?.absences).toBeUndefined();
    }
    scene.later(1);
    expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
    expect((await scene.record()).attempts['1']?.absences).toHaveLength(1);
  });

  it('fails without a call where the scope has no key', async () => {
    await scene.request({ scope: 'international' });
    expect(await scene.create()).toMatchObject({
      outcome: 'failed',
      reason: { code: 'scope_not_configured' },
    });
    expect(await scene.create()).toMatchObject({ outcome: 'failed' });
    expect(scene.sent).toEqual([]);
  });

  it('waits for whoever holds the claim, and takes the outcome for unknown once their time is over', async () => {
    await scene.request();
    scene.answers = [new Error('the process died')];
    await expect(scene.create()).rejects.toThrow('died');
    expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 420 });
    scene.now = new Date(scene.now.getTime() + 420_000);
    expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 1 });
    expect(await scene.record()).toMatchObject({ attempts: { 1: { state: 'UNKNOWN' } } });
    expect(scene.sent).toHaveLength(1);
    expect(scene.looks).toBe(0);
  });

  describe('that was sent and not answered', () => {
    beforeEach(async () => {
      await scene.request();
      scene.answers = [unknown];
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 5 });
      scene.later(5);
    });

    it('is adopted when it is listed, without its preview, and not sent again', async () => {
      scene.listed = [await scene.control(), await scene.idOf(1)];
      expect(await scene.create()).toMatchObject({
        outcome: 'made',
        voice: { providerVoiceId: scene.listed[1], preview: { missing: 'lost' } },
      });
      expect(await scene.record()).toMatchObject({ attempts: { 1: { state: 'MADE', adopted: true } } });
      expect(await providerVoices.ownerOf(scene.listed[1] ?? '')).toBe(scene.voiceId);
      expect(scene.sent).toHaveLength(1);
    });

    it('is not taken for another voice whose name only begins like its own', async () => {
      const id = await scene.idOf(1);
      scene.listed = [id.replace(/(.)-a{32}$/, 'z-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')];
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 10 });
    });

    it('is looked for until the horizon, however empty the list is', async () => {
      scene.listed = [await scene.control()];
      const waits: number[] = [];
      let result = await scene.create();
      for (let elapsed = 5; elapsed < horizon; ) {
        expect(result.outcome).toBe('again');
        waits.push(result.waitSeconds);
        elapsed += result.waitSeconds;
        scene.later(result.waitSeconds);
        if (elapsed < horizon) result = await scene.create();
      }
      expect(waits).toEqual([10, 20, 40, 80, 120, 120, 120, 120, 120, 120, 120, 85]);
      expect((await scene.record()).attempts['1']?.absences).toBeUndefined();
      expect(scene.sent).toHaveLength(1);
    });

    it('is sent once more, under another name, after three clean scans with a control past the horizon', async () => {
      scene.listed = [await scene.control()];
      scene.later(horizon - 5);
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
      // Too early for the second scan to count.
      scene.later(20);
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 40 });
      scene.later(40);
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 60 });
      scene.later(60);
      scene.answers = [made];
      expect(await scene.create()).toMatchObject({ outcome: 'made' });
      expect(await scene.record()).toMatchObject({
        attempts: { 1: { state: 'ABSENT' }, 2: { state: 'MADE' } },
      });
      const names = scene.sent.map(({ request }) => (request.family === 'cosyvoice' ? request.prefix : ''));
      expect(names[0]?.slice(0, 9)).toBe(names[1]?.slice(0, 9));
      expect(names[0]).not.toBe(names[1]);
    });

    it('is not proved absent by a scan while voices were being deleted', async () => {
      const list = { family: 'cosyvoice', scope: 'mainland' } as const;
      scene.listed = [await scene.control()];
      scene.later(horizon - 5);
      scene.whileListing = async () => {
        const until = new Date(scene.now.getTime() + 1_000);
        await scans.takeDeleteLease(list, { id: `lease-${scene.voiceId}`, until }, scene.now);
      };
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      expect((await scene.record()).attempts['1']?.absences).toBeUndefined();
      await scans.releaseDeleteLease(list, { id: `lease-${scene.voiceId}` });
    });

    it.each([
      ['did not come to the empty page', { reason: 'repeated_page' }],
      ['could not read every entry', { unreadable: 1 }],
    ] as const)('is not proved absent by a scan that %s', async (_, end) => {
      scene.listed = [await scene.control()];
      scene.later(horizon - 5);
      scene.end = end;
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      expect((await scene.record()).attempts['1']?.absences).toBeUndefined();
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
        { voicePrompt: 'A voice.', previewText: 'What it reads aloud.' },
        false,
      ],
    ])('and a listed voice with %s', async (_, id, shown, proves) => {
      scene.listed = [await scene.control(), id];
      scene.shown = shown;
      scene.later(horizon - 5);
      await scene.create();
      expect((await scene.record()).attempts['1']?.absences?.length ?? 0).toBe(proves ? 1 : 0);
    });

    it('is not sent more often than allowed', async () => {
      scene.listed = [await scene.control()];
      const once = { settings: { ...scene.dependencies().settings, maxCreateAttempts: 1 } };
      scene.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        expect(await scene.create(once)).toMatchObject({ outcome: 'again' });
        scene.later(60);
      }
      expect(await scene.create(once)).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_absent' },
      });
      expect(scene.sent).toHaveLength(1);
    });

    it('is not sent once more by an invocation after the one that proved the last allowed attempt absent and died', async () => {
      class Dying extends DynamoVoiceStore {
        override recordReason(): Promise<void> {
          return Promise.reject(new Error('the process died'));
        }
      }
      scene.listed = [await scene.control()];
      const settings = { ...scene.dependencies().settings, maxCreateAttempts: 1 };
      const dying = { settings, voices: new Dying(table.client, table.table) };
      scene.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        await scene.create(dying);
        scene.later(60);
      }
      await expect(scene.create(dying)).rejects.toThrow('the process died');
      expect(await scene.record()).toMatchObject({ attempts: { 1: { state: 'ABSENT' } } });
      expect(await scene.create({ settings })).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_absent' },
      });
      expect(scene.sent).toHaveLength(1);
    });

    it('stays unknown at the horizon where nothing proves the account: nothing more is sent', async () => {
      scene.later(horizon - 5);
      expect(await scene.create()).toMatchObject({
        outcome: 'failed',
        reason: { code: 'create_outcome_unknown' },
      });
      expect(await scene.record()).toMatchObject({ attempts: { 1: { state: 'UNKNOWN' } } });
      expect(scene.sent).toHaveLength(1);
    });

    it('is not concluded upon while the list cannot be read, and given up half an hour after the horizon', async () => {
      scene.listed = new Error('503');
      scene.later(horizon - 5);
      expect(await scene.create()).toMatchObject({ outcome: 'again', waitSeconds: 120 });
      scene.later(1_800);
      expect(await scene.create()).toMatchObject({ reason: { code: 'create_outcome_unknown' } });
      expect(scene.sent).toHaveLength(1);
    });

    it('is deleted, not sent again, when deletion was asked for meanwhile', async () => {
      scene.listed = [await scene.control()];
      const deletion = { at: scene.now, by: 'ann', purgeAt: scene.now };
      await voices.requestDeletion(await scene.record(), deletion);
      scene.later(horizon - 5);
      for (let scan = 0; scan < 2; scan += 1) {
        expect(await scene.create()).toMatchObject({ outcome: 'again' });
        scene.later(60);
      }
      expect(await scene.create()).toMatchObject({ outcome: 'deletedUnmade' });
      expect(scene.sent).toHaveLength(1);
    });
  });

  it('goes on when only the answer to its claim was lost', async () => {
    await scene.request();
    scene.answers = [made];
    const lossy = new LossyClaims(table.client, table.table);
    expect(await scene.create({ attemptStore: lossy })).toMatchObject({ outcome: 'made' });
    expect(scene.sent).toHaveLength(1);
  });

  it('hands the id to the workflow when it cannot write it', async () => {
    await scene.request();
    scene.answers = [made];
    const broken = new UnwritableIds(table.client, table.table);
    expect(await scene.create({ attemptStore: broken })).toMatchObject({
      outcome: 'unrecorded',
      unrecorded: {
        attempt: '1',
        providerVoiceId: made.providerVoiceId,
        claimId: expect.any(String),
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
  });

  it('keeps a voice whose preview is lost, or is no audio', async () => {
    await scene.request();
    scene.answers = [made];
    scene.storeWorks = false;
    expect(await scene.create()).toMatchObject({ outcome: 'made', voice: { preview: { missing: 'lost' } } });

    const other = new Scene();
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
      isSighted: false,
      preview: { mediaType: 'audio/wav' },
    },
    {
      which: 'another one: it is kept as an extra voice, never over the first',
      tail: '-2',
      isExtra: true,
      isSighted: false,
      preview: { missing: 'lost' },
    },
    {
      which: 'another one that reconciliation has sighted too: it is kept once',
      tail: '-2',
      isExtra: true,
      isSighted: true,
      preview: { missing: 'lost' },
    },
  ])(
    'is answered after reconciliation has adopted its voice, with $which',
    async ({ tail, isExtra, isSighted, preview }) => {
      await scene.request();
      const answered = `${made.providerVoiceId}${tail}`;
      scene.answers = [{ ...made, providerVoiceId: answered }];
      scene.whileSending = async () => {
        const { attempts, run } = await scene.record();
        const { claimId = '', claimedAt = '' } = attempts['1'] ?? {};
        const claim = { voiceId: scene.voiceId, run, attempt: 1, claimId, claimedAt: new Date(claimedAt) };
        const { providerVoiceId } = made;
        const adopted = { providerVoiceId, requestId: null, usageCount: null, adopted: true } as const;
        await attemptStore.recordMade(claim, adopted, scene.now);
        await voices.recordPreview(scene.voiceId, providerVoiceId, { missing: 'lost' }, null);
        if (isSighted) await attemptStore.recordExtraVoice(scene.voiceId, '1', answered);
      };
      expect(await scene.create()).toMatchObject({ outcome: 'made' });
      const record = await scene.record();
      expect(record).toMatchObject({ providerVoiceId: made.providerVoiceId, preview });
      expect(record.attempts['1']?.extraVoiceIds).toEqual(isExtra ? [answered] : undefined);
    },
  );

  it('reports the preview of a voice that was made by an invocation that died as lost', async () => {
    await scene.request();
    scene.answers = [made];
    const dying: CreateVoiceDependencies['previews'] = {
      put: () => new Promise(() => {}),
      find: async () => null,
    };
    void scene.create({ previews: dying });
    for (let state = ''; state !== 'MADE'; state = (await scene.record()).attempts['1']?.state ?? '');
    expect(await scene.create()).toMatchObject({ outcome: 'made', voice: { preview: { missing: 'lost' } } });
  });

  describe('whose preview was stored, and its record not written', () => {
    const stored = {
      mediaType: 'audio/wav',
      sampleRate: 24_000,
      bytes: 5,
      durationSeconds: 1.5,
      language: 'en',
    };
    const { promise: never } = Promise.withResolvers<void>();
    /** Stores the object; the invocation does not come back from it. */
    const storeAndDie = (): CreateVoiceDependencies['previews'] => ({
      put: async (key, preview) => {
        await scene.previews.put(key, preview);
        return never;
      },
      find: async () => null,
    });

    it('has it all the same, under its known key', async () => {
      await scene.request({ language: 'en' });
      scene.answers = [made];
      void scene.create({ previews: storeAndDie() });
      while (scene.previews.objects.size === 0) await scene.record();
      expect(await scene.create()).toMatchObject({ outcome: 'made', voice: { preview: stored } });
      expect(await scene.record()).toMatchObject({ preview: stored, previewKey: `${scene.voiceId}/1.wav` });
    });

    it('has it also when only the answer of the bucket was lost', async () => {
      await scene.request({ language: 'en' });
      scene.answers = [made];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await scene.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = (key: string) => scene.previews.find(key);
      expect(await scene.create({ previews: { put, find } })).toMatchObject({ voice: { preview: stored } });
    });

    it('stays pending when the answer was lost and the bucket cannot be asked', async () => {
      await scene.request({ language: 'en' });
      scene.answers = [made];
      const put: CreateVoiceDependencies['previews']['put'] = async (key, preview) => {
        await scene.previews.put(key, preview);
        throw new Error('the answer was lost');
      };
      const find = () => Promise.reject(new Error('SlowDown'));
      expect(await scene.create({ previews: { put, find } })).toMatchObject({
        outcome: 'made',
        voice: { preview: { missing: 'pending' } },
      });
    });

    it('is not called lost while the bucket cannot be asked', async () => {
      await scene.request({ language: 'en' });
      scene.answers = [made];
      void scene.create({ previews: storeAndDie() });
      while (scene.previews.objects.size === 0) await scene.record();
      const down = { put: async () => {}, find: () => Promise.reject(new Error('SlowDown')) };
      await expect(scene.create({ previews: down })).rejects.toThrow('SlowDown');
      expect(await scene.record()).toMatchObject({ preview: { missing: 'pending' } });
      expect(await scene.create()).toMatchObject({ voice: { preview: stored } });
    });
  });

  it('leaves a record alone that another run owns', async () => {
    await scene.request();
    expect(await scene.create({}, 1)).toMatchObject({ outcome: 'ended' });
    expect(scene.sent).toEqual([]);
  });

  it('says that there is no such voice', async () => {
    await expect(scene.create()).rejects.toThrow(VoiceNotFoundError);
  });

  it('shows the provider no key and the workflow no text', async () => {
    await scene.request();
    scene.answers = [made];
    expect(JSON.stringify(await scene.create())).not.toMatch(/sk-first|harbour|takes its time/);
  });
});
