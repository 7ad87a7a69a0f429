import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../accounts.ts';
import type { Scope } from '../families.ts';
import { type Effect, endsBeforeTheWork, type Plan, planOf } from '../faults/effects.ts';
import { marksIn } from '../faults/marks.ts';
import { mergePatch } from '../faults/merge-patch.ts';
import type { CallFacts } from '../faults/rules.ts';
import { operations } from '../operations/index.ts';
import type { Provider } from '../provider.ts';
import { ProviderError, refusals } from '../provider-error.ts';
import { type Envelope, readEnvelope } from '../rules/envelope.ts';
import type { Call, CallStart } from '../store/call-log.ts';
import { newRequestId } from '../voice-ids.ts';
import { type Answer, deliver } from './deliver.ts';
import { asRefusal, failure, parseJson, success } from './envelope.ts';
import { readBody } from './read-body.ts';

const customizationPath = '/api/v1/services/audio/tts/customization';

/** Told of every call once its answer is decided. */
export type CallListener = (call: Call) => void;

export interface ProviderApi {
  readonly provider: Provider;
  readonly scope: Scope;
  readonly numberOf: (request: IncomingMessage) => { connection: number; callOnConnection: number };
  readonly onCall: CallListener;
  /** Ends waits when the server stops. */
  readonly signal: AbortSignal;
}

/** What of the headers the log keeps: never the authorization. */
const loggedHeaders = [
  'content-type',
  'user-agent',
  'connection',
  'x-dashscope-workspace',
  'x-dashscope-datainspection',
];

interface Accepted {
  readonly account: Account;
  readonly envelope: Envelope;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The gate: path, method, key, headers, size, JSON, envelope, rate, in this order. @throws ProviderError */
async function accept(request: IncomingMessage, api: ProviderApi, draft: CallStart): Promise<Accepted> {
  const { provider, scope } = api;
  const settings = provider.settings.current();
  // Read in any case: an unread body would spoil the connection for the next call.
  const body = await readBody(request, settings.bodyLimitBytes).catch(asRefusal);
  if (new URL(request.url ?? '/', 'http://simulator').pathname !== customizationPath)
    throw refusals.unknownPath();
  if (request.method !== 'POST') throw refusals.method(request.method ?? '');
  const account = provider.accounts.authenticate(request.headers.authorization, scope);
  draft.account = account.name;
  if (request.headers['x-dashscope-async'] === 'enable') throw refusals.asynchronous();
  const workspace = request.headers['x-dashscope-workspace'];
  if (
    typeof workspace === 'string' &&
    settings.workspaces.length > 0 &&
    !settings.workspaces.includes(workspace)
  ) {
    throw refusals.foreignWorkspace();
  }
  if (body instanceof ProviderError) throw body;
  const envelope = readEnvelope(parseJson(body, request.headers['content-type']), settings);
  const { profile, action, input, parameters } = envelope;
  const voice = textOf(input[profile.idField]);
  Object.assign(draft, { family: profile.family, action, input, parameters, voice });
  draft.name = action === 'create' ? textOf(input[profile.nameField]) : null;
  provider.rateLimit.admit(account, profile.family, settings, provider.clock.now());
  return { account, envelope };
}

/** What rules and marks make of the call. */
function planFor({ provider }: ProviderApi, draft: CallStart, { account, envelope }: Accepted): Plan {
  const { action, input, profile } = envelope;
  const settings = provider.settings.current();
  const known = draft.voice === null ? undefined : provider.voices.find(draft.voice);
  const prompt = action === 'create' ? textOf(input.voice_prompt) : (known?.voicePrompt ?? null);
  const name = draft.name ?? known?.name ?? null;
  const facts: CallFacts = {
    scope: account.scope,
    account: account.name,
    family: profile.family,
    action,
    prompt,
    name,
    voice: draft.voice,
  };
  const effects: Effect[] = provider.rules.draw(facts);
  if (action === 'create' && settings.marks && prompt !== null) {
    const earlier = provider.countCreates(`${account.scope}/${account.name}`, name ?? '');
    effects.push(...marksIn(prompt, earlier));
  }
  return planOf(effects);
}

/** Does the work, and words its result. A refusal has changed nothing. */
async function work(
  api: ProviderApi,
  requestId: string,
  accepted: Accepted,
  plan: Plan,
): Promise<Answer & { voice?: string | null }> {
  const { provider } = api;
  try {
    const { output, usage, voice } = await operations[accepted.envelope.action]({
      ...accepted,
      plan,
      settings: provider.settings.current(),
      voices: provider.voices,
      clock: provider.clock,
      random: provider.reviewRandom,
    });
    const { status, body } = success(requestId, output, usage);
    return {
      status,
      body: plan.patches.reduce((patched, { patch }) => mergePatch(patched, patch), body),
      voice,
    };
  } catch (error) {
    return failure(requestId, asRefusal(error));
  }
}

const codeOf = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'code' in body ? textOf(body.code) : null;

/** One call of the vendor's API, from the request to the answer or what takes its place. */
export async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  api: ProviderApi,
): Promise<void> {
  const { provider, scope, signal } = api;
  const requestId = newRequestId();
  const draft: CallStart = {
    at: provider.clock.now(),
    scope,
    account: null,
    family: null,
    action: null,
    name: null,
    voice: null,
    ...api.numberOf(request),
    headers: Object.fromEntries(
      loggedHeaders.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value.slice(0, 200)]] : [];
      }),
    ),
    input: null,
    parameters: null,
    requestId,
  };
  const accepted = await accept(request, api, draft).catch(asRefusal);
  const call = provider.calls.begin(draft);
  const finish = (answer: Answer & { voice?: string | null }, plan?: Plan) => {
    const status = plan?.ending && 'status' in plan.ending ? plan.ending.status : answer.status;
    const end = {
      status,
      code: codeOf(answer.body),
      effects: [...(plan?.kinds ?? [])],
      answeredAt: provider.clock.now(),
      voice: answer.voice ?? call.voice,
    };
    // Logged first: when the caller has its answer, the log has the call.
    api.onCall(provider.calls.end(call, end));
    deliver(response, answer, plan?.ending);
  };
  if (accepted instanceof ProviderError) return finish(failure(requestId, accepted));

  const plan = planFor(api, draft, accepted);
  const latency = provider.settings.current().latencyMs[accepted.envelope.action] + plan.delayMs;
  // The caller may hang up meanwhile; the provider works on.
  if (latency > 0) await sleep(latency, undefined, { signal });
  const { ending } = plan;
  const made: Answer & { voice?: string | null } =
    ending && endsBeforeTheWork(ending)
      ? { status: 200, body: null }
      : await work(api, requestId, accepted, plan);
  if (ending?.kind !== 'error') return finish(made, plan);
  const error = new ProviderError(ending.status, ending.code, ending.message);
  return finish({ ...failure(requestId, error), voice: made.voice ?? null }, plan);
}
