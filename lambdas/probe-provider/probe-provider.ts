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
import { newProbeToken, probeOwner } from './probe-name.ts';
import { Findings, type ProbeReport, type ProbeStepName } from './report.ts';

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
  readonly log: Log;
}

interface Probe extends ProbeProviderDependencies {
  readonly list: { readonly family: 'cosyvoice'; readonly scope: Scope };
  readonly targetModel: string;
  readonly token: string;
  readonly name: string;
  readonly startedAt: Date;
  readonly findings: Findings;
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
 * Tries what the deployment assumes of the provider on a voice that costs nothing: that its id holds the name it was
 * given, that it is listed soon, and that it can be deleted. It waits by itself, so that whoever started it cannot leave
 * the voice behind; a probe that dies in between leaves one that the next probe removes.
 */
export async function probeProvider(
  { scope, targetModel }: ProbeProviderInput,
  dependencies: ProbeProviderDependencies,
): Promise<ProbeReport> {
  const { nameSpace, now, log } = dependencies;
  const token = newProbeToken();
  const probe: Probe = {
    ...dependencies,
    ...{ list: { family: 'cosyvoice', scope }, targetModel, token, name: nameSpace + token },
    ...{ startedAt: now(), findings: new Findings() },
  };
  await takeSteps(probe);
  const report = probe.findings.report({ scope, targetModel, name: probe.name });
  log.info('probed the provider', { scope, outcome: report.holds ? 'as assumed' : 'not as assumed' });
  return report;
}

async function takeSteps(probe: Probe): Promise<void> {
  const { findings } = probe;
  const client = await step(probe, 'provider', () => reachProvider(probe));
  if (!client) return;
  const created = await step(probe, 'create', () => create(client, probe));
  if (!created) return;
  const listed = await step(probe, 'list', () => seeListed(client, created.providerVoiceId, probe));
  const providerVoiceId = created.providerVoiceId ?? listed;
  if (!providerVoiceId) return;
  findings.providerVoiceId = providerVoiceId;
  judgeName(providerVoiceId, probe);
  await step(probe, 'query', async () => {
    const { statusText, targetModel } = await client.queryVoice({ ...probe.list, providerVoiceId });
    findings.note('query', true, `${statusText ?? 'without a status'}, ${targetModel ?? 'without a model'}`);
  });
  const deleted = await step(probe, 'delete', async () => {
    const until = endOf('delete', probe);
    const { alreadyGone } = await deleteProbed(client, { ...probe.list, providerVoiceId }, until, probe);
    findings.note(
      'delete',
      !alreadyGone,
      alreadyGone ? 'the provider says that there is no such voice' : 'done',
    );
    return true;
  });
  if (deleted) await step(probe, 'gone', () => seeGone(client, providerVoiceId, probe));
}

/** @returns what the step returns; null if it came to nothing, which is noted */
async function step<Result>(
  { findings }: Probe,
  name: ProbeStepName,
  take: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await take();
  } catch (error) {
    findings.note(name, false, whatIsWrong(error));
    return null;
  }
}

/** What an operator can do something about; anything else is thrown on. */
function whatIsWrong(error: unknown): string {
  if (error instanceof LostRaceError) return 'somebody else was deleting from this list all the time';
  if (error instanceof DashScopeError || error instanceof ProviderSecretError) return error.message;
  throw error;
}

/** Nothing is created where nothing could be listed, or deleted again. */
async function reachProvider(probe: Probe): Promise<Client | null> {
  const { switches, accounts, clientOf, list, findings } = probe;
  const { creates, deletes } = await switches.read();
  if (!creates || !deletes) {
    findings.note(
      'provider',
      false,
      `${creates ? 'deletes' : 'creates'} are switched off: nothing was asked`,
    );
    return null;
  }
  const client = clientOf(await accounts.account(list.scope));
  const voices: ProviderVoice[] = [];
  for await (const voice of client.walkVoices(list)) voices.push(voice);
  const until = endOf('create', probe);
  findings.removed.push(...(await removeLeftovers(client, list, voices, until, probe)));
  findings.note('provider', true, `its list has ${voices.length} voices of the family ${list.family}`);
  return client;
}

/** A probe has no record whose purge would end the reservation of its name. */
const tokenKeptMs = 7 * 86_400_000;

/** @returns the voice's id, null where nobody knows; null if no voice was made */
async function create(
  client: Client,
  probe: Probe,
): Promise<{ readonly providerVoiceId: string | null } | null> {
  const { list, targetModel, token, name, startedAt, findings, providerVoices, now } = probe;
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
      findings.note('create', true, `made in ${since(begunAt, probe)}`);
      return outcome;
    case 'unknown':
      findings.note('create', false, `${outcome.error.message} Looked for by its name.`);
      return { providerVoiceId: null };
    default:
      findings.note('create', false, outcome.error.message);
      return null;
  }
}

/** By its id, or by its name where the id is not known. @returns the id of the voice that was seen */
async function seeListed(client: Client, id: string | null, probe: Probe): Promise<string | null> {
  const { list, name, findings, now } = probe;
  const begunAt = now();
  const isIt = ({ providerVoiceId }: ProviderVoice) =>
    id === null ? readProviderVoiceId(list.family, providerVoiceId)?.name === name : providerVoiceId === id;
  const seen = await lookUntil(endOf('list', probe), probe, async () => {
    for await (const voice of client.walkVoices(list)) if (isIt(voice)) return voice.providerVoiceId;
    return null;
  });
  const time = since(begunAt, probe);
  findings.note('list', seen !== null, seen === null ? `not listed in ${time}` : `listed after ${time}`);
  return seen;
}

function judgeName(providerVoiceId: string, { list, name, findings }: Probe): void {
  const parts = readProviderVoiceId(list.family, providerVoiceId);
  const found = parts
    ? `${name} came back as ${parts.name}`
    : `${providerVoiceId} is an id of a form that is not known`;
  findings.note('name', parts?.name === name, found);
}

async function seeGone(client: Client, providerVoiceId: string, probe: Probe): Promise<void> {
  const { list, findings, now } = probe;
  const begunAt = now();
  const gone = await lookUntil(endOf('gone', probe), probe, async () => {
    for await (const voice of client.walkVoices(list)) {
      if (voice.providerVoiceId === providerVoiceId) return null;
    }
    return true;
  });
  const time = since(begunAt, probe);
  findings.note(
    'gone',
    gone === true,
    gone ? `no longer listed after ${time}` : `still listed after ${time}`,
  );
}

/** Looks again and again until a look tells, or the time is over. */
async function lookUntil<Seen>(
  end: Date,
  { now, sleep }: Probe,
  look: () => Promise<Seen | null>,
): Promise<Seen | null> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const isLast = now().getTime() + pause > end.getTime();
    try {
      const seen = await look();
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
