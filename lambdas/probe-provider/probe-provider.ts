import {
  type DashScopeClient,
  DashScopeError,
  type ProviderVoice,
  readProviderVoiceId,
  type Scope,
} from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import {
  type ProviderAccount,
  type ProviderAccounts,
  ProviderSecretError,
} from '../shared/provider/accounts.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import { type DeleteProbedDependencies, deleteProbed } from './delete-probed.ts';
import { type LeftoversDependencies, removeLeftovers } from './leftovers.ts';
import { probeOwner } from './probe-name.ts';
import { type ProbeReport, ProbeResults, type ProbeStepName } from './report.ts';

export interface ProbeProviderInput {
  readonly scope: Scope;
  readonly targetModel: string;
}

type Client = Pick<DashScopeClient, 'createVoice' | 'walkVoices' | 'queryVoice' | 'deleteVoice'>;

export interface ProbeProviderDependencies extends LeftoversDependencies, DeleteProbedDependencies {
  readonly providerVoices: Pick<ProviderVoiceStore, 'reserveToken' | 'ownerOfToken'>;
  readonly switches: SwitchStore;
  readonly accounts: Pick<ProviderAccounts, 'account'>;
  readonly clientOf: (account: ProviderAccount) => Client;
  /** Returns a random token, as `newProbeToken`. */
  readonly newToken: () => string;
  readonly log: Log;
}

interface Probe extends ProbeProviderDependencies {
  readonly list: { readonly family: 'cosyvoice'; readonly scope: Scope };
  readonly targetModel: string;
  readonly token: string;
  readonly name: string;
  readonly startedAt: Date;
  readonly results: ProbeResults;
}

const texts = {
  voicePrompt: 'A calm middle-aged announcer with a deep, clear voice.',
  previewText: 'This is a test. Please disregard it.',
  languageHints: ['en'],
} as const;

/** The part of the probe's time after which each step is over. */
const shares = { create: 0.3, list: 0.75, delete: 0.85, gone: 1 } as const;
const [firstPauseMs, longestPauseMs] = [500, 8_000];

/**
 * Tests the deployment's assumptions about the provider on a free voice: its id contains its name, it is listed soon, and it
 * can be deleted. The probe waits itself, so that an interrupted caller leaves no voice behind. The next probe removes the
 * voice of a probe that was interrupted.
 */
export async function probeProvider(
  { scope, targetModel }: ProbeProviderInput,
  dependencies: ProbeProviderDependencies,
): Promise<ProbeReport> {
  const { nameSpace, now, log } = dependencies;
  const token = await unusedToken(dependencies);
  const probe: Probe = {
    ...dependencies,
    list: { family: 'cosyvoice', scope },
    targetModel,
    token,
    name: nameSpace + token,
    startedAt: now(),
    results: new ProbeResults(),
  };
  await takeSteps(probe);
  const report = probe.results.report({ scope, targetModel, name: probe.name });
  log.info('probed the provider', { scope, outcome: report.holds ? 'as assumed' : 'not as assumed' });
  return report;
}

/** A token is reserved for a week, and there are only a few hundred, so another probe may have this one. */
async function unusedToken({ providerVoices, newToken }: ProbeProviderDependencies): Promise<string> {
  for (let left = 20; ; left -= 1) {
    const token = newToken();
    if (left === 0 || (await providerVoices.ownerOfToken(token)) === null) return token;
  }
}

async function takeSteps(probe: Probe): Promise<void> {
  const { results } = probe;
  const client = await step(probe, 'provider', () => reachProvider(probe));
  if (!client) return;
  const created = await step(probe, 'create', () => create(client, probe));
  if (!created) return;
  const listed = await step(probe, 'list', () => awaitListed(client, created.providerVoiceId, probe));
  const providerVoiceId = created.providerVoiceId ?? listed;
  if (!providerVoiceId) return;
  results.providerVoiceId = providerVoiceId;
  checkName(providerVoiceId, probe);
  await step(probe, 'query', async () => {
    const { statusText, targetModel } = await client.queryVoice({ ...probe.list, providerVoiceId });
    results.record('query', true, `${statusText ?? 'without a status'}, ${targetModel ?? 'without a model'}`);
  });
  const deleted = await step(probe, 'delete', async () => {
    const until = endOf('delete', probe);
    const { alreadyGone } = await deleteProbed(client, { ...probe.list, providerVoiceId }, until, probe);
    results.record('delete', !alreadyGone, alreadyGone ? 'the provider has no such voice' : 'done');
    return true;
  });
  if (deleted) await step(probe, 'gone', () => awaitGone(client, providerVoiceId, probe));
}

/** @returns the result of the step; null if it failed, which is recorded */
async function step<Result>(
  { results }: Probe,
  name: ProbeStepName,
  take: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await take();
  } catch (error) {
    results.record(name, false, operatorMessage(error));
    return null;
  }
}

/** Returns the message of an error that an operator can act on. Throws any other error. */
function operatorMessage(error: unknown): string {
  if (error instanceof LostRaceError)
    return 'another process held the delete lease of this list all the time';
  if (error instanceof DashScopeError || error instanceof ProviderSecretError) return error.message;
  throw error;
}

/** Creates nothing if voices cannot be listed or deleted. */
async function reachProvider(probe: Probe): Promise<Client | null> {
  const { switches, accounts, clientOf, list, results } = probe;
  const { creates, deletes } = await switches.read();
  if (!creates || !deletes) {
    results.record(
      'provider',
      false,
      `${creates ? 'deletes' : 'creates'} are switched off, so nothing was sent`,
    );
    return null;
  }
  const client = clientOf(await accounts.account(list.scope));
  const voices: ProviderVoice[] = [];
  for await (const voice of client.walkVoices(list)) voices.push(voice);
  const until = endOf('create', probe);
  results.removed.push(...(await removeLeftovers(client, list, voices, until, probe)));
  results.record('provider', true, `its list has ${voices.length} voices of the family ${list.family}`);
  return client;
}

/** A probe has no record whose purge would end the reservation of its name. */
const tokenKeptMs = 7 * 86_400_000;

/** @returns the voice id, null inside if it is not known; null if no voice was made */
async function create(
  client: Client,
  probe: Probe,
): Promise<{ readonly providerVoiceId: string | null } | null> {
  const { list, targetModel, token, name, startedAt, results, providerVoices, now } = probe;
  await providerVoices.reserveToken(
    token,
    probeOwner(startedAt),
    new Date(startedAt.getTime() + tokenKeptMs),
  );
  const begunAt = now();
  const signal = AbortSignal.timeout(Math.max(0, endOf('create', probe).getTime() - begunAt.getTime()));
  const { family } = list;
  const outcome = await client.createVoice({ family, targetModel, prefix: name, ...texts }, { signal });
  switch (outcome.kind) {
    case 'made':
      results.record('create', true, `took ${since(begunAt, probe)}`);
      return outcome;
    case 'unknown':
      results.record('create', false, `${outcome.error.message} The voice is searched for by its name.`);
      return { providerVoiceId: null };
    default:
      results.record('create', false, outcome.error.message);
      return null;
  }
}

/** Waits until the voice is listed, by its id, or by its name if the id is not known. @returns its id */
async function awaitListed(client: Client, id: string | null, probe: Probe): Promise<string | null> {
  const { list, name, results, now } = probe;
  const begunAt = now();
  const isProbed = ({ providerVoiceId }: ProviderVoice) =>
    id === null ? readProviderVoiceId(list.family, providerVoiceId)?.name === name : providerVoiceId === id;
  const seen = await pollUntil(endOf('list', probe), probe, async () => {
    for await (const voice of client.walkVoices(list)) if (isProbed(voice)) return voice.providerVoiceId;
    return null;
  });
  const time = since(begunAt, probe);
  results.record('list', seen !== null, seen === null ? `not listed in ${time}` : `listed after ${time}`);
  return seen;
}

function checkName(providerVoiceId: string, { list, name, results }: Probe): void {
  const parts = readProviderVoiceId(list.family, providerVoiceId);
  const found = parts
    ? `${name} came back as ${parts.name}`
    : `${providerVoiceId} is an id of an unknown form`;
  results.record('name', parts?.name === name, found);
}

async function awaitGone(client: Client, providerVoiceId: string, probe: Probe): Promise<void> {
  const { list, results, now } = probe;
  const begunAt = now();
  const gone = await pollUntil(endOf('gone', probe), probe, async () => {
    for await (const voice of client.walkVoices(list)) {
      if (voice.providerVoiceId === providerVoiceId) return null;
    }
    return true;
  });
  const time = since(begunAt, probe);
  results.record(
    'gone',
    gone === true,
    gone ? `no longer listed after ${time}` : `still listed after ${time}`,
  );
}

/** Polls until there is a result, or the time is over. */
async function pollUntil<Seen>(
  end: Date,
  { now, sleep }: Probe,
  poll: () => Promise<Seen | null>,
): Promise<Seen | null> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const isLast = now().getTime() + pause > end.getTime();
    try {
      const seen = await poll();
      if (seen !== null || isLast) return seen;
    } catch (error) {
      if (isLast || !(error instanceof DashScopeError && error.retryable)) throw error;
    }
    await sleep(pause);
  }
}

function endOf(name: keyof typeof shares, { startedAt, probeSeconds }: Probe): Date {
  return new Date(startedAt.getTime() + shares[name] * probeSeconds * 1_000);
}

function since(time: Date, { now }: Probe): string {
  return `${((now().getTime() - time.getTime()) / 1_000).toFixed(1)} s`;
}
