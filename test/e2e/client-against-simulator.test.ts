import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILIES, OPERATIONS, readProviderVoiceId, SCOPES } from '../../lambdas/shared/dashscope/index.ts';
import { providerPage } from '../../scripts/docs/provider.ts';
import { clientFor, type MatrixRow, requestFor, runMatrix } from '../../scripts/docs/provider-matrix.ts';
import { SITUATIONS } from '../../scripts/docs/provider-situations.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

/** The client's result of a create, and of list, query and delete. It does not depend on family or scope. */
const EXPECTED: Record<string, { create?: string; others?: string }> = {
  'key of the other scope': {
    create: 'unauthorized: DashScopeAuthenticationError',
    others: 'DashScopeAuthenticationError',
  },
  'rate limit': {
    create: 'notDone (throttled): DashScopeThrottledError',
    others: 'DashScopeThrottledError, retryable',
  },
  'server error': {
    create: 'unknown (server_error): DashScopeServerError',
    others: 'DashScopeServerError, retryable',
  },
  'HTML page of a proxy': {
    create: 'unknown (server_error): DashScopeServerError',
    others: 'DashScopeServerError, retryable',
  },
  'HTML page of a firewall': {
    create: 'unknown (no_envelope): DashScopeUnreadableAnswerError',
    others: 'DashScopeUnreadableAnswerError, retryable',
  },
  "error in OpenAI's format": {
    create: 'unknown (no_envelope): DashScopeUnreadableAnswerError',
    others: 'DashScopeUnreadableAnswerError, retryable',
  },
  'code in lower case': { create: 'refused: DashScopeBillingError', others: 'DashScopeBillingError' },
  'error body with status 200': {
    create: 'unknown (error_in_success): DashScopeInvalidRequestError',
    others: 'DashScopeInvalidRequestError',
  },
  'closed without an answer': {
    create: 'unknown (connection): DashScopeConnectionError',
    others: 'DashScopeConnectionError, retryable',
  },
  'reset before the operation': {
    create: 'unknown (connection): DashScopeConnectionError',
    others: 'DashScopeConnectionError, retryable',
  },
  'reset after the operation': {
    create: 'unknown (connection): DashScopeConnectionError',
    others: 'DashScopeConnectionError, retryable',
  },
  'truncated answer with a length': {
    create: 'unknown (connection): DashScopeConnectionError',
    others: 'DashScopeConnectionError, retryable',
  },
  'truncated answer without a length': {
    create: 'unknown (unreadable): DashScopeUnreadableAnswerError',
    others: 'DashScopeUnreadableAnswerError, retryable',
  },
  'not HTTP': {
    create: 'unknown (not_http): DashScopeUnreadableAnswerError',
    others: 'DashScopeUnreadableAnswerError, retryable',
  },
  'no answer, connection open': {
    create: 'unknown (headers_timeout): DashScopeTimeoutError',
    others: 'DashScopeTimeoutError, retryable',
  },
  'slow answer': {
    create: 'unknown (total_timeout): DashScopeTimeoutError',
    others: 'DashScopeTimeoutError, retryable',
  },
  'unknown target model': { create: 'refused: DashScopeAccessDeniedError' },
  'account full': { create: 'refused: DashScopeQuotaExceededError' },
  'allocated quota exceeded': {
    create: 'notDone (throttled): DashScopeQuotaExceededError',
    others: 'DashScopeQuotaExceededError, retryable',
  },
  'unpaid account': { create: 'refused: DashScopeBillingError', others: 'DashScopeBillingError' },
  'content rejected': { create: 'refused: DashScopeContentRejectedError' },
  'invalid preview': { create: 'made, preview invalid' },
};
const RETIRED = { create: 'refused: DashScopeModelRetiredError', others: 'DashScopeModelRetiredError' };
const DOCUMENTED = { create: 'made, preview valid', list: '1 voice', query: 'status OK', delete: 'deleted' };
const UNKNOWN_VOICE = { query: 'DashScopeVoiceNotFoundError', delete: 'already gone' };

describe('the matrix of operations, families, scopes and situations', () => {
  let rows: MatrixRow[];
  beforeAll(async () => {
    rows = await runMatrix();
  });

  it('covers every operation of every family and scope', () => {
    const cell = ({ operation, family, scope }: MatrixRow) => `${operation} ${family} ${scope}`;
    const documented = rows.filter((row) => row.situation === 'as documented').map(cell);
    expect(new Set(documented).size).toBe(OPERATIONS.length * FAMILIES.length * SCOPES.length);
  });

  it('matches docs/provider.md, which npm run docs generates', () => {
    const page = readFileSync('docs/provider.md', 'utf8');
    expect(providerPage(page, rows)).toBe(page);
  });

  it.each(SITUATIONS.map(({ name }) => name))('%s', (name) => {
    const matching = rows.filter((row) => row.situation === name);
    expect(matching.length).toBeGreaterThanOrEqual(FAMILIES.length);
    for (const row of matching) {
      const general = name.startsWith('retired') ? RETIRED : EXPECTED[name];
      const expected: Record<string, string | undefined> = {
        create: general?.create,
        ...Object.fromEntries(['list', 'query', 'delete'].map((operation) => [operation, general?.others])),
        ...(name === 'as documented' ? DOCUMENTED : name === 'unknown voice' ? UNKNOWN_VOICE : {}),
      };
      expect(row).toMatchObject({ client: expected[row.operation] });
    }
  });
});

describe('the client', () => {
  let simulator: Simulator;
  let control: ControlClient;
  beforeAll(async () => {
    const settings = {
      reviewSeconds: 60,
      cosyvoiceCallsPerSecond: 0,
      qwenCallsPerMinute: 0,
      maxPreviewSeconds: 1,
    };
    simulator = await startSimulator({ port: 0, settings });
    control = controlClient(simulator.controlUrl);
  });
  afterAll(() => simulator.stop());

  it.each(['OK', 'UNDEPLOYED'] as const)(
    'sees a CosyVoice voice change from DEPLOYING to %s',
    async (outcome) => {
      const client = clientFor(simulator, 'mainland');
      const made = await client.createVoice(requestFor('cosyvoice', 'life1'));
      if (made.kind !== 'made') throw new Error(made.kind);
      const voice = { family: 'cosyvoice', providerVoiceId: made.providerVoiceId } as const;
      expect(readProviderVoiceId('cosyvoice', made.providerVoiceId)).toEqual({
        name: 'life1',
        targetModel: 'cosyvoice-v3.5-plus',
      });
      expect(await client.queryVoice(voice)).toMatchObject({ status: 'DEPLOYING' });
      await control.review(made.providerVoiceId, { outcome });
      expect(await client.queryVoice(voice)).toMatchObject({ status: outcome });
      await client.close();
    },
  );

  it.each(FAMILIES)(
    'finds a %s voice by name in a long list after the response of its create was lost',
    async (family) => {
      const client = clientFor(simulator, 'mainland');
      await control.seedVoices({ family, count: 230 });
      await control.addRule({
        match: { name: 'lost1' },
        effects: [{ kind: 'reset', when: 'after' }],
        times: 1,
      });
      expect(await client.createVoice(requestFor(family, 'lost1'))).toMatchObject({ kind: 'unknown' });
      await control.seedVoices({ family, count: 3 });

      const ids: string[] = [];
      for await (const voice of client.walkVoices({ family })) ids.push(voice.providerVoiceId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(234);
      expect(ids.filter((id) => readProviderVoiceId(family, id)?.name === 'lost1')).toHaveLength(1);
      await client.close();
    },
  );

  it('uses a separate connection for each create and shares one for all other calls', async () => {
    const client = clientFor(simulator, 'international');
    const from = (await control.calls()).at(-1)?.seq ?? 0;
    for (let n = 0; n < 3; n += 1) {
      await client.createVoice(requestFor('qwen', `reuse${n}`));
      await client.listVoices({ family: 'qwen' });
    }
    const calls = await control.calls(from);
    const connectionsOf = (action: string) =>
      calls.filter((call) => call.action === action).map((call) => call.connection);
    expect(new Set(connectionsOf('create')).size).toBe(3);
    expect(new Set(connectionsOf('list')).size).toBe(1);
    expect(connectionsOf('create')).not.toContain(connectionsOf('list')[0]);
    await client.close();
  });
});
