import { z } from 'zod';
import {
  type DeploymentScope,
  deploymentScopes,
  type Family,
  families,
  nameAlphabet,
  type ReviewSchedule,
  unjitteredWait,
} from '../lambdas/shared/contract.ts';
import {
  type CreateTimers,
  createTimers,
  type HorizonSettings,
  horizonAt,
  horizonSettings,
  longestProviderSeconds,
  timerProblems,
} from './create-timers.ts';
import { settingProblems } from './setting-problems.ts';

/** Polls that a deadline may need at most: three states and nine history events each, of Step Functions' 25,000. */
const pollsAllowed = 2_000;

/** Settings that cannot be deployed, each named with its bound. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** A duration: a number in the unit its setting's name says, or seconds outright. In seconds from here on. */
function durationIn(unitSeconds: number) {
  return z.union(
    [
      z
        .number()
        .positive()
        .transform((value) => value * unitSeconds),
      z.strictObject({ seconds: z.number().positive() }).transform(({ seconds }) => seconds),
    ],
    'a positive number, or { "seconds": a positive number }',
  );
}

function duration(unitSeconds: number, byDefault: number) {
  return durationIn(unitSeconds).default(byDefault * unitSeconds);
}

const second = 1;
const minute = 60;
const hour = 3_600;
const day = 86_400;

const offeredByDefault = Object.fromEntries(deploymentScopes.map((scope) => [scope, [...families]]));

/** A host name, with a port where it is not 443; as `URL.host` writes it. */
const host = z
  .string()
  .refine(isHost, 'a host name, or a host name and a port: proxy.example.com:8443')
  .transform((text) => new URL(`https://${text}`).host);

function isHost(text: string): boolean {
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(text) || !URL.canParse(`https://${text}`)) return false;
  return z.hostname().safeParse(new URL(`https://${text}`).hostname).success;
}

/** The settings as `VoiceDesignSettings` declares them. */
export const settings = z.strictObject({
  ns: z
    .string()
    .regex(/^[a-z][a-z0-9]$/, 'two characters: a lower-case letter, then a lower-case letter or a digit')
    .optional(),
  scopes: z.array(z.enum(deploymentScopes)).min(1).default(['mainland']),
  offered: z
    .partialRecord(z.enum(deploymentScopes), z.array(z.enum(families)).min(1))
    .default(offeredByDefault),
  allowedHosts: z.array(host).default([]),
  pollFirstSeconds: duration(second, 5),
  pollMaxSeconds: duration(second, 120),
  reviewDeadlineHours: duration(hour, 24),
  horizonSeconds: durationIn(second).optional(),
  createTimers: createTimers.prefault({}),
  maxCreateAttempts: z.int().min(1).max(nameAlphabet.length).default(2),
  idempotencyHours: duration(hour, 24),
  deletedGraceDays: duration(day, 7),
  deletedGraceMinHours: durationIn(hour).optional(),
  rejectedGraceDays: duration(day, 1),
  recordRetentionDays: duration(day, 365),
  purgeEveryMinutes: duration(minute, 60),
  reconcileEveryMinutes: duration(minute, 15),
  previewUrlSeconds: duration(second, 300),
  logRetentionDays: z.literal([1, 7, 30, 90, 365]).default(30),
  removalPolicy: z.enum(['retain', 'destroy']).default('retain'),
  // Lambda keeps 100 of an account's executions, 1,000 by default, for functions without a reserve.
  createConcurrency: z.int().min(1).max(900).optional(),
  deletionProtection: z.boolean().default(false),
  apiLogRole: z.boolean().default(true),
  alarmEmail: z.email('an e-mail address').optional(),
  /** Local runs only: how many times shorter the waits are that the settings say. */
  timeScale: z.number().min(1).default(1),
});

type ParsedSettings = z.output<typeof settings>;

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

export const settingNames = Object.keys(settings.shape);

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
  const config = parsed.data;
  const problems: string[] = [];
  if (new Set(config.scopes).size !== config.scopes.length) problems.push('scopes: a scope is named twice');
  for (const scope of config.scopes) {
    if (!config.offered[scope]) problems.push(`offered: says nothing of the configured scope ${scope}`);
  }
  if (config.pollFirstSeconds > config.pollMaxSeconds) {
    problems.push(
      `pollFirstSeconds: ${config.pollFirstSeconds} is longer than pollMaxSeconds, ${config.pollMaxSeconds}`,
    );
  }
  for (const wait of ['pollFirstSeconds', 'pollMaxSeconds'] as const) {
    if (!Number.isInteger(config[wait])) problems.push(`${wait}: Step Functions waits whole seconds`);
  }
  const review: ReviewSchedule = {
    firstWaitSeconds: config.pollFirstSeconds,
    maxWaitSeconds: config.pollMaxSeconds,
    deadlineSeconds: config.reviewDeadlineHours,
  };
  const polls = maxPolls(review);
  if (polls > pollsAllowed) {
    problems.push(
      `reviewDeadlineHours: ${review.deadlineSeconds} s with waits of ${review.firstWaitSeconds} to ` +
        `${review.maxWaitSeconds} s needs ${polls} polls; at most ${pollsAllowed} fit one execution`,
    );
  }
  const horizon = horizonSettings(config.horizonSeconds, config.timeScale);
  problems.push(...timerProblems(config.createTimers, config.horizonSeconds, horizon));
  if (config.idempotencyHours < minute) problems.push('idempotencyHours: at least a minute');
  // A link is signed with the function's session, whose end it does not outlive.
  if (config.previewUrlSeconds > hour) problems.push('previewUrlSeconds: at most 3600, an hour');
  for (const period of ['purgeEveryMinutes', 'reconcileEveryMinutes'] as const) {
    if (config[period] % minute !== 0) problems.push(`${period}: EventBridge Scheduler counts whole minutes`);
  }
  // An alarm looks at four of its runs, and at no more than a day.
  if (config.reconcileEveryMinutes > 6 * hour) problems.push('reconcileEveryMinutes: at most 360, six hours');
  if (config.deletedGraceMinHours !== undefined && config.deletedGraceMinHours > config.deletedGraceDays) {
    const { deletedGraceMinHours: least, deletedGraceDays: grace } = config;
    problems.push(`deletedGraceMinHours: ${least} s is longer than deletedGraceDays, ${grace} s`);
  }
  if (config.recordRetentionDays < day) problems.push('recordRetentionDays: at least a day');
  if (config.deletionProtection && config.removalPolicy === 'destroy')
    problems.push('deletionProtection: keeps removalPolicy destroy from deleting the table; set one of them');
  if (problems.length > 0) throw new ConfigurationError(problems.map((p) => `voiceDesign.${p}`).join('\n'));

  return {
    ns: config.ns,
    scopes: config.scopes,
    offered: Object.fromEntries(config.scopes.map((scope) => [scope, config.offered[scope]])),
    allowedHosts: config.allowedHosts,
    review: { ...review, deadlineSeconds: review.deadlineSeconds / config.timeScale },
    horizon,
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

/** The polls that a review up to its deadline needs when no wait is lengthened by jitter. */
export function maxPolls(schedule: ReviewSchedule): number {
  let elapsed = 0;
  let polls = 0;
  let wait = unjitteredWait(schedule, polls);
  // The waits grow up to the longest, or until they are doubled no more, however short the first is.
  for (;;) {
    const next = unjitteredWait(schedule, polls + 1);
    if (elapsed >= schedule.deadlineSeconds || next <= wait) break;
    elapsed += wait;
    polls += 1;
    wait = next;
  }
  return polls + Math.max(0, Math.ceil((schedule.deadlineSeconds - elapsed) / wait));
}
