import { FAMILY_ROWS } from '../dashscope/families.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';
import type { ProviderList } from './provider-list.ts';

/** One problem of a deployment. The message is one sentence that names the cause and the remedy, without any secret. */
export interface DeploymentIssue {
  readonly code: string;
  readonly message: string;
}

const listText = ({ family, scope }: ProviderList) => `the family ${family} in the scope ${scope}`;
const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The issues of the provider secret, by the name of the broken rule. Other rules become `secret_invalid`. */
const secretSentences: Readonly<Record<string, { code: string; sentence: (scope: Scope) => string }>> = {
  not_json: {
    code: 'secret_not_json',
    sentence: () => 'The provider secret is not JSON; store an object with an entry for each scope.',
  },
  empty: {
    code: 'scope_without_key',
    sentence: (scope) =>
      `The provider secret has no API key for the scope ${scope}, which the deployment configures.`,
  },
  no_key: {
    code: 'scope_without_key',
    sentence: (scope) =>
      `The provider secret has no API key for the scope ${scope}, which the deployment configures.`,
  },
  api_key_token_plan: {
    code: 'plan_key',
    sentence: (scope) =>
      `The API key of the scope ${scope} is a Token Plan key (sk-sp-…), which voice design does not accept; store an ordinary key.`,
  },
  workspace_id_missing: {
    code: 'workspace_id_missing',
    sentence: (scope) =>
      `The base URL of the scope ${scope} is a workspace host without a workspace id; add workspaceId to the provider secret.`,
  },
  host_not_allowed: {
    code: 'host_not_allowed',
    sentence: (scope) =>
      `The base URL of the scope ${scope} names a host that DashScope does not document and that allowedHosts does not list.`,
  },
  path_not_allowed: {
    code: 'base_url_doubled_path',
    sentence: (scope) =>
      `The base URL of the scope ${scope} contains the path of the API, which the client appends itself; remove the path.`,
  },
};

/** Returns the issue of a scope whose entry in the provider secret is not usable. */
export function secretIssue(scope: Scope, rule: string, detail: string): DeploymentIssue {
  const known = Object.hasOwn(secretSentences, rule) ? secretSentences[rule] : undefined;
  if (known) return { code: known.code, message: known.sentence(scope) };
  return { code: 'secret_invalid', message: `The scope ${scope} cannot be used, because ${detail}` };
}

/** Removes issues that several checks made: a rejected key is the same for every family. */
export function withoutRepetitions(found: readonly DeploymentIssue[]): readonly DeploymentIssue[] {
  return [...new Map(found.map((issue) => [issue.message, issue])).values()];
}

/** Issues of calls to the provider and of the deployment's table. */
export const issues = {
  trialHost: (scope: Scope): DeploymentIssue => ({
    code: 'trial_host',
    message: `The scope ${scope} uses the trial host, which serves all workspaces, without a workspace id; add workspaceId to the provider secret.`,
  }),
  keyOfOtherRegion: (scope: Scope, other: Scope): DeploymentIssue => ({
    code: 'key_of_other_region',
    message: `The API key of the scope ${scope} is a key of the scope ${other}; store a key that was created in the region of ${scope}.`,
  }),
  keyUnknown: (scope: Scope): DeploymentIssue => ({
    code: 'key_unknown',
    message: `DashScope rejects the API key of the scope ${scope}; store a key that exists in its console.`,
  }),
  workspaceForeign: (scope: Scope): DeploymentIssue => ({
    code: 'workspace_foreign',
    message: `The API key of the scope ${scope} has no access to the configured workspace; store the id of a workspace that the key belongs to.`,
  }),
  familyRetired: (list: ProviderList): DeploymentIssue => ({
    code: 'family_retired',
    message: `DashScope has retired ${listText(list)}; remove it from the setting offered.${replacementOf(list.family)}`,
  }),
  modelNotPermitted: (list: ProviderList): DeploymentIssue => ({
    code: 'model_not_permitted',
    message: `The API key of the scope ${list.scope} has no right to use the model ${FAMILY_ROWS[list.family].topLevelModel}; grant it in the console of DashScope.`,
  }),
  providerUnreachable: (list: ProviderList, detail: string): DeploymentIssue => ({
    code: 'provider_unreachable',
    message: `The list of voices of ${listText(list)} cannot be read, because ${detail}`,
  }),
  namesShared: (list: ProviderList, count: number, nameSpace: string): DeploymentIssue => ({
    code: 'ns_shared',
    message: `The list of ${listText(list)} contains ${plural(count, 'voice')} with the name prefix ${nameSpace} and without a record here; another deployment may have the same setting ns.`,
  }),
  keyOfOtherAccount: (scope: Scope): DeploymentIssue => ({
    code: 'key_of_other_account',
    message: `The API key of the scope ${scope} belongs to another account than the recorded voices; store a key of that account, or run voice admin account --accept.`,
  }),
  accountFull: (list: ProviderList, limit: number): DeploymentIssue => ({
    code: 'account_full',
    message: `All ${limit} places for voices of ${listText(list)} are taken; delete voices that are not needed, and purge deleted ones.`,
  }),
  scheduleNotRun: (list: ProviderList, minutes: number | null, everyMinutes: number): DeploymentIssue => ({
    code: 'schedule_not_run',
    message: `Reconciliation should count the voices of ${listText(list)} every ${plural(everyMinutes, 'minute')}, but ${minutes === null ? 'it never has' : `the last count is ${minutes} minutes old`}; check its schedule and its last execution.`,
  }),
  createsOff: (): DeploymentIssue => ({
    code: 'creates_off',
    message: 'Creating voices is switched off; voice admin switch creates on resumes it.',
  }),
  deletesOff: (): DeploymentIssue => ({
    code: 'deletes_off',
    message: 'Deleting voices is switched off; voice admin switch deletes on resumes it.',
  }),
  deletesOffDue: (due: number): DeploymentIssue => ({
    code: 'deletes_off_due',
    message: `Deleting voices is switched off while ${plural(due, 'voice')} ${due === 1 ? 'is' : 'are'} due for removal; voice admin switch deletes on resumes it.`,
  }),
  reviewUnattended: (count: number): DeploymentIssue => ({
    code: 'review_unattended',
    message: `${plural(count, 'unfinished voice')} ${count === 1 ? 'has' : 'have'} no running execution; voice admin reconcile starts new ones.`,
  }),
  checkFailed: (check: string, reason: string): DeploymentIssue => ({
    code: 'check_failed',
    message: `The check of ${check} failed (${reason}); its result is not known.`,
  }),
};

function replacementOf(family: Family): string {
  const { retirement } = FAMILY_ROWS[family];
  return retirement === null ? '' : ` Its notice suggests ${retirement.replacement.targetModel}.`;
}
