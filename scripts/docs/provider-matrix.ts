import {
  type CreateVoiceRequest,
  createDashScopeClient,
  createRequestOf,
  type DashScopeClient,
  DashScopeError,
  FAMILIES,
  FAMILY_ROWS,
  type Family,
  type Operation,
  type OperationTimeouts,
  resolveEndpoint,
  SCOPES,
  type Scope,
  unlimitedBudget,
} from '../../lambdas/shared/dashscope/index.ts';
import { developmentKeys } from '../../simulator/accounts.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import type { Call } from '../../simulator/store/call-log.ts';
import { SITUATIONS, type Situation } from './provider-situations.ts';

/** The result of one call: its situation, the answer of the provider, and the result of the client. */
export interface MatrixRow {
  readonly operation: Operation;
  readonly family: Family;
  readonly scope: Scope;
  readonly situation: string;
  /** HTTP status, or null if the call ended without one. */
  readonly status: number | null;
  readonly code: string | null;
  readonly client: string;
}

const keyOf = (scope: Scope): string => developmentKeys.find((grant) => grant.scope === scope)?.key ?? '';

export interface ClientOptions {
  readonly keyScope?: Scope;
  readonly timeouts?: Partial<OperationTimeouts> | undefined;
}

/** Creates a client of the simulator without rate limits. Its clock is past the announced retirement of the Qwen model. */
export function clientFor(simulator: Simulator, scope: Scope, options: ClientOptions = {}): DashScopeClient {
  const timeouts = { headersMs: 60_000, bodyIdleMs: 60_000, totalMs: 120_000, ...options.timeouts };
  return createDashScopeClient({
    endpoint: resolveEndpoint(scope, { baseUrl: simulator.urls[scope], allowedHosts: ['127.0.0.1'] }),
    apiKey: keyOf(options.keyScope ?? scope),
    budget: unlimitedBudget(),
    timeouts: { create: timeouts, other: timeouts },
    clock: { now: () => Date.UTC(2026, 10, 1), sleep: async () => {} },
  });
}

export function requestFor(family: Family, name: string): CreateVoiceRequest {
  const texts = { voicePrompt: 'A calm voice with a low pitch.', previewText: 'Good evening to you.' };
  const [{ name: targetModel = '' } = {}] = FAMILY_ROWS[family].targetModels;
  return createRequestOf(family, { name, targetModel, language: 'en', ...texts });
}

/** Calls every operation of each family and scope in every situation. */
export async function runMatrix(): Promise<MatrixRow[]> {
  // Each family and scope has its own simulator, so that they run in parallel.
  const rows = FAMILIES.flatMap((family) => SCOPES.map((scope) => runSituations(family, scope)));
  return (await Promise.all(rows)).flat();
}

async function runSituations(family: Family, scope: Scope): Promise<MatrixRow[]> {
  const simulator = await startSimulator({
    port: 0,
    settings: { reviewSeconds: 0, cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0, maxPreviewSeconds: 1 },
  });
  const control = controlClient(simulator.controlUrl);
  const rows: MatrixRow[] = [];
  try {
    for (const situation of SITUATIONS) {
      if (!situation.families.includes(family)) continue;
      for (const operation of situation.operations) {
        const cell = { simulator, control, situation, operation, family, scope };
        let row: MatrixRow | null = null;
        for (let factor = 1; row === null; factor *= 4) row = await runCell(cell, factor);
        rows.push(row);
      }
    }
  } finally {
    await simulator.stop();
  }
  return rows;
}

interface Cell {
  readonly simulator: Simulator;
  readonly control: ControlClient;
  readonly situation: Situation;
  readonly operation: Operation;
  readonly family: Family;
  readonly scope: Scope;
}

/** @returns null if the client timed out before the provider received the call */
async function runCell(cell: Cell, factor: number): Promise<MatrixRow | null> {
  const { simulator, control, situation, operation, family, scope } = cell;
  await control.reset();
  const [seeded = ''] = await control.seedVoices({ scope, family, name: 'seeded' });
  const voice = { family, providerVoiceId: situation.voice === 'unknown' ? `${seeded}x` : seeded };
  await situation.prepare(control, family);
  const earlierCalls = (await control.calls()).length;
  const otherScope = SCOPES.find((candidate) => candidate !== scope) ?? scope;
  const keyScope = situation.key === undefined ? scope : otherScope;
  const timeouts = multiply(situation.timeouts, factor);
  const client = clientFor(simulator, scope, { keyScope, timeouts });
  const result = await callClient(client, operation, voice, situation.change);
  await client.close();
  const calls = await answeredCalls(control);
  if (calls.length === earlierCalls && situation.timeouts) return null;
  if (calls.length !== earlierCalls + 1)
    throw new Error(`${calls.length - earlierCalls} calls for one ${operation}`);
  const call = calls.at(-1);
  const isAnswered = !call?.effects.some((kind) => ['reset', 'close', 'silence', 'garbage'].includes(kind));
  return {
    operation,
    family,
    scope,
    situation: situation.name,
    status: isAnswered ? (call?.status ?? null) : null,
    code: isAnswered ? (call?.code ?? null) : null,
    client: result,
  };
}

/** Waits until every call in the log is answered, and returns the log. */
async function answeredCalls(control: ControlClient): Promise<Call[]> {
  for (;;) {
    const calls = await control.calls();
    if (calls.every(({ answeredAt }) => answeredAt !== null)) return calls;
  }
}

function multiply(timeouts: Partial<OperationTimeouts> = {}, factor: number): Partial<OperationTimeouts> {
  return Object.fromEntries(Object.entries(timeouts).map(([name, ms]) => [name, ms * factor]));
}

/** Calls an operation and describes the result of the client. */
async function callClient(
  client: DashScopeClient,
  operation: Operation,
  voice: { family: Family; providerVoiceId: string },
  change: Partial<CreateVoiceRequest> = {},
): Promise<string> {
  try {
    switch (operation) {
      case 'create': {
        const request = requestFor(voice.family, 'matrix');
        const outcome = await client.createVoice(
          change.targetModel === undefined ? request : { ...request, targetModel: change.targetModel },
        );
        if (outcome.kind === 'made') return `made, preview ${outcome.preview.kind}`;
        const cause = 'cause' in outcome ? ` (${outcome.cause})` : '';
        return `${outcome.kind}${cause}: ${outcome.error.name}`;
      }
      case 'query':
        return `status ${(await client.queryVoice(voice)).status}`;
      case 'list':
        return `${(await client.listVoices({ family: voice.family })).voices.length} voice`;
      case 'delete':
        return (await client.deleteVoice(voice)).alreadyGone ? 'already gone' : 'deleted';
    }
  } catch (error) {
    if (!(error instanceof DashScopeError)) throw error;
    return `${error.name}${error.retryable ? ', retryable' : ''}`;
  }
}
