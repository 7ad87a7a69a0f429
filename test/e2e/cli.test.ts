import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedriveResult } from '../../cli/admin/dead-letters.ts';
import { readWav } from '../../scripts/demo/wav.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import { commandEnvironment } from '../support/run-folder.ts';
import { LocalStack } from './support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const state = join(folder, 'state');
let stack: LocalStack;

beforeAll(async () => {
  stack = await LocalStack.start(state, { args: ['--time-scale', '10'] });
  // Until the first reconciliation, voice doctor reports that the provider's voices were never counted.
  await voice(['admin', 'reconcile']);
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command in a process, as a user does. */
async function voice(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const command = spawn(process.execPath, ['cli/main.ts', ...words, '--state', state], {
    env: commandEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = async (stream: NodeJS.ReadableStream) => {
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    return text;
  };
  const closed = once(command, 'close');
  const [out, err] = await Promise.all([read(command.stdout), read(command.stderr)]);
  await closed;
  return { code: command.exitCode, out, err };
}

/** Returns the ARN of a function in the local stack. */
function functionArnOf(construct: string): string {
  const template: { Resources: Record<string, { Type: string }> } = JSON.parse(
    readFileSync(join(state, 'cdk.out', 'VoiceDesign.template.json'), 'utf8'),
  );
  const [logicalId] = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    Type === 'AWS::Lambda::Function' && id.includes(construct) ? [id] : [],
  );
  return `arn:aws:lambda:us-east-1:000000000000:function:VoiceDesign-${logicalId}`;
}

const requests = `
- &ready
  family: cosyvoice
  targetModel: cosyvoice-v3.5-plus
  voicePrompt: A calm voice that takes its time.
  previewText: The harbour is quiet tonight.
  name: 晚安 reader
  labels: { project: cli }
- <<: *ready
  voicePrompt: A bright young man who smiles. [reject]
- <<: *ready
  sampleRate: 1
`;

describe('voice with the local stack', () => {
  it('creates, shows, deletes and restores voices without any setting', async () => {
    const file = join(folder, 'voices.yaml');
    writeFileSync(file, requests);
    const created = await voice(['create', '--file', file, '--idempotency-key', 'e2e', '--json']);
    expect(created).toMatchObject({ code: 3, err: expect.stringMatching(/request 3 +sampleRate /) });
    const [ready, rejected, refused] = JSON.parse(created.out);
    expect([ready.status, rejected.status, refused.problem.code]).toEqual([
      'OK',
      'UNDEPLOYED',
      'invalid_request',
    ]);

    const repeated = await voice([
      'create',
      '--file',
      file,
      '--idempotency-key',
      'e2e',
      '--no-wait',
      '--json',
    ]);
    expect(JSON.parse(repeated.out)[0].voiceId).toBe(ready.voiceId);

    const shown = await voice(['get', ready.voiceId]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining(JSON.stringify(ready.use)) });

    const path = join(folder, 'preview.wav');
    expect(await voice(['preview', ready.voiceId, '-o', path])).toMatchObject({ code: 0, out: '' });
    expect(readWav(readFileSync(path)).sampleRate).toBe(24_000);

    const listed = await voice(['list', '--status', 'UNDEPLOYED', '--label', 'project:cli']);
    expect(listed.out.trim().split('\n')).toEqual([
      expect.stringMatching(/^VOICE ID/),
      expect.stringMatching(new RegExp(`^${rejected.voiceId} +UNDEPLOYED .*晚安 reader +review_rejected$`)),
    ]);

    expect((await voice(['delete', ready.voiceId])).out).toMatch(/DELETED +restorable until 20/);
    expect((await voice(['restore', ready.voiceId])).out).toMatch(/OK$/m);
    expect(await voice(['restore', ready.voiceId])).toMatchObject({
      code: 3,
      err: expect.stringContaining('invalid_state: The voice is OK'),
    });
    // Voices of other tests may still be unsettled.
    expect(await voice(['watch'])).toMatchObject({ code: 0 });
    expect(await voice(['watch'])).toMatchObject({ code: 0, out: '' });
  });

  it('creates keys concurrently, lists and revokes them, and stores only their hashes', async () => {
    const owners = ['ann', 'bob', 'cy'];
    const created = await Promise.all(
      owners.map((owner) => voice(['keys', 'create', '--owner', owner, '--scopes', 'read', '--json'])),
    );
    expect(created.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [ann, bob] = created.map(({ out }) => JSON.parse(out));
    const { out: listed } = await voice(['keys', 'list', '--json']);
    const entries: { owner: string }[] = JSON.parse(listed);
    expect(entries.map(({ owner }) => owner)).toEqual(expect.arrayContaining([...owners, 'developer']));
    const dynamo = new DynamoDBClient(clientSettings(stack.note));
    const { Items } = await dynamo.send(new ScanCommand({ TableName: stack.note.outputs.VoicesTableName }));
    dynamo.destroy();
    expect(JSON.stringify(Items)).toContain(ann.keyId);
    for (const { key } of [ann, bob]) expect(JSON.stringify(Items)).not.toContain(key);

    const { apiUrl } = stack.note;
    const as = (key: string) => ({ VOICE_API_URL: apiUrl, VOICE_API_KEY: key });
    expect((await voice(['list'], as(ann.key))).code).toBe(0);
    expect(await voice(['delete', '0'.repeat(26)], as(ann.key))).toMatchObject({
      code: 4,
      err: expect.stringContaining('scope write'),
    });
    expect(await voice(['keys', 'revoke', ann.keyId, 'key-none'])).toMatchObject({ code: 3, out: '' });
    expect((await voice(['keys', 'revoke', ann.keyId])).out).toBe(`${ann.keyId}  revoked\n`);
    expect((await voice(['list'], as(ann.key))).code).toBe(4);
    expect((await voice(['list'], as(bob.key))).code).toBe(0);
  });

  it('lists and imports voices that were created elsewhere', async () => {
    const [id = ''] = await stack.simulator.seedVoices({ family: 'qwen', scope: 'mainland' });
    const list = ['--family', 'qwen', '--scope', 'mainland'];
    const unrecorded = await voice(['import', ...list, '--json']);
    expect(JSON.parse(unrecorded.out)).toMatchObject([{ providerVoiceId: id, voiceId: null }]);
    const imported = await voice(['import', id, ...list, '--name', 'Found', '--label', 'from:console']);
    const [, voiceId = ''] = /^(\w{26}) {2}OK {2}/.exec(imported.out) ?? [];
    expect(imported).toMatchObject({ code: 0, out: `${voiceId}  OK  ${id}\n` });
    expect((await voice(['import', id, ...list])).out).toBe(`${voiceId}  OK  ${id} (already had a record)\n`);
    expect((await voice(['import', ...list])).err).toBe('Every voice of this list has a record.\n');
    const { out } = await voice(['get', voiceId, '--refresh']);
    expect(out).toMatch(/provider status +OK\n.* created .* by developer, imported/s);
    expect(await voice(['import', 'qwen-tts-vd-no-voice-1', ...list])).toMatchObject({ code: 3, out: '' });
  });

  it('stops and resumes creates with a switch', async () => {
    const create = ['create', '--family', 'qwen', '--target-model', 'qwen3-tts-vd-2026-01-26'];
    create.push('--voice-prompt', 'calm', '--preview-text', 'Good evening to you all.', '--no-wait');
    expect((await voice(['admin', 'switch'])).out).toBe('creates  on\ndeletes  on\n');
    expect((await voice(['admin', 'switch', 'creates', 'off'])).out).toBe('creates  off\ndeletes  on\n');
    expect(await voice(create)).toMatchObject({ code: 3, err: expect.stringContaining('creates_disabled') });
    await voice(['admin', 'switch', 'creates', 'on']);
    expect((await voice(create)).code).toBe(0);
  });

  it('restores items only while creates and deletes are switched off', async () => {
    const { VoicesTableName = '' } = stack.note.outputs;
    const restore = ['admin', 'restore-items', '--from', VoicesTableName];
    const counted = await voice([...restore, '--dry-run', '--json']);
    expect([counted.code, JSON.parse(counted.out)]).toEqual([
      0,
      { restored: 0, present: expect.any(Number), beingCreated: 0, apiKeys: 0 },
    ]);
    for (const name of ['deletes', 'creates']) {
      expect(await voice(restore)).toMatchObject({
        code: 3,
        out: '',
        err: expect.stringContaining('creates and deletes must be switched off first'),
      });
      await voice(['admin', 'switch', name, 'off']);
    }
    expect(await voice(restore)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^restored: 0\npresent: [1-9]\d*\n$/),
    });
    expect(await voice([...restore.slice(0, -1), 'voices-missing'])).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('voices-missing'),
    });
    for (const name of ['deletes', 'creates']) await voice(['admin', 'switch', name, 'on']);
  });

  it('starts a purge, after a dry run', async () => {
    const simulated = await voice(['admin', 'purge', '--dry-run', '--json']);
    expect([simulated.code, JSON.parse(simulated.out)]).toEqual([0, { dryRun: true, due: 0, voiceIds: [] }]);
    const purged = await voice(['admin', 'purge']);
    expect([purged.code, purged.out]).toEqual([0, expect.stringMatching(/^due: 0\npurged: 0$/m)]);
  });

  it('starts a reconciliation, and then shows the capacity', async () => {
    const simulated = await voice(['admin', 'reconcile', '--dry-run', '--json']);
    expect(simulated.code).toBe(0);
    const { dryRun, lists } = JSON.parse(simulated.out);
    expect(dryRun).toBe(true);
    expect(lists).toContainEqual({
      family: 'cosyvoice',
      scope: 'mainland',
      report: expect.objectContaining({ limit: 1_000, failed: 0 }),
    });
    const run = await voice(['admin', 'reconcile']);
    expect(run).toMatchObject({ code: 0, out: expect.stringMatching(/^lists:\n.* family: qwen$/ms) });
    expect((await voice(['capacity'])).out).toMatch(/^cosyvoice +mainland +\d+ +1000 +\d+ +\d+[smh] ago$/m);
  });

  it('shows the key of the local stack and its scopes', async () => {
    expect((await voice(['key'])).out).toMatch(
      /^key-[0-9a-f]{12} {2}owner \S+ {2}scopes read, write, admin$/m,
    );
  });

  it('probes the provider and reports an assumption that does not hold', async () => {
    const probed = await voice(['admin', 'probe']);
    expect(probed).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/(^\w+ +yes .*\n){7}$/m) });
    await stack.simulator.addRule({
      match: { action: 'delete' },
      effects: [{ kind: 'error', status: 500, code: 'InternalError' }],
      times: 1,
    });
    const failed = await voice(['admin', 'probe']);
    expect(failed).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^delete +no +.*\ngone +- +not reached$/m),
      err: expect.stringMatching(/-vd-\w{10}-\w+ may still exist/),
    });
    const other = await voice(['admin', 'probe', '--scope', 'international', '--json']);
    expect(JSON.parse(other.out)).toMatchObject({ holds: true, scope: 'international', removed: [] });
  });

  it('sends dead letters back to their function, their target or their queue', async () => {
    const { outputs } = stack.note;
    const sqs = new SQSClient(clientSettings(stack.note, 'SQS'));
    const urlOf = (name: string) =>
      outputs.DeadLetterQueueUrls?.split(',').find((url) => url.includes(name)) ?? '';
    const sendDeadLetter = (name: string, body: unknown, target?: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: urlOf(name),
          MessageBody: JSON.stringify(body),
          MessageAttributes: target ? { TARGET_ARN: { DataType: 'String', StringValue: target } } : undefined,
        }),
      );
    const functionArn = functionArnOf('ReceiveVoiceRequest');
    const creationRequested = (requestKey: string) => ({
      id: `event-${requestKey}`,
      source: 'cli.test',
      'detail-type': 'Voice Creation Requested',
      detail: {
        requestKey,
        family: 'qwen',
        targetModel: 'qwen3-tts-vd-2026-01-26',
        voicePrompt: 'A calm voice.',
        previewText: 'Good evening to you all.',
        labels: { redriven: requestKey },
      },
    });
    expect(await voice(['doctor'])).toEqual({ code: 0, out: 'No problems found.\n', err: '' });
    await sendDeadLetter('VoiceRequestsFailed', {
      requestContext: { functionArn: `${functionArn}:$LATEST` },
      requestPayload: creationRequested('failed'),
    });
    await sendDeadLetter('VoiceRequestsUndelivered', creationRequested('undelivered'), functionArn);
    await sendDeadLetter('VoiceDesignEventsPoison', { 'detail-type': 'from the poison queue' });
    await sendDeadLetter('VoiceDesignEventsUndelivered', { unknown: 'message' });

    const doctor = await voice(['doctor']);
    expect([doctor.code, doctor.out.split('\n').length, doctor.out]).toEqual([
      1,
      2,
      expect.stringMatching(/^dead_letters: 4 messages wait in dead-letter queues \(.*VoiceRequestsFailed/),
    ]);
    const counted = JSON.parse((await voice(['admin', 'redrive', '--dry-run', '--json'])).out);
    expect(counted.filter((row: { waiting: number }) => row.waiting > 0)).toHaveLength(4);
    const rows: RedriveResult[] = JSON.parse((await voice(['admin', 'redrive', '--json'])).out);
    const counts = rows.filter(({ moved, left }) => moved + left > 0).map(({ moved, left }) => [moved, left]);
    expect(counts.toSorted()).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    for (const key of ['failed', 'undelivered']) {
      let listed = '[]';
      while (listed.trim() === '[]') {
        listed = (await voice(['list', '--label', `redriven:${key}`, '--json'])).out;
      }
      expect(JSON.parse(listed)).toMatchObject([{ requestKey: key, createdBy: 'event:cli.test' }]);
    }
    let found = false;
    while (!found) {
      const receive = new ReceiveMessageCommand({
        QueueUrl: outputs.EventsQueueUrl,
        MaxNumberOfMessages: 10,
      });
      const { Messages = [] } = await sqs.send(receive);
      found = Messages.some(({ Body }) => Body?.includes('from the poison queue'));
    }
    // A message without a destination stays visible. Other tests expect empty queues.
    const QueueUrl = urlOf('VoiceDesignEventsUndelivered');
    const { Messages: [left] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(left).toMatchObject({ Body: expect.stringContaining('unknown') });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: left?.ReceiptHandle }));
    sqs.destroy();
  });

  it('applies a file once, although it is killed, repeated and run twice at the same time', async () => {
    const file = join(folder, 'aliases.yaml');
    const write = (prompt: string) =>
      writeFileSync(
        file,
        `.brief: &brief
  family: cosyvoice
  targetModel: cosyvoice-v3.5-plus
  voicePrompt: ${prompt}
  previewText: The harbour is quiet tonight.
${Array.from({ length: 8 }, (_, n) => `applied-${n}: *brief`).join('\n')}
`,
      );
    const creates = async (prompt: string) =>
      (await stack.simulator.snapshot()).billed.filter(({ voicePrompt }) => voicePrompt === prompt).length;

    write('A voice that is applied first.');
    const killed = spawn(process.execPath, ['cli/main.ts', 'apply', file, '--yes', '--state', state], {
      env: commandEnvironment(),
      stdio: 'ignore',
    });
    const closed = once(killed, 'close');
    while ((await creates('A voice that is applied first.')) < 2);
    killed.kill('SIGKILL');
    await closed;
    expect(await voice(['apply', file, '--yes'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/8 of 8 aliases are as in the file\.\n$/),
    });
    expect(await creates('A voice that is applied first.')).toBe(8);
    expect((await voice(['apply', file])).out).toMatch(/^Plan: 8 unchanged\.\n/);

    write('A voice that is applied second.');
    const both = await Promise.all([1, 2].map(() => voice(['apply', file, '--yes'])));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await creates('A voice that is applied second.')).toBe(8);

    const exported = join(folder, 'exported.yaml');
    expect((await voice(['export', '-o', exported])).code).toBe(0);
    expect((await voice(['apply', exported])).out).toMatch(/^Plan: 8 unchanged\.\n/);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/applied-7.*\n/, ''));
    const pruned = await voice(['apply', file, '--prune', '--yes', '--json']);
    const { plan } = JSON.parse(pruned.out);
    expect(plan.steps).toContainEqual(expect.objectContaining({ alias: 'applied-7', action: 'prune' }));
  });

  it('uses another deployment from two settings, and reports an invalid key', async () => {
    const { apiUrl } = stack.note;
    const environment = { VOICE_API_URL: apiUrl, VOICE_API_KEY: `vdk_${'x'.repeat(43)}` };
    const { code, out, err } = await voice(['list'], environment);
    expect([code, out]).toEqual([4, '']);
    expect(err).toMatch(/^voice: unauthenticated: /);
    expect(err).not.toContain('xxx');
  });

  it('ends without an error when the reader closes the pipe', async () => {
    const head = spawn('sh', ['-c', `"$0" cli/main.ts create --help | true`, process.execPath], {
      stdio: 'pipe',
    });
    let err = '';
    for await (const chunk of head.stderr) err += String(chunk);
    expect(err).toBe('');
  });
});
