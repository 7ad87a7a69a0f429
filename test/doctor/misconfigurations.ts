import type { Scope } from '../../lambdas/shared/dashscope/vocabulary.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import { readyVoice, voiceAt } from '../support/voices.ts';
import type { DoctorFixture } from './fixture.ts';

/** A misconfiguration, the sentence that names it, and a function that brings a healthy deployment into it. */
export interface Misconfiguration {
  readonly name: string;
  readonly code: string;
  readonly sentence: string;
  readonly seed: (fixture: DoctorFixture) => Promise<unknown> | unknown;
}

const workspaceHost = 'https://{WorkspaceId}.cn-beijing.maas.aliyuncs.com';
const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

const secretOf = (entry: Readonly<Record<string, string>>) => (fixture: DoctorFixture) =>
  fixture.changeSecret('mainland', entry);

/** Makes the provider refuse every call of a scope. */
const refusal =
  (status: number, code: string, scope: Scope = 'mainland', family?: 'cosyvoice' | 'qwen') =>
  ({ control }: DoctorFixture) =>
    control.addRule({
      match: { scope, ...(family && { family }) },
      effects: [{ kind: 'error', status, code }],
    });

/** All misconfigurations that `voice doctor` names, in the order of docs/doctor.md. */
export const misconfigurations: readonly Misconfiguration[] = [
  {
    name: 'key of the other region',
    code: 'key_of_other_region',
    sentence:
      'The API key of the scope mainland is a key of the scope international; store a key that was created in the region of mainland.',
    seed: secretOf({ apiKey: 'sk-local-international' }),
  },
  {
    name: 'plan key',
    code: 'plan_key',
    sentence:
      'The API key of the scope mainland is a Token Plan key (sk-sp-…), which voice design does not accept; store an ordinary key.',
    seed: secretOf({ apiKey: 'sk-sp-0123456789' }),
  },
  {
    name: 'unknown key',
    code: 'key_unknown',
    sentence: 'DashScope rejects the API key of the scope mainland; store a key that exists in its console.',
    seed: secretOf({ apiKey: 'sk-unknown-0123456789' }),
  },
  {
    name: 'workspace host without a workspace id',
    code: 'workspace_id_missing',
    sentence:
      'The base URL of the scope mainland is a workspace host without a workspace id; add workspaceId to the provider secret.',
    seed: secretOf({ baseUrl: workspaceHost }),
  },
  {
    name: 'foreign workspace id',
    code: 'workspace_foreign',
    sentence:
      'The API key of the scope mainland has no access to the configured workspace; store the id of a workspace that the key belongs to.',
    seed: async (fixture) => {
      await fixture.control.changeSettings({ workspaces: ['llm-ours'] });
      fixture.changeSecret('mainland', { workspaceId: 'llm-theirs' });
    },
  },
  {
    name: 'trial host',
    code: 'trial_host',
    sentence:
      'The scope mainland uses the trial host, which serves all workspaces, without a workspace id; add workspaceId to the provider secret.',
    seed: secretOf({ baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com' }),
  },
  {
    name: 'base URL with a doubled path',
    code: 'base_url_doubled_path',
    sentence:
      'The base URL of the scope mainland contains the path of the API, which the client appends itself; remove the path.',
    seed: secretOf({ baseUrl: 'https://dashscope.aliyuncs.com/api/v1/api/v1' }),
  },
  {
    name: 'host not allowed',
    code: 'host_not_allowed',
    sentence:
      'The base URL of the scope mainland names a host that DashScope does not document and that allowedHosts does not list.',
    seed: secretOf({ baseUrl: 'https://proxy.example' }),
  },
  {
    name: 'no secret for a scope',
    code: 'scope_without_key',
    sentence:
      'The provider secret has no API key for the scope international, which the deployment configures.',
    seed: (fixture) => fixture.removeFromSecret('international'),
  },
  {
    name: 'family retired',
    code: 'family_retired',
    sentence:
      'DashScope has retired the family qwen in the scope mainland; remove it from the setting offered. Its notice suggests cosyvoice-v3.5-flash.',
    seed: refusal(403, 'Endpoint.AccessDenied', 'mainland', 'qwen'),
  },
  {
    name: 'no right for the model',
    code: 'model_not_permitted',
    sentence:
      'The API key of the scope mainland has no right to use the model voice-enrollment; grant it in the console of DashScope.',
    seed: refusal(403, 'Model.AccessDenied', 'mainland', 'cosyvoice'),
  },
  {
    name: 'account full',
    code: 'account_full',
    sentence:
      'All 1000 places for voices of the family cosyvoice in the scope mainland are taken; delete voices that are not needed, and purge deleted ones.',
    seed: (fixture) => fixture.count(list, { used: 1_000 }),
  },
  {
    name: 'creates switched off',
    code: 'creates_off',
    sentence: 'Creating voices is switched off; voice admin switch creates on resumes it.',
    seed: ({ stored }) => stored.putItem({ voiceId: 'SWITCHES', creates: false }),
  },
  {
    name: 'no API keys',
    code: 'no_api_keys',
    sentence:
      'The deployment has no API key, so the API refuses every call; create one with voice keys create.',
    seed: ({ probes }) => Object.assign(probes, { keys: [] }),
  },
  {
    name: 'dead letters waiting',
    code: 'dead_letters',
    sentence:
      '3 messages wait in dead-letter queues (Requests-Failed); remove the cause, then run voice admin redrive.',
    seed: ({ probes }) => probes.deadLetters.set('Requests-Failed', 3),
  },
  {
    name: 'schedule that has not run',
    code: 'schedule_not_run',
    sentence:
      'Reconciliation should count the voices of the family cosyvoice in the scope mainland every 15 minutes, but the last count is 120 minutes old; check its schedule and its last execution.',
    seed: (fixture) => fixture.count(list, { countedAt: minutesAgo(120) }),
  },
  {
    name: 'clock off by minutes',
    code: 'clock_off',
    sentence:
      'The clock of this machine is 7 minutes behind the deployment; correct it, because AWS refuses signatures with a wrong time.',
    seed: ({ probes }) => Object.assign(probes, { serverDate: minutesAgo(-7) }),
  },
  {
    name: 'proxy without effect',
    code: 'proxy_without_effect',
    sentence: 'HTTPS_PROXY is set, but Node.js does not use it; set NODE_USE_ENV_PROXY=1 as well.',
    seed: ({ probes }) => Object.assign(probes.environment, { HTTPS_PROXY: 'http://proxy.example:3128' }),
  },
  {
    name: 'stack outputs missing',
    code: 'outputs_missing',
    sentence:
      'The outputs of the stack VoiceDesign lack the DeadLetterQueueUrls, DiagnoseDeploymentFunctionName; deploy the current version with outputs, or name another stack.',
    seed: ({ probes: { outputs } }) => {
      delete outputs.DeadLetterQueueUrls;
      delete outputs.DiagnoseDeploymentFunctionName;
    },
  },
  {
    name: 'alarms without a receiver',
    code: 'alarms_unheard',
    sentence:
      'The alarms send no message when they are raised; set alarmEmail or alarmTopicArn, and deploy again.',
    seed: ({ probes: { outputs } }) => Object.assign(outputs, { AlarmTopicArns: 'none' }),
  },
  {
    name: 'API address without the stage',
    code: 'api_url_without_stage',
    sentence: 'The API address on api.example lacks the stage; append /v1 to VOICE_API_URL.',
    seed: ({ probes }) => Object.assign(probes, { asGiven: false, below: true }),
  },
  {
    name: 'ns of another deployment',
    code: 'ns_shared',
    sentence:
      'The list of the family cosyvoice in the scope mainland contains 2 voices with the name prefix vd and without a record here; another deployment may have the same setting ns.',
    seed: async ({ control }) => {
      for (const name of ['vdbcdfghjb', 'vdcdfghjkb']) await control.seedVoices({ ...list, name });
    },
  },
  {
    name: "another account's key",
    code: 'key_of_other_account',
    sentence:
      'The API key of the scope mainland belongs to another account than the recorded voices; store a key of that account, or run voice admin account --accept.',
    seed: (fixture) => fixture.recordOtherAccount('mainland'),
  },
  {
    name: 'secret that is not JSON',
    code: 'secret_not_json',
    sentence: 'The provider secret is not JSON; store an object with an entry for each scope.',
    seed: (fixture) => Object.assign(fixture, { secret: 'sk-pasted-alone-0123456789' }),
  },
  {
    name: 'review that nothing follows',
    code: 'review_unattended',
    sentence: '1 unfinished voice has no running execution; voice admin reconcile starts new ones.',
    seed: ({ stored }) => {
      const updatedAt = minutesAgo(90).toISOString();
      return stored.put(voiceAt('DEPLOYING', { voiceId: newVoiceId(minutesAgo(91)), updatedAt }));
    },
  },
  {
    name: 'deletes switched off with voices due',
    code: 'deletes_off_due',
    sentence:
      'Deleting voices is switched off while 1 voice is due for removal; voice admin switch deletes on resumes it.',
    seed: async ({ stored }) => {
      await stored.putItem({ voiceId: 'SWITCHES', deletes: false });
      const purgeAt = minutesAgo(5).toISOString();
      await stored.put({ ...readyVoice(), voiceId: newVoiceId(minutesAgo(60)), status: 'DELETED', purgeAt });
    },
  },
];
