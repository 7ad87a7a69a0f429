import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { VoiceClient, type VoiceView } from '../../client/index.ts';
import { EventReceiver } from '../../scripts/demo/event-receiver.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import { voice } from '../cli/support.ts';
import { expectAsPublished } from '../support/published-events.ts';
import { histories, imported, requestOf, type UserAction } from './support/histories.ts';
import { LocalStack } from './support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'whole-life-'));
/**
 * Ten times the longest duration on an idle machine. That includes a lease on a list, which takes 90 s to expire at any
 * time scale.
 */
const timeoutMs = 1_000_000;
let stack: LocalStack;
let client: VoiceClient;

beforeAll(async () => {
  // At this scale, a review has 30 s, a deleted voice can be restored for 6 s, and a rejected one is kept for 1 s.
  const settings = {
    scopes: ['mainland', 'international'],
    reviewDeadlineHours: { seconds: 18_000 },
    deletedGraceDays: { seconds: 3_600 },
    rejectedGraceDays: { seconds: 600 },
    purgeEveryMinutes: 40,
    reconcileEveryMinutes: 40,
  };
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  stack = await LocalStack.start(join(folder, 'state'), {
    args: ['--time-scale', '600', '--settings', file],
  });
  // The simulator does not throttle, because a throttled create may or may not have been sent before its deletion.
  await stack.simulator.changeSettings({ cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0 });
  client = new VoiceClient({ apiUrl: stack.note.apiUrl, apiKey: stack.note.apiKey });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const userActions: Readonly<Record<UserAction, (voice: VoiceView) => Promise<unknown>>> = {
  delete: ({ voiceId }) => client.delete(voiceId),
  'delete and restore': async ({ voiceId }) => {
    await client.delete(voiceId);
    await client.restore(voiceId);
  },
  purge: ({ voiceId }) => client.purge(voiceId),
  'remove at the provider': ({ providerVoiceId }) => stack.simulator.removeVoice(providerVoiceId ?? ''),
  approve: ({ providerVoiceId }) => stack.simulator.review(providerVoiceId ?? '', { outcome: 'OK' }),
  reject: ({ providerVoiceId }) => stack.simulator.review(providerVoiceId ?? '', { outcome: 'UNDEPLOYED' }),
  'delete, restore and approve': async ({ voiceId, providerVoiceId }) => {
    await client.delete(voiceId);
    await client.restore(voiceId);
    await stack.simulator.review(providerVoiceId ?? '', { outcome: 'OK' });
  },
};

/** Returns all records by name. */
async function voices(): Promise<Map<string, VoiceView>> {
  const found = new Map<string, VoiceView>();
  for await (const voice of client.listVoices()) found.set(voice.name ?? voice.voiceId, voice);
  return found;
}

/**
 * Takes the actions of each history as soon as its voice has the right status, until all voices have their final status.
 *
 * @throws Error with the names of the other voices after `timeoutMs`
 */
async function playHistories(): Promise<void> {
  const remaining = new Map(
    Object.entries(histories).map(([name, history]) => [name, [...history.userActions]]),
  );
  for (const begun = Date.now(); ; ) {
    const all = await voices();
    const open: string[] = [];
    const actions: Promise<unknown>[] = [];
    for (const [name, { finalStatus }] of Object.entries(histories)) {
      const voice = all.get(name);
      const next = remaining.get(name)?.[0];
      if (voice && next && voice.status === next.when) {
        remaining.get(name)?.shift();
        // All at once, because some are possible for seconds only.
        actions.push(userActions[next.action](voice));
      }
      if (next || voice?.status !== finalStatus) open.push(`${name}: ${voice?.status} ${next?.action ?? ''}`);
    }
    await Promise.all(actions);
    if (open.length === 0) return;
    await stack.printsMore();
    if (Date.now() - begun > timeoutMs) throw new Error(`Not finished: ${open.join(', ')}\n${stack.output}`);
  }
}

/** Creates voices at the provider that no request of the deployment created, some of them to import. */
async function seedForeignVoices() {
  const [foreign = ''] = await stack.simulator.seedVoices({ family: 'qwen', name: 'console' });
  const [abroad = ''] = await stack.simulator.seedVoices({ scope: 'international', name: 'console' });
  const toImport = await Promise.all(
    imported.map(async (place) => {
      const [providerVoiceId = ''] = await stack.simulator.seedVoices({ ...place, name: 'elsewhere' });
      await stack.simulator.review(providerVoiceId, { outcome: 'OK' });
      return { ...place, providerVoiceId };
    }),
  );
  return { foreign: [foreign, abroad], toImport };
}

/** Creates a second voice at the provider with the name of a voice of the deployment, and returns its id. */
async function seedOrphan(of: VoiceView): Promise<string> {
  const { live: listed } = await stack.simulator.snapshot();
  const original = listed.find(({ id }) => id === of.providerVoiceId);
  const { family, scope } = of;
  const [id = ''] = await stack.simulator.seedVoices({ family, scope, name: original?.name });
  return id;
}

/**
 * Waits until a condition holds. Checks it after each output of the stack.
 *
 * @throws Error after `timeoutMs`
 */
async function until(condition: string, holds: () => Promise<boolean>): Promise<void> {
  for (const begun = Date.now(); !(await holds()); await stack.printsMore()) {
    if (Date.now() - begun > timeoutMs) throw new Error(`Not true in time: ${condition}\n${stack.output}`);
  }
}

async function liveIds(): Promise<string[]> {
  const { live: listed } = await stack.simulator.snapshot();
  return listed.map(({ id }) => id).sort();
}

async function storedPreviews(): Promise<string[]> {
  const { outputs } = stack.note;
  const s3 = new S3Client({ ...clientSettings(stack.note, 'S3'), forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: outputs.PreviewsBucketName }));
  return Contents.map(({ Key = '' }) => Key.split('/')[0] ?? '').sort();
}

it('provider, table, bucket and events agree after the histories of thirty voices', async () => {
  expect(Object.keys(histories).length + imported.length).toBe(30);
  const { foreign, toImport } = await seedForeignVoices();
  const created = await Promise.all(
    Object.entries(histories).map(([name, history]) => client.create(requestOf(name, history))),
  );
  const used = created[0]?.voice.voiceId ?? '';
  const [second, imports] = await Promise.all([
    client.waitUntilSettled(used, { pollMs: 50 }).then(seedOrphan),
    Promise.all(
      toImport.map(({ providerVoiceId, ...list }) => client.provider.import(providerVoiceId, list)),
    ),
    playHistories(),
  ]);
  await until('the second voice is removed', async () => !(await liveIds()).includes(second));

  const records = [...(await voices()).values()];
  expect(Object.fromEntries(records.map(({ name, status }) => [name ?? 'imported', status]))).toEqual({
    ...Object.fromEntries(Object.entries(histories).map(([name, { finalStatus }]) => [name, finalStatus])),
    imported: 'OK',
  });
  expect(records).toHaveLength(30);

  const alive = records.filter(({ status }) => status === 'OK');
  expect(await liveIds()).toEqual(
    [...alive.map(({ providerVoiceId }) => providerVoiceId), ...foreign].sort(),
  );
  const { billed } = await stack.simulator.snapshot();
  expect(billed).toHaveLength(Object.keys(histories).length - 1);

  const withAudio = records.filter(({ preview }) => 'mediaType' in preview);
  expect(await storedPreviews()).toEqual(withAudio.map(({ voiceId }) => voiceId).sort());
  const silent = records.filter(({ preview, status }) => !('mediaType' in preview) && status !== 'PURGED');
  expect(silent.map(({ name }) => name?.replace(/ \(\d\)/, '') ?? 'imported').sort()).toEqual([
    'answer lost',
    'answer lost',
    ...imported.map(() => 'imported'),
    'refused',
  ]);

  const queue = new EventReceiver(stack.note);
  const ids = new Set(records.map(({ voiceId }) => voiceId));
  const expected = Object.values(histories).reduce((sum, { events }) => sum + events.length, 0);
  let received = 0;
  for (const begun = Date.now(); received < expected && Date.now() - begun < timeoutMs; ) {
    received += (await queue.receive(ids)).length;
  }
  for (const { voiceId, name, sequence, status } of records) {
    const events = queue.eventsOf(voiceId);
    expect({ name, events: events.map(({ detailType }) => detailType) }).toEqual({
      name,
      events: histories[name ?? '']?.events ?? [],
    });
    expect(events.map(({ eventId }) => eventId)).toEqual(events.map((_, i) => `${voiceId}-${i + 1}`));
    expect(events.length).toBe(sequence);
    if (events.length > 0) expect(events.at(-1)?.voice.status).toBe(status);
    expectAsPublished(events);
  }
  expect(imports.map(({ isNew }) => isNew)).toEqual(imported.map(() => true));

  const purgeAll = ['admin', 'purge', '--all', '--state', join(folder, 'state')];
  expect(await voice(purgeAll)).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      new RegExp(`has ${alive.length} voices; --all --yes removes them permanently`),
    ),
  });
  expect(await voice([...purgeAll, '--yes'])).toEqual({
    code: 0,
    out: `purged: ${alive.length}\n`,
    err: 'Creates remain switched off. Switch them on with voice admin switch creates on.\n',
  });
  expect(await liveIds()).toEqual([...foreign].sort());
  expect(await storedPreviews()).toEqual([]);
  for (const [name, history] of Object.entries(histories).slice(0, 1)) {
    const late = client.create(requestOf(name, history));
    await expect(late).rejects.toMatchObject({ code: 'creates_disabled' });
  }
  expect((await voice(['keys', 'list', '--json', '--state', join(folder, 'state')])).out).not.toContain(
    'voice-admin-purge',
  );
});
