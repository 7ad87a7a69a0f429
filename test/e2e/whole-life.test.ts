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
import { type Deed, imported, lives, requestOf } from './support/lives.ts';
import { LocalStack } from './support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'whole-life-'));
/** Ten times as long as a quiet machine takes at most, which may wait for a lease on a list to run out: 90 s at any scale. */
const patienceMs = 1_000_000;
let stack: LocalStack;
let client: VoiceClient;

beforeAll(async () => {
  // At this scale: a review's deadline after 15 s, a deleted voice restorable for 6 s, a rejected one kept for 1 s.
  const settings = {
    scopes: ['mainland', 'international'],
    reviewDeadlineHours: { seconds: 9_000 },
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
  // A create that is throttled is not sent yet: what its deletion finds would be a matter of luck.
  await stack.simulator.changeSettings({ cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0 });
  client = new VoiceClient({ apiUrl: stack.note.apiUrl, apiKey: stack.note.apiKey });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const deeds: Readonly<Record<Deed, (voice: VoiceView) => Promise<unknown>>> = {
  delete: ({ voiceId }) => client.delete(voiceId),
  'delete and restore': async ({ voiceId }) => {
    await client.delete(voiceId);
    await client.restore(voiceId);
  },
  purge: ({ voiceId }) => client.purge(voiceId),
  'remove at the provider': ({ providerVoiceId }) => stack.simulator.removeVoice(providerVoiceId ?? ''),
  approve: ({ providerVoiceId }) => stack.simulator.review(providerVoiceId ?? '', { outcome: 'OK' }),
  reject: ({ providerVoiceId }) => stack.simulator.review(providerVoiceId ?? '', { outcome: 'UNDEPLOYED' }),
  'restore and approve': async ({ voiceId, providerVoiceId }) => {
    await client.restore(voiceId);
    await stack.simulator.review(providerVoiceId ?? '', { outcome: 'OK' });
  },
};

/** All records, by the names they were given. */
async function voices(): Promise<Map<string, VoiceView>> {
  const found = new Map<string, VoiceView>();
  for await (const voice of client.listVoices()) found.set(voice.name ?? voice.voiceId, voice);
  return found;
}

/**
 * Does to each voice what its life holds, as soon as it is there, until all have ended as they are to.
 *
 * @throws Error that names the voices which have not, when patience is at its end
 */
async function live(): Promise<void> {
  const left = new Map(Object.entries(lives).map(([name, life]) => [name, [...life.deeds]]));
  for (const begun = Date.now(); ; ) {
    const all = await voices();
    const open: string[] = [];
    for (const [name, { ends }] of Object.entries(lives)) {
      const voice = all.get(name);
      const next = left.get(name)?.[0];
      if (voice && next && voice.status === next.when) {
        left.get(name)?.shift();
        await deeds[next.deed](voice);
      }
      if (next || voice?.status !== ends) open.push(`${name}: ${voice?.status} ${next?.deed ?? ''}`);
    }
    if (open.length === 0) return;
    await stack.printsMore();
    if (Date.now() - begun > patienceMs) throw new Error(`Still open: ${open.join('; ')}\n${stack.output}`);
  }
}

/** Voices that the provider shows and no request of ours asked for: by the ids that they have there. */
async function strangers() {
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

/** A second voice at the provider under the name of one that a request of ours made. */
async function orphan(of: VoiceView): Promise<string> {
  const { live: listed } = await stack.simulator.snapshot();
  const original = listed.find(({ id }) => id === of.providerVoiceId);
  const { family, scope } = of;
  const [id = ''] = await stack.simulator.seedVoices({ family, scope, name: original?.name });
  return id;
}

/** Looks again whenever the stack says anything. @throws Error when patience is at its end */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const begun = Date.now(); !(await holds()); await stack.printsMore()) {
    if (Date.now() - begun > patienceMs) throw new Error(`It is not so that ${what}: ${stack.output}`);
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

it('lives with thirty voices: at the end provider, table, bucket and events agree exactly', async () => {
  expect(Object.keys(lives).length + imported.length).toBe(30);
  const { foreign, toImport } = await strangers();
  const created = await Promise.all(
    Object.entries(lives).map(([name, life]) => client.create(requestOf(name, life))),
  );
  const used = created[0]?.voice.voiceId ?? '';
  const imports = await Promise.all(
    toImport.map(({ providerVoiceId, ...list }) => client.provider.import(providerVoiceId, list)),
  );
  const second = await orphan(await client.waitUntilSettled(used, { pollMs: 50 }));
  await live();
  await until('the second voice is removed', async () => !(await liveIds()).includes(second));

  const records = [...(await voices()).values()];
  expect(Object.fromEntries(records.map(({ name, status }) => [name ?? 'imported', status]))).toEqual({
    ...Object.fromEntries(Object.entries(lives).map(([name, { ends }]) => [name, ends])),
    imported: 'OK',
  });
  expect(records).toHaveLength(30);

  const alive = records.filter(({ status }) => status === 'OK');
  expect(await liveIds()).toEqual(
    [...alive.map(({ providerVoiceId }) => providerVoiceId), ...foreign].sort(),
  );
  const { billed } = await stack.simulator.snapshot();
  expect(billed).toHaveLength(Object.keys(lives).length - 1);

  const withAudio = records.filter(({ preview }) => 'mediaType' in preview);
  expect(await storedPreviews()).toEqual(withAudio.map(({ voiceId }) => voiceId).sort());
  const silent = records.filter(({ preview, status }) => !('mediaType' in preview) && status !== 'PURGED');
  expect(silent.map(({ name }) => name?.replace(/ \(\d\)/, '') ?? 'imported').sort()).toEqual([
    ...imported.map(() => 'imported'),
    ...['its answer lost', 'its answer lost', 'refused'],
  ]);

  const queue = new EventReceiver(stack.note);
  const ids = new Set(records.map(({ voiceId }) => voiceId));
  const expected = Object.values(lives).reduce((sum, { announced }) => sum + announced.length, 0);
  let taken = 0;
  for (const begun = Date.now(); taken < expected && Date.now() - begun < patienceMs; ) {
    taken += (await queue.receive(ids)).length;
  }
  for (const { voiceId, name, sequence, status } of records) {
    const events = queue.eventsOf(voiceId);
    expect({ name, events: events.map(({ detailType }) => detailType) }).toEqual({
      name,
      events: lives[name ?? '']?.announced ?? [],
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
  for (const [name, life] of Object.entries(lives).slice(0, 1)) {
    const late = client.create(requestOf(name, life));
    await expect(late).rejects.toMatchObject({ code: 'creates_disabled' });
  }
  expect((await voice(['keys', 'list', '--json', '--state', join(folder, 'state')])).out).not.toContain(
    'voice-admin-purge',
  );
});
