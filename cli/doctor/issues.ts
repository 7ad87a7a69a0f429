/** A problem that `voice doctor` found. The message is one sentence with its cause and its remedy. */
export interface DeploymentIssue {
  readonly code: string;
  readonly message: string;
}

/** Outputs of the stack that the commands read. */
export const requiredOutputs = [
  'ApiUrl',
  'VoicesTableName',
  'DeadLetterQueueUrls',
  'PurgeVoicesStateMachineArn',
  'ReconcileVoicesStateMachineArn',
  'ProbeProviderFunctionName',
  'DiagnoseDeploymentFunctionName',
] as const;

export function outputIssues(
  outputs: Readonly<Record<string, string>>,
  deploymentName: string,
): readonly DeploymentIssue[] {
  const missing = requiredOutputs.filter((name) => !outputs[name]);
  if (missing.length === 0) return [];
  const names = missing.length === requiredOutputs.length ? 'outputs of a voice design' : missing.join(', ');
  return [
    {
      code: 'outputs_missing',
      message: `The outputs of ${deploymentName} lack the ${names}; deploy the current version with outputs, or name another stack.`,
    },
  ];
}

/** A deployment of an earlier version has no output about the topics of its alarms. */
export function alarmIssues({
  AlarmTopicArns,
}: Readonly<Record<string, string>>): readonly DeploymentIssue[] {
  if (AlarmTopicArns !== 'none') return [];
  return [
    {
      code: 'alarms_unheard',
      message:
        'The alarms send no message when they are raised; set alarmEmail or alarmTopicArn, and deploy again.',
    },
  ];
}

/** The response of an address to `GET /health`. */
export interface HealthResponse {
  /** True if the API of a deployment responded. */
  readonly healthy: boolean;
  /** Value of the header `Date`, or null. */
  readonly date: Date | null;
}

/**
 * @param asGiven the response at the configured address, or null if it did not respond
 * @param below the response at the address with `/v1` appended
 */
export function addressIssues(
  apiUrl: string,
  asGiven: HealthResponse | null,
  below: HealthResponse | null,
): readonly DeploymentIssue[] {
  if (asGiven?.healthy) return [];
  const { host } = new URL(apiUrl);
  if (below?.healthy) {
    return [
      {
        code: 'api_url_without_stage',
        message: `The API address on ${host} lacks the stage; append /v1 to VOICE_API_URL.`,
      },
    ];
  }
  const problem = asGiven === null ? 'does not respond' : 'is not the API of a voice design deployment';
  return [
    {
      code: 'api_unreachable',
      message: `The API address on ${host} ${problem}; compare VOICE_API_URL with the stack output ApiUrl.`,
    },
  ];
}

/** @param isAccepted null if the API could not check the key */
export function apiKeyIssues(isAccepted: boolean | null): readonly DeploymentIssue[] {
  if (isAccepted !== false) return [];
  return [
    {
      code: 'api_key_rejected',
      message: 'The API rejects the key in VOICE_API_KEY; set it to a key that voice keys create prints.',
    },
  ];
}

/** AWS refuses signatures that are more than five minutes old. */
const maxSkewMs = 120_000;

export function clockIssues(serverDate: Date | null, now: Date): readonly DeploymentIssue[] {
  const skewMs = serverDate === null ? 0 : now.getTime() - serverDate.getTime();
  if (Math.abs(skewMs) <= maxSkewMs) return [];
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return [
    {
      code: 'clock_off',
      message: `The clock of this machine is ${minutes} minutes ${skewMs > 0 ? 'ahead of' : 'behind'} the deployment; correct it, because AWS refuses signatures with a wrong time.`,
    },
  ];
}

/** @see https://nodejs.org/api/cli.html#node_use_env_proxy1 */
export function proxyIssues(
  environment: Readonly<Record<string, string | undefined>>,
  apiUrl: string,
): readonly DeploymentIssue[] {
  const { hostname } = new URL(apiUrl);
  // A call to this machine needs no proxy.
  if (/^(?:127\.|localhost$|\[::1\]$)/.test(hostname)) return [];
  const variable = ['HTTPS_PROXY', 'https_proxy'].find((name) => environment[name]);
  if (variable === undefined || environment.NODE_USE_ENV_PROXY === '1') return [];
  return [
    {
      code: 'proxy_without_effect',
      message: `${variable} is set, but Node.js does not use it; set NODE_USE_ENV_PROXY=1 as well.`,
    },
  ];
}

/** @param waiting the number of messages in each queue, by its name */
export function deadLetterIssues(waiting: ReadonlyMap<string, number>): readonly DeploymentIssue[] {
  const queues = [...waiting].filter(([, count]) => count > 0);
  if (queues.length === 0) return [];
  const total = queues.reduce((sum, [, count]) => sum + count, 0);
  const names = queues.map(([name]) => name).join(', ');
  return [
    {
      code: 'dead_letters',
      message: `${total} ${total === 1 ? 'message waits' : 'messages wait'} in dead-letter queues (${names}); remove the cause, then run voice admin redrive.`,
    },
  ];
}

export function keyIssues(keys: readonly unknown[]): readonly DeploymentIssue[] {
  if (keys.length > 0) return [];
  return [
    {
      code: 'no_api_keys',
      message:
        'The deployment has no API key, so the API refuses every call; create one with voice keys create.',
    },
  ];
}

/** The issue of a check that did not end, or that ended with an expected error. */
export function failedCheck(check: string, reason: string): DeploymentIssue {
  return {
    code: 'check_failed',
    message: `The check of ${check} failed (${reason}); its result is not known.`,
  };
}
