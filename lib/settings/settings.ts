import type { DeploymentScope, Family } from '../../lambdas/shared/contract.ts';

/**
 * A duration, as a number in the unit at the end of the setting's name, or in seconds.
 *
 * @example
 * const settings: VoiceDesignSettings = { reviewDeadlineHours: 6, deletedGraceDays: { seconds: 3_600 } };
 */
export type DurationSetting = number | { readonly seconds: number };

/**
 * Settings of a deployment. In cdk.json they are the context value `voiceDesign`.
 *
 * @example
 * const settings: VoiceDesignSettings = {
 *   scopes: ['mainland'],
 *   offered: { mainland: ['cosyvoice'] },
 *   reviewDeadlineHours: 6,
 *   alarmEmail: 'voices@example.com',
 * };
 */
export interface VoiceDesignSettings {
  /**
   * The two characters that begin every provider-side name: a lower-case letter, then a lower-case letter or a digit.
   *
   * @default - a hash of the stack id and the construct path
   */
  readonly ns?: string;
  /**
   * DashScope scopes of the deployment. The first is the default of a request.
   *
   * @default ["mainland"]
   */
  readonly scopes?: readonly DeploymentScope[];
  /**
   * Model families that callers can request in each scope.
   *
   * @default - every family in every scope
   */
  readonly offered?: { readonly [Scope in DeploymentScope]?: readonly Family[] };
  /**
   * Additional hosts that `baseUrl` in the provider secret can name. A loopback address can be called by plain http, and
   * without a port it allows each port.
   *
   * @default []
   */
  readonly allowedHosts?: readonly string[];
  /**
   * The deployment's part of the DashScope account's rate, at most 1, and enough to read a full list in time. The shares of all deployments that use one
   * account add up to at most 1.
   *
   * @default 1
   */
  readonly providerShare?: number;
  /**
   * Voices of one family and scope that the DashScope account can hold, at most 10,000. Requests beyond it are refused.
   * Qwen keeps 1,000 with a higher value, because its pages show no more.
   *
   * @default 1000
   */
  readonly voicePlaces?: number;
  /**
   * Wait before the second query of an execution that waits instead of parking: one of an imported voice, or one whose
   * last query returned no status. It doubles after each query.
   *
   * @default 5
   */
  readonly pollFirstSeconds?: DurationSetting;
  /**
   * Longest wait between two of these queries. A random 0 to 20 % is added.
   *
   * @default 120
   */
  readonly pollMaxSeconds?: DurationSetting;
  /**
   * Time after which a voice under review becomes `TIMED_OUT`. At most 2,000 queries can fit.
   *
   * @default 24
   */
  readonly reviewDeadlineHours?: DurationSetting;
  /**
   * A longer time until a voice that is not listed counts as not created. It cannot shorten that time.
   *
   * @default - 120 seconds above the time-outs of the create function and of the DashScope host
   */
  readonly horizonSeconds?: DurationSetting;
  /**
   * Time-outs of one create.
   *
   * @default - the default of each
   */
  readonly createTimers?: CreateTimerSettings;
  /**
   * Maximum number of creates that are sent for one request. A second one is sent only after the voice of the first is
   * proved absent.
   *
   * @default 2
   */
  readonly maxCreateAttempts?: number;
  /**
   * Validity of an idempotency key.
   *
   * @default 24
   */
  readonly idempotencyHours?: DurationSetting;
  /**
   * Time from the deletion of a voice to its purge.
   *
   * @default 7
   */
  readonly deletedGraceDays?: DurationSetting;
  /**
   * A shorter time for which a deleted voice is guaranteed to be restorable. If places run out, the voices that were
   * deleted first are purged after it.
   *
   * @default - `deletedGraceDays`
   */
  readonly deletedGraceMinHours?: DurationSetting;
  /**
   * Time from the rejection of a voice to its purge.
   *
   * @default 1
   */
  readonly rejectedGraceDays?: DurationSetting;
  /**
   * Time from the deletion of a candidate that was not chosen to its purge. Until then it can still be chosen.
   *
   * @default 24
   */
  readonly loserGraceHours?: DurationSetting;
  /**
   * Time for which the former voice of an alias is kept after a remake.
   *
   * @default 7
   */
  readonly aliasGraceDays?: DurationSetting;
  /**
   * Time from the purge of a voice to the deletion of its record.
   *
   * @default 365
   */
  readonly recordRetentionDays?: DurationSetting;
  /**
   * Interval of the purge, in whole minutes.
   *
   * @default 60
   */
  readonly purgeEveryMinutes?: DurationSetting;
  /**
   * Interval of the reconciliation, in whole minutes, at most 360.
   *
   * @default 15
   */
  readonly reconcileEveryMinutes?: DurationSetting;
  /**
   * Validity of a preview link, at most 3,600 seconds.
   *
   * @default 300
   */
  readonly previewUrlSeconds?: DurationSetting;
  /**
   * Days for which CloudWatch keeps the logs.
   *
   * @default 30
   */
  readonly logRetentionDays?: 1 | 7 | 30 | 90 | 365;
  /**
   * `destroy` deletes table, bucket and secrets together with the stack.
   *
   * @default "retain"
   */
  readonly removalPolicy?: 'retain' | 'destroy';
  /**
   * Reserved concurrency of the create function, 1 to 900.
   *
   * @default - none
   */
  readonly createConcurrency?: number;
  /**
   * DynamoDB refuses to delete the table.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
  /**
   * The stack sets the role with which API Gateway writes logs. An account and region has one for all APIs.
   *
   * @default true
   */
  readonly apiLogRole?: boolean;
  /**
   * The API serves the studio, a page on which people listen to voices and choose.
   *
   * @default true
   */
  readonly studio?: boolean;
  /**
   * The stack has a CloudWatch dashboard, which costs USD 3 a month.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Requests per second that the API serves on each of its methods, with bursts of twice as many. API Gateway answers the
   * others with 429.
   *
   * @default 500
   */
  readonly apiRequestsPerSecond?: number;
  /**
   * The address that receives a message when an alarm is raised, and when it ends.
   *
   * @default - no mail is sent
   */
  readonly alarmEmail?: string;
  /**
   * ARN of an existing SNS topic that receives a message when an alarm is raised, and when it ends. The topic is in the
   * region of the stack, and its policy lets CloudWatch publish.
   *
   * @default - no other topic is notified
   */
  readonly alarmTopicArn?: string;
  /**
   * Factor by which local runs shorten deadlines and waits. 1 in every deployment.
   *
   * @default 1
   */
  readonly timeScale?: number;
}

/**
 * Time-outs of one create, in seconds. The first four ascend.
 *
 * @example
 * const createTimers: CreateTimerSettings = { answerSeconds: 605, totalSeconds: 640, functionSeconds: 660, stateSeconds: 720 };
 */
export interface CreateTimerSettings {
  /**
   * Longest wait for the first byte of DashScope's answer.
   *
   * @default 305
   */
  readonly answerSeconds?: number;
  /**
   * Longest wait for the complete answer.
   *
   * @default 340
   */
  readonly totalSeconds?: number;
  /**
   * Time-out of the create function, at most 900.
   *
   * @default 360
   */
  readonly functionSeconds?: number;
  /**
   * Time-out of the workflow's state that invokes the function.
   *
   * @default 420
   */
  readonly stateSeconds?: number;
  /**
   * Time-out of a provider on this machine, in local runs.
   *
   * @default 300
   */
  readonly providerSeconds?: number;
  /**
   * Time for which a claim stays valid after the time-out of its function.
   *
   * @default 60
   */
  readonly claimMarginSeconds?: number;
  /**
   * Time between the scans that prove a voice absent.
   *
   * @default 60
   */
  readonly scansApartSeconds?: number;
}
