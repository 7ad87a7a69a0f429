import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DashScopeError } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  COSYVOICE_ID,
  clientOf,
  cosyvoiceRequest,
  errorBody,
  QWEN_ID,
  qwenRequest,
} from './support/requests.ts';
import { answer, reply, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

/** A day before and a day after the announced retirement of the Qwen family's model. */
const BEFORE = Date.parse('2026-10-09T00:00:00Z');
const AFTER = Date.parse('2026-10-11T00:00:00Z');

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.stop());

const stoppedAt = (now: number) => ({ clock: { now: () => now, sleep: async () => {} } });
const clientAt = (now: number) => clientOf(server, stoppedAt(now));

async function thrownBy(call: Promise<unknown>): Promise<DashScopeError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DashScopeError)) throw new Error('did not throw a DashScopeError');
  return error;
}

describe('the outcome of a create that is refused with an error body', () => {
  it.each([
    [400, 'InvalidParameter', 'Field required: prefix', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'InvalidParameter', 'Model not exist.', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'BadRequest.EmptyInput', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'BadRequest.TooLarge', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'BadRequest.ResourceNotExist', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'A.Code.Of.Tomorrow', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'constructor', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, '__proto__', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [404, 'NotFound', 'Not found!', 'refused', 'DashScopeInvalidRequestError'],
    [430, 'Audio.FileSizeExceed', 'x', 'refused', 'DashScopeInvalidRequestError'],
    [400, 'DataInspectionFailed', 'x', 'refused', 'DashScopeContentRejectedError'],
    [400, 'CustomRoleBlocked', 'x', 'refused', 'DashScopeContentRejectedError'],
    [400, 'IPInfringementSuspect', 'x', 'refused', 'DashScopeContentRejectedError'],
    [400, 'Arrearage', 'x', 'refused', 'DashScopeBillingError'],
    [403, 'AccessDenied.Unpurchased', 'x', 'refused', 'DashScopeBillingError'],
    [403, 'AllocationQuota.FreeTierOnly', 'x', 'refused', 'DashScopeBillingError'],
    [429, 'CommodityNotPurchased', 'x', 'refused', 'DashScopeBillingError'],
    [429, 'PostpaidBillOverdue', 'x', 'refused', 'DashScopeBillingError'],
    [403, 'AccessDenied', 'x', 'refused', 'DashScopeAccessDeniedError'],
    [403, 'Model.AccessDenied', 'x', 'refused', 'DashScopeAccessDeniedError'],
    [403, 'Endpoint.AccessDenied', 'x', 'refused', 'DashScopeAccessDeniedError'],
    [404, 'ModelNotFound', 'x', 'refused', 'DashScopeAccessDeniedError'],
    [404, 'WorkSpaceNotFound', 'x', 'refused', 'DashScopeAccessDeniedError'],
    [401, 'InvalidApiKey', 'Invalid API-key provided.', 'unauthorized', 'DashScopeAuthenticationError'],
    [401, 'NOT AUTHORIZED', 'x', 'unauthorized', 'DashScopeAuthenticationError'],
    [401, 'AccessDenied', 'x', 'unauthorized', 'DashScopeAuthenticationError'],
    [429, 'Throttling', 'x', 'notDone', 'DashScopeThrottledError'],
    [429, 'Throttling.RateQuota', 'x', 'notDone', 'DashScopeThrottledError'],
    [429, 'Throttling.BurstRate', 'x', 'notDone', 'DashScopeThrottledError'],
    [429, 'Throttling.Concurrency', 'x', 'notDone', 'DashScopeThrottledError'],
    [400, 'Throttling.RateQuota', 'x', 'notDone', 'DashScopeThrottledError'],
    [429, 'SomethingElse', 'x', 'notDone', 'DashScopeThrottledError'],
    [
      429,
      'Throttling.AllocationQuota',
      'Allocated quota exceeded, please increase',
      'notDone',
      'DashScopeQuotaExceededError',
    ],
    [
      429,
      'Throttling.AllocationQuota',
      'Free allocated quota exceeded.',
      'refused',
      'DashScopeQuotaExceededError',
    ],
    [
      429,
      'Throttling.AllocationQuota',
      'Maximum voice-clone voice limit exceeded.',
      'refused',
      'DashScopeQuotaExceededError',
    ],
    [
      400,
      'Throttling.AllocationQuota',
      'Maximum voice storage limit exceeded, please delete existing voices. See https://x',
      'refused',
      'DashScopeQuotaExceededError',
    ],
    [
      400,
      'Throttling.AllocationQuota',
      'Your current quota is 1000',
      'refused',
      'DashScopeQuotaExceededError',
    ],
    [429, 'Throttling.AllocationQuota', 'Something new', 'refused', 'DashScopeQuotaExceededError'],
  ])('%i %s (%s): %s', async (status, code, message, kind, name) => {
    server.play(reply(status, errorBody(code, message)));
    const outcome = await clientAt(BEFORE).createVoice(cosyvoiceRequest);
    if (outcome.kind === 'made') throw new Error('made');
    expect(outcome.kind).toBe(kind);
    expect(outcome.error).toMatchObject({
      name,
      certainlyNotDone: true,
      httpStatus: status,
      providerCode: code,
      requestId: '80176c03-788d-9322-b091-a86397b5ab9b',
      host: server.host,
      family: 'cosyvoice',
      operation: 'create',
    });
    expect(outcome.error.retryable).toBe(kind === 'notDone');
    if (outcome.kind === 'notDone') expect(outcome).toMatchObject({ cause: 'throttled', retryAfterMs: 600 });
  });

  it('has a code and a message without control characters, noncharacters and direction marks', async () => {
    const text = 'a\u0007b\ufffec\u202ed\u{1ffff}e';
    server.play(reply(400, errorBody(text, text)));
    const outcome = await clientAt(BEFORE).createVoice(cosyvoiceRequest);
    expect(outcome).toMatchObject({ error: { providerCode: 'a b c d e', providerMessage: 'a b c d e' } });
  });

  it.each([
    [400, 'data_inspection_failed', 'DashScopeContentRejectedError'],
    [400, 'datainspectionfailed', 'DashScopeContentRejectedError'],
    [400, 'DATA.INSPECTION.FAILED', 'DashScopeContentRejectedError'],
    [400, 'arrearage', 'DashScopeBillingError'],
    [403, 'access_denied.unpurchased', 'DashScopeBillingError'],
    [403, 'access_denied', 'DashScopeAccessDeniedError'],
    [404, 'model_not_found', 'DashScopeAccessDeniedError'],
    [401, 'invalid_api_key', 'DashScopeAuthenticationError'],
    [400, 'throttling_rate_quota', 'DashScopeThrottledError'],
    [400, 'throttling.allocationquota', 'DashScopeQuotaExceededError'],
    [429, 'insufficient_quota', 'DashScopeQuotaExceededError'],
    [400, 'invalid_parameter', 'DashScopeInvalidRequestError'],
  ])('%i %s has the meaning of the documented spelling', async (status, code, name) => {
    server.play(reply(status, errorBody(code)));
    const outcome = await clientAt(BEFORE).createVoice(cosyvoiceRequest);
    expect(outcome).toMatchObject({ error: { name, certainlyNotDone: true, providerCode: code } });
  });

  it.each(['voice_not_found', 'badrequest.resourcenotexist', 'invalid_parameter.resource_not_exist'])(
    '%s of a delete means that the voice is gone',
    async (code) => {
      server.play(reply(400, errorBody(code)));
      const deleted = await clientAt(BEFORE).deleteVoice({
        family: 'cosyvoice',
        providerVoiceId: COSYVOICE_ID,
      });
      expect(deleted.alreadyGone).toBe(true);
    },
  );

  it.each(['model_not_found', 'endpoint_access_denied'])(
    '%s is what a retired model answers',
    async (code) => {
      server.play(reply(404, errorBody(code)));
      const outcome = await clientAt(BEFORE).createVoice(qwenRequest);
      expect(outcome).toMatchObject({ error: { name: 'DashScopeModelRetiredError' } });
    },
  );

  it('is the same without a request id', async () => {
    server.play(reply(401, { code: 'InvalidApiKey', message: 'No API-key provided.' }));
    const outcome = await clientAt(BEFORE).createVoice(cosyvoiceRequest);
    expect(outcome).toMatchObject({ kind: 'unauthorized', error: { requestId: null } });
  });

  it('explains for a 401 that keys are bound to a region, and names the host', async () => {
    server.play(reply(401, errorBody('InvalidApiKey')));
    const error = await thrownBy(clientAt(BEFORE).queryVoice({ family: 'qwen', providerVoiceId: QWEN_ID }));
    expect(error.message).toContain(server.host);
    expect(error.message).toContain('bound to a region');
  });

  it('respects a Retry-After header', async () => {
    server.play((socket) => {
      socket.write(answer(429, JSON.stringify(errorBody('Throttling')), { 'retry-after': '7' }));
    });
    expect(await clientAt(BEFORE).createVoice(cosyvoiceRequest)).toMatchObject({ retryAfterMs: 7_000 });
  });
});

describe('the meaning of Throttling.AllocationQuota', () => {
  it.each([
    ['Maximum voice storage limit exceeded, please delete existing voices.', 'voice_storage', false],
    ['Allocated quota exceeded, please increase your quota limit.', 'allocated', true],
    ['Free allocated quota exceeded.', 'free', false],
    ['您当前的quota是1000', 'voice_storage', false],
    ['Something new', 'unknown', true],
  ])('for the message %s is %s', async (message, meaning, retryable) => {
    server.play(reply(429, errorBody('Throttling.AllocationQuota', message)));
    const error = await thrownBy(clientAt(BEFORE).listVoices({ family: 'qwen' }));
    expect(error).toMatchObject({ name: 'DashScopeQuotaExceededError', retryable, meaning });
  });
});

describe('a voice that does not exist', () => {
  const codes = [
    'VoiceNotFound',
    'BadRequest.VoiceNotFound',
    'BadRequest.ResourceNotExist',
    'InvalidParameter.ResourceNotExist',
  ];

  it.each(codes)('is reported by the code %s: query throws an error, delete succeeds', async (code) => {
    server.play(reply(400, errorBody(code)));
    const voice = { family: 'cosyvoice', providerVoiceId: COSYVOICE_ID } as const;
    const error = await thrownBy(clientAt(BEFORE).queryVoice(voice));
    expect(error).toMatchObject({
      name: 'DashScopeVoiceNotFoundError',
      certainlyNotDone: true,
      retryable: false,
    });
    expect(await clientAt(BEFORE).deleteVoice(voice)).toMatchObject({ alreadyGone: true });
  });

  it.each([
    [404, 'NotFound'],
    [404, 'ModelNotFound'],
    [500, 'VoiceNotFound'],
    [403, 'AccessDenied'],
    [401, 'InvalidApiKey'],
  ])('is not reported by %i %s', async (status, code) => {
    server.play(reply(status, errorBody(code)));
    const error = await thrownBy(
      clientAt(BEFORE).deleteVoice({ family: 'cosyvoice', providerVoiceId: COSYVOICE_ID }),
    );
    expect(error.name).not.toBe('DashScopeVoiceNotFoundError');
  });
});

describe('the announced retirement of qwen-voice-design', () => {
  it.each([
    [404, 'ModelNotFound', 'Model can not be found.', BEFORE],
    [400, 'InvalidParameter', 'Model not exist.', BEFORE],
    [403, 'Endpoint.AccessDenied', 'x', BEFORE],
    [403, 'AccessDenied', 'Access denied.', AFTER],
  ])('%i %s (%s) names the replacement', async (status, code, message, now) => {
    server.play(reply(status, errorBody(code, message)));
    const outcome = await clientAt(now).createVoice(qwenRequest);
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.error.name).toBe('DashScopeModelRetiredError');
    expect(outcome.error.message).toMatch(/2026-10-10.*cosyvoice-v3\.5-flash/s);
    expect(outcome.error).toMatchObject({ retirement: { replacement: { family: 'cosyvoice' } } });
  });

  it.each([
    ['a refusal of access before the date', 403, 'AccessDenied', 'x', 'DashScopeAccessDeniedError'],
    [
      'an error about the target model',
      404,
      'ModelNotFound',
      `The model ${qwenRequest.targetModel} does not exist.`,
      'DashScopeAccessDeniedError',
    ],
    [
      'another invalid parameter',
      400,
      'InvalidParameter',
      'Field required: x',
      'DashScopeInvalidRequestError',
    ],
  ])('is not recognized in %s', async (_case, status, code, message, name) => {
    server.play(reply(status, errorBody(code, message)));
    const outcome = await clientAt(BEFORE).createVoice(qwenRequest);
    expect(outcome).toMatchObject({ kind: 'refused', error: { name } });
  });
});

describe('query, list and delete', () => {
  it.each([
    { case: 'HTML', script: reply(200, '<html>'), name: 'DashScopeUnreadableAnswerError' },
    { case: 'an empty body', script: reply(200, ''), name: 'DashScopeUnreadableAnswerError' },
    { case: 'a redirect', script: reply(302, ''), name: 'DashScopeUnreadableAnswerError' },
    { case: 'a proxy page', script: reply(400, '<html>'), name: 'DashScopeUnreadableAnswerError' },
    { case: '503', script: reply(503, ''), name: 'DashScopeServerError' },
    { case: '500 with a code', script: reply(500, errorBody('InternalError')), name: 'DashScopeServerError' },
    { case: "a proxy's 401", script: reply(401, ''), name: 'DashScopeAuthenticationError', retryable: false },
    {
      case: 'throttling in a 200',
      script: reply(200, errorBody('Throttling')),
      name: 'DashScopeThrottledError',
    },
    { case: 'no answer', script: () => {}, name: 'DashScopeTimeoutError', timeouts: { headersMs: 300 } },
  ])(
    'throw a typed error with retryable after $case',
    async ({ script, name, retryable = true, timeouts }) => {
      server.play(script);
      for (const family of ['cosyvoice', 'qwen'] as const) {
        const voice = { family, providerVoiceId: family === 'qwen' ? QWEN_ID : COSYVOICE_ID };
        const client = clientOf(server, stoppedAt(BEFORE), timeouts);
        const calls = [client.queryVoice(voice), client.listVoices({ family }), client.deleteVoice(voice)];
        for (const error of await Promise.all(calls.map(thrownBy))) {
          expect(error).toMatchObject({ name, retryable, host: server.host });
        }
        await client.close();
      }
    },
  );

  it.each([
    ['another id', { output: { voice_id: `${COSYVOICE_ID}x`, status: 'OK' } }],
    ['no id', { output: { status: 'OK' } }],
    ['no output', {}],
  ])('reject the answer to a query that has %s', async (_case, body) => {
    server.play(reply(200, body));
    const error = await thrownBy(
      clientAt(BEFORE).queryVoice({ family: 'cosyvoice', providerVoiceId: COSYVOICE_ID }),
    );
    expect(error.name).toBe('DashScopeUnreadableAnswerError');
  });

  it.each(['PENDING', 'ok', '', undefined, 7])(
    'return an undocumented status (%j) as null, and its text unchanged',
    async (status) => {
      server.play(reply(200, { output: { voice_id: COSYVOICE_ID, status } }));
      const voice = await clientAt(BEFORE).queryVoice({ family: 'cosyvoice', providerVoiceId: COSYVOICE_ID });
      expect(voice).toMatchObject({ status: null, statusText: typeof status === 'string' ? status : null });
    },
  );

  it('reject a malformed id before anything is sent', async () => {
    const before = server.received.length;
    const error = await thrownBy(clientAt(BEFORE).queryVoice({ family: 'qwen', providerVoiceId: '../x' }));
    expect(error).toMatchObject({ name: 'DashScopeInvalidRequestError', certainlyNotDone: true });
    expect(server.received).toHaveLength(before);
  });
});
