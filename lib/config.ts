import type { DeploymentScope, Family, ReviewSchedule } from '../lambdas/shared/contract.ts';
import {
  type CreateTimers,
  type HorizonSettings,
  horizonAt,
  horizonSettings,
  longestProviderSeconds,
} from './create-timers.ts';
import { reviewSchedule, settingConflicts } from './setting-conflicts.ts';
import { settingProblems } from './setting-problems.ts';
import { hour, minute, type ParsedSettings, settings } from './setting-schema.ts';

/** Settings that cannot be deployed, each named with its bound. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What one deployment is set to, checked; every duration in seconds. */
export interface VoiceDesignConfig {
  /** Two characters in front of every provider-side name; the functions derive them if it is not set. */
  readonly ns: string | undefined;
  readonly scopes: readonly DeploymentScope[];
  /** Families offered in each configured scope. */
  readonly offered: Readonly<Partial<Record<DeploymentScope, readonly Family[]>>>;
  readonly allowedHosts: readonly string[];
  readonly review: ReviewSchedule;
  /** From a create's claim until a voice that is not listed counts as not made. */
  readonly horizon: HorizonSettings;
  readonly createTimers: CreateTimers;
  readonly maxCreateAttempts: number;
  readonly idempotencySeconds: number;
  /** How long deleted and rejected voices are kept. */
  readonly grace: {
    readonly deletedSeconds: number;
    /** From a deletion until its `restorableUntil`; shorter than `deletedSeconds` if deleted voices give up their places. */
    readonly restorableSeconds: number;
    readonly rejectedSeconds: number;
  };
  /** How long the record of a purged voice is kept. */
  readonly recordRetentionSeconds: number;
  /** Whole minutes. A time scale is the runner's to apply, as to every wait. */
  readonly purgeEverySeconds: number;
  readonly reconcileEverySeconds: number;
  readonly reconciliation: ReconciliationTimes;
  readonly previewUrlSeconds: number;
  readonly logRetentionDays: 1 | 7 | 30 | 90 | 365;
  readonly removalPolicy: 'retain' | 'destroy';
  /** Executions of *create voice* at once, of those that the account has. */
  readonly createConcurrency: number | undefined;
  /** Whether the table refuses to be deleted. Off at first, since a rolled-back first deployment deletes its table. */
  readonly deletionProtection: boolean;
  /** Whether the deployment sets the role by which API Gateway writes logs, one for the whole account and region. */
  readonly apiLogRole: boolean;
  readonly alarmEmail: string | undefined;
}

/** How long reconciliation waits before it concludes anything; in seconds. */
export interface ReconciliationTimes {
  /** From an attempt's claim: its function may live, and a minute. */
  readonly claimSeconds: number;
  /** From the first time that a voice is missing until it has expired. */
  readonly missingSeconds: number;
  /** From the first sighting of an orphan until it is deleted. */
  readonly orphanSeconds: number;
  /** Without a change, until somebody looks whether a voice on its way stands still. */
  readonly stalledSeconds: number;
  /** After the transition that it announces, until an event is sent again. */
  readonly pendingSeconds: number;
}

/**
 * Checks the settings of a deployment.
 *
 * @param value the context value; undefined for all defaults
 * @throws ConfigurationError naming every setting that is wrong, and what would be right
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
    offered: Object.fromEntries(config.scopes.map((scope) => [scope, config.offered[scope]])),
    allowedHosts: config.allowedHosts,
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
    },
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
    alarmEmail: config.alarmEmail,
  };
}

/** `cdk deploy -c voiceDesign='{…}'` gives the settings as text. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigurationError(
      'voiceDesign: it must be a JSON object; the text that was given is not JSON',
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
 * How long the create of a voice may take from its first try to the recorded end, at the provider's slowest host, which
 * the provider secret may name at any time: for each attempt the horizon, the
 * half hour after it in which an unreadable list is asked on, and its proof; once the waits of a busy provider (36
 * minutes) and of a function that fails without an answer (9 minutes); a quarter of an hour to spare.
 */
export function createSeconds({
  createTimers,
  horizon,
  maxCreateAttempts,
}: Pick<VoiceDesignConfig, 'createTimers' | 'horizon' | 'maxCreateAttempts'>): number {
  const slowest = Math.max(longestProviderSeconds, createTimers.providerSeconds);
  return maxCreateAttempts * (Math.ceil(horizonAt(slowest, createTimers, horizon)) + 40 * minute) + hour;
}
