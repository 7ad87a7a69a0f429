import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { measure } from '../../lambdas/shared/metrics.ts';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import type { RuleInput } from '../../simulator/faults/rules.ts';
import { WorkflowHarness } from './workflow-harness.ts';

type FaultInput = NonNullable<RuleInput['effects']>[number];

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
afterEach(() => harness.reset());

const creates = async () =>
  (await harness.control.calls()).filter(({ action }) => action === 'create').length;

/** Lets the next call of an action have these effects. Later calls are answered as usual. */
async function once(action: 'create' | 'query', ...effects: FaultInput[]): Promise<void> {
  await harness.control.addRule({ match: { action }, effects, times: 1 });
}

const answers: [string, Extract<FaultInput, { kind: 'html' | 'openai-error' | 'error' | 'body' }>, string][] =
  [
    ['a firewall page', { kind: 'html', status: 405 }, '405 (text/html)'],
    [
      "OpenAI's 400",
      { kind: 'openai-error', message: 'secret prompt' },
      '400 invalid_request_error (application/json)',
    ],
    [
      "OpenAI's 401",
      { kind: 'openai-error', status: 401, code: 'invalid_api_key' },
      '401 invalid_api_key (application/json)',
    ],
    [
      'an error inside a 200',
      { kind: 'error', status: 200, code: 'data_inspection_failed', message: 'secret prompt' },
      '200 data_inspection_failed (application/json)',
    ],
    ['a gateway that fails', { kind: 'error', status: 500, code: 'InternalError' }, '500 InternalError'],
    [
      'no content type',
      { kind: 'body', status: 200, body: 'secret prompt', contentType: '?' },
      '200 (no content type)',
    ],
  ];

describe('an answer to a create that leaves its outcome open', () => {
  it.each(answers)(
    '%s: a voice that was made is found by its name, and the record contains the answer',
    async (_, effect, shown) => {
      await once('create', { ...effect, when: 'after' });
      const { record, announced } = await harness.design();
      expect(record).toMatchObject({ status: 'OK', attempts: { 1: { state: 'MADE', adopted: true } } });
      expect(record.warnings).toEqual([
        { code: 'provider_answer_unreadable', message: expect.stringContaining(shown) },
      ]);
      expect(announced).toEqual(['Voice Created', 'Voice Ready']);
      expect(await creates()).toBe(1);
      expect(JSON.stringify([record, harness.events, harness.functions.logged])).not.toMatch(
        /secret prompt|Not available/,
      );
      expect(harness.functions.logged).toContainEqual([
        'error',
        'an answer to a create left its outcome unknown',
        expect.objectContaining({
          code: 'provider_answer_unreadable',
          httpStatus: Number(shown.slice(0, 3)),
        }),
      ]);
    },
  );

  it('leads to another create if the voice was not made, and the record contains the answer', async () => {
    await harness.design();
    await once('create', { kind: 'html', status: 405 });
    const { record } = await harness.design();
    expect(record).toMatchObject({
      status: 'OK',
      attempts: { 1: { state: 'ABSENT' }, 2: { state: 'MADE' } },
      warnings: [{ code: 'provider_answer_unreadable' }],
    });
    expect(publicView(record).warnings).toEqual(record.warnings);
    expect(await creates()).toBe(3);
  });
});

it('an unreadable answer to a query is logged as status and content type, and the review continues', async () => {
  await once('query', { kind: 'html', status: 405 });
  const { record } = await harness.design();
  expect(record.status).toBe('OK');
  expect(harness.functions.logged).toContainEqual([
    'error',
    'a review poll returned no status',
    expect.objectContaining({ httpStatus: 405, contentType: 'text/html' }),
  ]);
});

describe('an id that is not of the documented form', () => {
  const opaque = { kind: 'voice', id: 'opaque' } as const;

  it('is recorded with a warning, and with the metric that the alarm watches', async () => {
    await once('create', opaque);
    const { record } = await harness.design();
    const [billed] = (await harness.control.snapshot()).billed;
    expect(record).toMatchObject({
      status: 'OK',
      providerVoiceId: billed?.id,
      attempts: { 1: { state: 'MADE' } },
    });
    expect(record.warnings).toEqual([{ code: 'provider_id_undocumented', message: expect.any(String) }]);
    expect(harness.functions.logged).toContainEqual([
      'error',
      expect.any(String),
      expect.objectContaining({ code: 'provider_id_undocumented', providerVoiceId: billed?.id }),
      [measure('undocumentedIds', 1)],
    ]);
    expect(await harness.reconcile()).toMatchObject({
      lists: [{ report: { ours: 1, undocumented: 0, foreign: 0 } }, {}],
    });
  });

  it.each(['cosyvoice', 'qwen'] as const)(
    'does not lead to a second create of a %s voice whose answer was lost, and reconciliation counts it',
    async (family) => {
      const targetModel = family === 'qwen' ? 'qwen3-tts-vd-2026-01-26' : 'cosyvoice-v3.5-plus';
      await harness.design({ family, targetModel });
      await once('create', opaque, { kind: 'reset', when: 'after' });
      const { record, announced } = await harness.design({ family, targetModel });
      expect(record).toMatchObject({
        status: 'FAILED',
        reason: { code: 'create_outcome_unknown' },
        attempts: { 1: { state: 'UNKNOWN' } },
      });
      expect(Object.keys(record.attempts)).toEqual(['1']);
      expect(announced).toEqual(['Voice Failed']);
      expect((await harness.control.snapshot()).billed).toHaveLength(2);
      const { lists } = Object(await harness.reconcile());
      expect(lists).toContainEqual(
        expect.objectContaining({
          family,
          report: expect.objectContaining({ undocumented: 1, control: true }),
        }),
      );
    },
  );

  it('in a recorded voice does not prevent a proof of absence', async () => {
    await once('create', opaque);
    await harness.design();
    await harness.design();
    await once('create', { kind: 'reset', when: 'before' });
    expect((await harness.design()).record).toMatchObject({
      status: 'OK',
      attempts: { 1: { state: 'ABSENT' }, 2: { state: 'MADE' } },
    });
  });
});

it('another target model in the answer leads to a warning that names it', async () => {
  await once('create', { kind: 'voice', targetModel: 'cosyvoice-v3-flash' });
  const { record } = await harness.design();
  expect(record).toMatchObject({ status: 'OK', targetModel: 'cosyvoice-v3.5-plus' });
  expect(record.warnings).toEqual([
    {
      code: 'target_model_differs',
      message: expect.stringContaining('cosyvoice-v3-flash'),
    },
  ]);
});
