import {
  type DeploymentScope,
  type Family,
  maxCreateQueueSeconds,
  placesOf,
  type ReviewSchedule,
  scanSeconds,
} from '../../lambdas/shared/contract.ts';
import { reviewSchedule, settingConflicts } from './conflicts.ts';
import {
  type CreateTimers,
  type HorizonSettings,
  horizonAt,
  horizonSettings,
  longestProviderSeconds,
} from './create-timers.ts';
import { settingProblems } from './problems.ts';
import { hour, minute, type ParsedSettings, settings } from './schema.ts';

/**
 * Settings that cannot be deployed. The message has a line for each of them, with its name and the values that are
 * allowed.
 *
 * @example
 * try {
 *   new VoiceDesignStack(app, 'VoiceDesign', { settings: app.node.tryGetContext('voiceDesign') });
 * } catch (error) {
 *   if (!(error instanceof ConfigurationError)) throw error;
 *   process.stderr.write(`${error.message}\n`);
 *   process.exit(1);
 * }
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The valid settings of one deployment, with all durations in seconds. */
export interface VoiceDesignConfig {
  /** The two characters that begin every provider-side name. The functions derive them if they are not set. */
  readonly ns: string | undefined;
  readonly scopes: readonly DeploymentScope[];
  /** Families that callers can request in each configured scope. */
  readonly enabledFamilies: Readonly<Partial<Record<DeploymentScope, readonly Family[]>>>;
  readonly allowedHosts: readonly string[];
  /** The deployment's part of the provider account's rate, above 0 and at most 1. */
  readonly providerShare: number;
  /** Voices of one family and scope that the provider account can hold. */
  readonly voicePlaces: number;
  readonly review: ReviewSchedule;
  /** Parts of the time from a claim until a voice that is not listed counts as not created. */
  readonly horizon: HorizonSettings;
  readonly createTimers: CreateTimers;
  readonly maxCreateAttempts: number;
  readonly idempotencySeconds: number;
  /** Times for which deleted and rejected voices are kept. */
  readonly grace: {
    readonly deletedSeconds: number;
    /** Time from a deletion to its `restorableUntil`. Shorter than `deletedSeconds` if `deletedGraceMinHours` is set. */
    readonly restorableSeconds: number;
    readonly rejectedSeconds: number;
    /** Time for which a candidate is kept that was not chosen. */
    readonly loserSeconds: number;
    /** Time from a remake to the deletion of the former voice of the alias. */
    readonly aliasSeconds: number;
  };
  /** Length of one of the hours for which an audition is kept. The time scale shortens it. */
  readonly keepHourSeconds: number;
  /** Time from the purge of a voice to the deletion of its record. */
  readonly recordRetentionSeconds: number;
  /** Whole minutes. The time scale does not change it, because the local runner shortens schedules itself. */
  readonly purgeEverySeconds: number;
  readonly reconcileEverySeconds: number;
  readonly reconciliation: ReconciliationTimes;
  readonly previewUrlSeconds: number;
  readonly logRetentionDays: 1 | 7 | 30 | 90 | 365;
  readonly removalPolicy: 'retain' | 'destroy';
  /** Reserved concurrency of *create voice*. */
  readonly createConcurrency: number | undefined;
  /** DynamoDB refuses to delete the table. False by default, because the rollback of a first deployment deletes it. */
  readonly deletionProtection: boolean;
  /** Sets the role with which API Gateway writes logs. An account and region has one for all APIs. */
  readonly apiLogRole: boolean;
  /** The API serves the studio. */
  readonly studio: boolean;
  /** The stack has a CloudWatch dashboard. */
  readonly dashboard: boolean;
  /** Requests per second that the API serves on each method. */
  readonly apiRequestsPerSecond: number;
  readonly alarmEmail: string | undefined;
  readonly alarmTopicArn: string | undefined;
}

/** Times that have to pass before reconciliation acts, in seconds. */
export interface ReconciliationTimes {
  /** Time from the claim of an attempt to its end: the time-out of its function and a margin. */
  readonly claimSeconds: number;
  /** Time from the first scan that misses a voice until the voice becomes EXPIRED. */
  readonly missingSeconds: number;
  /** Time from the first scan that lists an orphan until the orphan is deleted. */
  readonly orphanSeconds: number;
  /** Time from the last change of an unfinished voice until its execution is checked. */
  readonly stalledSeconds: number;
  /** Time from a transition until its pending events are sent again. */
  readonly pendingSeconds: number;
}

/**
 * Checks the settings of a deployment.
 *
 * @param value the context value, or undefined for all defaults
 * @throws ConfigurationError with the name and the allowed values of every invalid setting
 */
export function parseConfig(value: unknown): VoiceDesignConfig {
  const given = fromText(value ?? {});
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(settingProblems(parsed.error.issues, given, 'voiceDesign').join('\n'));
  }
  const conflicts = settingConflicts(parsed.data);
  if (conflicts.length > 0)
    throw new ConfigurationError(conflicts.map((each) => `voiceDesign.${each}`).join('\n'));
  return configOf(parsed.data);
}

function configOf(config: ParsedSettings): VoiceDesignConfig {
  const review = reviewSchedule(config);
  return {
    ns: config.ns,
    scopes: config.scopes,
    enabledFamilies: Object.fromEntries(config.scopes.map((scope) => [scope, config.offered[scope]])),
    allowedHosts: config.allowedHosts,
    providerShare: config.providerShare,
    voicePlaces: config.voicePlaces,
    review: { ...review, deadlineSeconds: review.deadlineSeconds / config.timeScale },
    horizon: horizonSettings(config.horizonSeconds, config.timeScale),
    createTimers: {
      ...config.createTimers,
      scansApartSeconds: config.createTimers.scansApartSeconds / config.timeScale,
    },
    maxCreateAttempts: config.maxCreateAttempts,
    idempotencySeconds: config.idempotencyHours,
    grace: {
      deletedSeconds: config.deletedGraceDays / config.timeScale,
      restorableSeconds: (config.deletedGraceMinHours ?? config.deletedGraceDays) / config.timeScale,
      rejectedSeconds: config.rejectedGraceDays / config.timeScale,
      loserSeconds: config.loserGraceHours / config.timeScale,
      aliasSeconds: config.aliasGraceDays / config.timeScale,
    },
    keepHourSeconds: hour / config.timeScale,
    recordRetentionSeconds: config.recordRetentionDays,
    purgeEverySeconds: config.purgeEveryMinutes,
    reconcileEverySeconds: config.reconcileEveryMinutes,
    reconciliation: reconciliationTimes(config),
    previewUrlSeconds: config.previewUrlSeconds,
    logRetentionDays: config.logRetentionDays,
    removalPolicy: config.removalPolicy,
    createConcurrency: config.createConcurrency,
    deletionProtection: config.deletionProtection,
    apiLogRole: config.apiLogRole,
    studio: config.studio,
    dashboard: config.dashboard,
    apiRequestsPerSecond: config.apiRequestsPerSecond,
    alarmEmail: config.alarmEmail,
    alarmTopicArn: config.alarmTopicArn,
  };
}

/** Parses settings that `cdk deploy -c voiceDesign='{…}'` passes as text. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigurationError(
      'voiceDesign: it must be a JSON object, but the given text is not valid JSON',
    );
  }
}

function reconciliationTimes({
  createTimers: { functionSeconds, claimMarginSeconds },
  timeScale,
}: ParsedSettings): ReconciliationTimes {
  return {
    claimSeconds: functionSeconds + claimMarginSeconds,
    missingSeconds: (10 * minute) / timeScale,
    orphanSeconds: hour / timeScale,
    stalledSeconds: (5 * minute) / timeScale,
    pendingSeconds: (5 * minute) / timeScale,
  };
}

/**
 * Returns the longest time from the first attempt to create a voice to its recorded end. It assumes the provider's
 * slowest host, because the provider secret can name that host at any time. The sum has these parts:
 *
 * - for each attempt: the horizon, and 40 minutes for the half hour in which an unreadable list is read again and for
 *   the proof of absence
 * - an hour for the waits of a busy provider (36 minutes), the waits after a function that fails without an answer
 *   (9 minutes), and a reserve of a quarter of an hour
 * - the wait of the last of as many creates as a provider account can hold, in the slowest family
 */
export function createSeconds({
  createTimers,
  horizon,
  maxCreateAttempts,
  enabledFamilies,
  providerShare,
  voicePlaces,
}: Pick<
  VoiceDesignConfig,
  'createTimers' | 'horizon' | 'maxCreateAttempts' | 'enabledFamilies' | 'providerShare' | 'voicePlaces'
>): number {
  const slowest = Math.max(longestProviderSeconds, createTimers.providerSeconds);
  const queues = Object.values(enabledFamilies)
    .flat()
    .map((family) => maxCreateQueueSeconds(family, providerShare, placesOf(family, voicePlaces)));
  const longestAttempt = Math.ceil(horizonAt(slowest, createTimers, horizon)) + 40 * minute;
  return maxCreateAttempts * longestAttempt + hour + Math.max(...queues);
}

/** Returns the longest time in which *purge voice* or *reconcile list* reads one of the lists of a deployment. */
export function longestScanSeconds({
  scopes,
  enabledFamilies,
  providerShare,
  voicePlaces,
}: Pick<VoiceDesignConfig, 'scopes' | 'enabledFamilies' | 'providerShare' | 'voicePlaces'>): number {
  const families = scopes.flatMap((scope) => enabledFamilies[scope] ?? []);
  return Math.ceil(Math.max(...families.map((family) => scanSeconds(family, providerShare, voicePlaces))));
}
