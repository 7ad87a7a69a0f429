import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DashScopeError } from '../../../../lambdas/shared/dashscope/index.ts';
import { anyText } from '../../../support/any-text.ts';
import fc from '../../../support/fast-check.ts';
import { wav } from './support/audio.ts';
import {
  COSYVOICE_ID,
  clientOf,
  cosyvoiceRequest,
  errorBody,
  madeBody,
  QWEN_ID,
  qwenRequest,
} from './support/requests.ts';
import { answer, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.stop());

const samples = [
  madeBody(),
  madeBody({ output: { voice_id: COSYVOICE_ID, preview_audio: { data: wav().toString('base64') } } }),
  {
    output: { voice: QWEN_ID, total_count: 1, voice_list: [{ voice: QWEN_ID, voice_id: COSYVOICE_ID }] },
    usage: {},
  },
  errorBody('Throttling.AllocationQuota', 'Your current quota is 5'),
  errorBody('VoiceNotFound'),
].map((sample) => JSON.stringify(sample));

/** A documented answer in which one value is replaced by any other value. */
const swapped = fc
  .tuple(fc.constantFrom(...samples), fc.nat(30), fc.jsonValue())
  .map(([sample, at, value]) => {
    let index = 0;
    return JSON.stringify(JSON.parse(sample, (_key, old: unknown) => (index++ === at ? value : old))) ?? '';
  });

/** A documented answer in which a range of bytes is replaced by other bytes. */
const mangled = fc
  .tuple(fc.constantFrom(...samples), fc.nat(300), fc.nat(40), fc.uint8Array({ maxLength: 12 }))
  .map(([sample, at, cut, noise]) => {
    const bytes = Buffer.from(sample);
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + cut)]);
  });

const body = fc.oneof(
  swapped,
  mangled,
  fc.json(),
  anyText({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{"__proto__":{"code":"x"}}',
    `${'['.repeat(50_000)}`,
    `${'{"a":'.repeat(20_000)}1`,
  ),
);

/** The delivery of an answer: complete, truncated at a byte, or truncated without a length. */
const delivery = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'whole' as const, at: 0 }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unmeasured' as const), at: fc.nat(400) }) },
);
const status = fc.constantFrom(
  200,
  200,
  200,
  201,
  204,
  301,
  400,
  401,
  403,
  404,
  408,
  418,
  429,
  430,
  500,
  503,
  599,
);

it('every answer, however damaged, ends in a result or an error of the client within its time-out', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(status, body, delivery, async (code, bytes, { kind, at }) => {
      server.play((socket) => {
        if (kind === 'whole') socket.write(answer(code, bytes));
        else if (kind === 'cut') socket.end(answer(code, bytes).subarray(0, at));
        else
          socket.end(
            Buffer.concat([Buffer.from(`HTTP/1.1 ${code} X\r\n\r\n`), Buffer.from(bytes).subarray(0, at)]),
          );
      });
      // These limits are ten times as long as an answer takes on a loaded machine.
      const client = clientOf(server, {}, { headersMs: 10_000, bodyIdleMs: 10_000, totalMs: 20_000 });
      const outcomes = await Promise.all([
        client.createVoice(cosyvoiceRequest),
        client.createVoice(qwenRequest),
      ]);
      for (const outcome of outcomes) {
        kinds.add(outcome.kind);
        if (outcome.kind === 'unknown') expect(outcome.error.certainlyNotDone).toBe(false);
        else if (outcome.kind !== 'made') expect(outcome.error.certainlyNotDone).toBe(true);
        if (code >= 500 || code === 301) expect(outcome.kind).toBe('unknown');
      }
      const voice = { family: 'cosyvoice', providerVoiceId: COSYVOICE_ID } as const;
      const calls = [client.queryVoice(voice), client.listVoices(voice), client.deleteVoice(voice)];
      for (const settled of await Promise.allSettled(calls)) {
        if (settled.status === 'rejected') expect(settled.reason).toBeInstanceOf(DashScopeError);
      }
      await client.close();
    }),
    {
      numRuns: 300,
      // One for each kind of outcome, which random answers seldom reach.
      examples: [
        [200, samples[0] ?? '', { kind: 'whole', at: 0 }],
        [400, JSON.stringify(errorBody('VoiceNotFound')), { kind: 'whole', at: 0 }],
        [500, '', { kind: 'whole', at: 0 }],
      ],
    },
  );
  expect([...kinds].sort()).toEqual(expect.arrayContaining(['made', 'refused', 'unknown']));
});
