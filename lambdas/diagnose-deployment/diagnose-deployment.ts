import {
  type DiagnoseScopeDependencies,
  diagnoseScope,
  type ReadableList,
} from '../shared/actions/diagnose-scope.ts';
import { readCapacity } from '../shared/actions/read-capacity.ts';
import { readProviderVoiceId } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { PlaceCounter } from '../shared/stores/places.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { EnabledScope } from '../shared/validation/enabled-families.ts';
import { isWaiting } from '../shared/voice/accounts.ts';
import { type DeploymentIssue, issues, withoutRepetitions } from '../shared/voice/deployment-issues.ts';
import { readProviderName } from '../shared/voice/ids.ts';
import { checkReviews, type ReviewsDependencies } from './check-reviews.ts';
import { checkSwitches, type SwitchesDependencies } from './check-switches.ts';
import { type Check, runChecks } from './run-checks.ts';

export interface DiagnoseDependencies
  extends DiagnoseScopeDependencies,
    ReviewsDependencies,
    SwitchesDependencies {
  readonly enabledFamilies: readonly EnabledScope[];
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly places: Pick<PlaceCounter, 'read'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOfToken' | 'recordOf'>;
  readonly nameSpace: string;
  readonly reconcileSeconds: number;
  /** Milliseconds after which a check is given up. */
  readonly checkMs: number;
  readonly now: () => Date;
  readonly log: Log;
}

export interface Diagnosis {
  /** Empty if no problem was found. */
  readonly issues: readonly DeploymentIssue[];
}

/** The schedule of reconciliation has failed if the last count is older than this number of periods. */
const periodsAllowed = 3;

/**
 * Runs every check that needs the provider secret or the table, in parallel. Reads only: nothing is created, changed or
 * billed.
 */
export async function diagnoseDeployment(dependencies: DiagnoseDependencies): Promise<Diagnosis> {
  const { enabledFamilies, checkMs, log } = dependencies;
  const checks: readonly Check[] = [
    ...enabledFamilies.map(({ scope, families }) => ({
      name: `the scope ${scope}`,
      run: async () => {
        const { issues: found, lists } = await diagnoseScope(scope, families, dependencies);
        const ofLists = await Promise.all(lists.map((list) => checkList(list, dependencies)));
        // Without a readable list the key in use is not known to be valid.
        const ofAccount = lists.length > 0 ? await checkAccount(scope, dependencies) : [];
        return [...found, ...ofLists.flat(), ...ofAccount];
      },
    })),
    { name: 'the switches', run: () => checkSwitches(dependencies) },
    { name: 'unfinished voices', run: () => checkReviews(dependencies) },
  ];
  return { issues: withoutRepetitions(await runChecks(checks, checkMs, log)) };
}

/** Checks the count of a list that can be read, and the names of its newest voices. */
async function checkList(list: ReadableList, dependencies: DiagnoseDependencies): Promise<DeploymentIssue[]> {
  const { places, nameSpace, reconcileSeconds, now } = dependencies;
  const { used, limit, inFlight, countedAt } = await readCapacity(list, places);
  const found: DeploymentIssue[] = [];
  if (limit !== null && (used ?? 0) + inFlight >= limit) found.push(issues.accountFull(list, limit));
  const age = countedAt === null ? null : (now().getTime() - Date.parse(countedAt)) / 60_000;
  if (age === null || age * 60 > periodsAllowed * reconcileSeconds) {
    const minutes = age === null ? null : Math.floor(age);
    found.push(issues.scheduleNotRun(list, minutes, Math.ceil(reconcileSeconds / 60)));
  }
  const unrecorded = await countUnrecorded(list, dependencies);
  if (unrecorded > 0) found.push(issues.namesShared(list, unrecorded, nameSpace));
  return found;
}

/** Counts voices on the first page of a list that have a name of this deployment which it never reserved. */
async function countUnrecorded(
  { family, voices }: ReadableList,
  { providerVoices, nameSpace }: DiagnoseDependencies,
): Promise<number> {
  const names = voices.flatMap(({ providerVoiceId }) => {
    const name = readProviderVoiceId(family, providerVoiceId)?.name;
    const ours = name === undefined ? null : readProviderName(nameSpace, name);
    return ours === null ? [] : [{ providerVoiceId, token: ours.token }];
  });
  const owners = await Promise.all(
    names.map(
      async ({ providerVoiceId, token }) =>
        // An imported voice can have such a name, too.
        (await providerVoices.ownerOfToken(token)) ?? (await providerVoices.recordOf(providerVoiceId)),
    ),
  );
  return owners.filter((owner) => owner === null).length;
}

async function checkAccount(
  scope: EnabledScope['scope'],
  { accounts, accountStore }: DiagnoseDependencies,
): Promise<DeploymentIssue[]> {
  const { keyId } = await accounts.account(scope);
  const known = await accountStore.read(scope);
  return isWaiting({ keyId, accounts: known }) ? [issues.keyOfOtherAccount(scope)] : [];
}
