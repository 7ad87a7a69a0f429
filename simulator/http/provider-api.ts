import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { effectsOfMarks } from '../faults/marks.ts';
import { mergePatch } from '../faults/merge-patch.ts';
import { type Plan, planOf, skipsOperation } from '../faults/plan.ts';
import { isJsonObject, textOrNull } from '../json.ts';
import { operations } from '../operations/index.ts';
import type { Provider } from '../provider.ts';
import { asProviderError, ProviderError } from '../provider-error.ts';
import type { Call, CallStart } from '../store/call-log.ts';
import type { Scope } from '../vocabulary.ts';
import { newRequestId } from '../voice-ids.ts';
import { type Answer, failure, success } from './answer.ts';
import { type CheckedCall, checkCall } from './call-checks.ts';
import type { ConnectionNumber } from './connections.ts';
import { deliver } from './deliver.ts';

/** Receives every call, once its answer is determined and before it is sent. */
export type CallListener = (call: Call) => void;

export interface ProviderApi {
  readonly provider: Provider;
  readonly scope: Scope;
  readonly numberConnection: (request: IncomingMessage) => ConnectionNumber;
  readonly onCall: CallListener;
  /** Ends delays when the simulator stops. */
  readonly signal: AbortSignal;
}

/** The request headers that the call log keeps. The authorization is never logged. */
const loggedHeaders = [
  'content-type',
  'user-agent',
  'connection',
  'x-dashscope-workspace',
  'x-dashscope-datainspection',
];

/** An answer, and the id of the voice that the operation worked on. */
interface Result extends Answer {
  readonly voice?: string | null;
}

/** Handles one call to the vendor's API. */
export async function handleProviderCall(
  request: IncomingMessage,
  response: ServerResponse,
  api: ProviderApi,
): Promise<void> {
  const { provider, scope, signal } = api;
  const entry = newEntry(request, api);
  const { requestId } = entry;
  const checked = await checkCall(request, provider, scope, entry).catch(asProviderError);
  const call = provider.calls.begin(entry);
  if (checked instanceof ProviderError) return finish(response, api, call, failure(requestId, checked));

  const plan = planCall(provider, entry, checked);
  const delayMs = provider.settings.current().latencyMs[checked.envelope.action] + plan.delayMs;
  // The operation is performed even if the caller disconnects during the delay.
  if (delayMs > 0) await sleep(delayMs, undefined, { signal });
  const { answerFault } = plan;
  const result: Result =
    answerFault && skipsOperation(answerFault)
      ? { status: 200, body: null }
      : await performOperation(provider, requestId, checked, plan);
  if (answerFault?.kind !== 'error') return finish(response, api, call, result, plan);
  const error = new ProviderError(answerFault.status, answerFault.code, answerFault.message);
  finish(response, api, call, { ...failure(requestId, error), voice: result.voice ?? null }, plan);
}

function newEntry(request: IncomingMessage, { provider, scope, numberConnection }: ProviderApi): CallStart {
  return {
    at: provider.clock.now(),
    scope,
    account: null,
    family: null,
    action: null,
    name: null,
    voice: null,
    ...numberConnection(request),
    headers: Object.fromEntries(
      loggedHeaders.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value.slice(0, 200)]] : [];
      }),
    ),
    input: null,
    parameters: null,
    requestId: newRequestId(),
  };
}

/** Collects the effects of rules and marks on a call. */
function planCall(provider: Provider, entry: CallStart, { account, envelope }: CheckedCall): Plan {
  const { action, input, profile } = envelope;
  const requested = entry.voice === null ? undefined : provider.voices.find(entry.voice);
  const prompt = action === 'create' ? textOrNull(input.voice_prompt) : (requested?.voicePrompt ?? null);
  const name = entry.name ?? requested?.name ?? null;
  const effects = provider.rules.apply({
    scope: account.scope,
    account: account.name,
    family: profile.family,
    action,
    prompt,
    name,
    voice: entry.voice,
  });
  if (action === 'create' && provider.settings.current().marks && prompt !== null) {
    const earlier = provider.countCreates(`${account.scope}/${account.name}`, name ?? '');
    effects.push(...effectsOfMarks(prompt, earlier));
  }
  return planOf(effects);
}

/** Performs the operation of a call. If the answer is an error, nothing has changed. */
async function performOperation(
  provider: Provider,
  requestId: string,
  call: CheckedCall,
  plan: Plan,
): Promise<Result> {
  try {
    const { output, usage, voice } = await operations[call.envelope.action]({
      ...call,
      plan,
      settings: provider.settings.current(),
      voices: provider.voices,
      clock: provider.clock,
      random: provider.reviewRandom,
    });
    const { status, body } = success(requestId, output, usage);
    const patched = plan.patches.reduce((target, { patch }) => mergePatch(target, patch), body);
    return { status, body: patched, voice };
  } catch (error) {
    return failure(requestId, asProviderError(error));
  }
}

/** Completes the log entry of a call and sends its answer. */
function finish(
  response: ServerResponse,
  { provider, onCall }: ProviderApi,
  call: Call,
  { status, body, voice }: Result,
  plan?: Plan,
): void {
  const fault = plan?.answerFault;
  const end = {
    status: fault && 'status' in fault ? fault.status : status,
    code: isJsonObject(body) ? textOrNull(body.code) : null,
    effects: [...(plan?.kinds ?? [])],
    answeredAt: provider.clock.now(),
    voice: voice ?? call.voice,
  };
  // The log is written first, so that a caller that has its answer finds the call in the log.
  onCall(provider.calls.end(call, end));
  deliver(response, { status, body }, fault);
}
