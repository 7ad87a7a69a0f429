import { z } from 'zod';
import { deploymentScopes, families, maxPlacesOf, nameAlphabet } from '../../lambdas/shared/contract.ts';
import { createTimers } from './create-timers.ts';

/** Returns the schema of a duration in the unit of its setting's name, or as `{ seconds }`. It parses to seconds. */
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
export const minute = 60;
export const hour = 3_600;
export const day = 86_400;

const defaultFamilies = Object.fromEntries(deploymentScopes.map((scope) => [scope, [...families]]));

/** A host name or [::1], with the port if it is not 443, in the form of `URL.host`. */
const host = z
  .string()
  .refine(isHost, 'a host name, or a host name and a port: proxy.example.com:8443')
  .transform((text) => new URL(`https://${text}`).host);

function isHost(text: string): boolean {
  if (!/^(?:[a-z0-9.-]+|\[::1\])(:\d+)?$/i.test(text) || !URL.canParse(`https://${text}`)) return false;
  return text.startsWith('[') || z.hostname().safeParse(new URL(`https://${text}`).hostname).success;
}

/** CloudWatch publishes to standard topics only, whose names have no `.fifo`. */
const topicArn = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;
/** The form of an ARN of the CDK that is known at the deployment, such as that of a topic in the same app. */
const cdkToken = /^\$\{Token\[/;

/** The settings as `VoiceDesignSettings` declares them. */
export const settings = z.strictObject({
  ns: z
    .string()
    .regex(/^[a-z][a-z0-9]$/, 'two characters: a lower-case letter, then a lower-case letter or a digit')
    .optional(),
  scopes: z.array(z.enum(deploymentScopes)).min(1).default(['mainland']),
  offered: z
    .partialRecord(z.enum(deploymentScopes), z.array(z.enum(families)).min(1))
    .default(defaultFamilies),
  allowedHosts: z.array(host).default([]),
  providerShare: z.number().positive().max(1).default(1),
  voicePlaces: z.int().positive().max(maxPlacesOf()).default(1_000),
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
  loserGraceHours: duration(hour, 24),
  aliasGraceDays: duration(day, 7),
  recordRetentionDays: duration(day, 365),
  purgeEveryMinutes: duration(minute, 60),
  reconcileEveryMinutes: duration(minute, 15),
  previewUrlSeconds: duration(second, 300),
  logRetentionDays: z.literal([1, 7, 30, 90, 365]).default(30),
  removalPolicy: z.enum(['retain', 'destroy']).default('retain'),
  // Lambda keeps 100 of an account's concurrency, 1,000 by default, for functions without reserved concurrency.
  createConcurrency: z.int().min(1).max(900).optional(),
  deletionProtection: z.boolean().default(false),
  apiLogRole: z.boolean().default(true),
  studio: z.boolean().default(true),
  dashboard: z.boolean().default(true),
  // 10,000 is the default quota of an account.
  apiRequestsPerSecond: z.int().min(1).max(10_000).default(500),
  alarmEmail: z.email('an e-mail address').optional(),
  alarmTopicArn: z
    .string()
    .refine((text) => topicArn.test(text) || cdkToken.test(text), 'the ARN of a standard SNS topic')
    .optional(),
  /** Factor by which local runs shorten waits. */
  timeScale: z.number().min(1).default(1),
});

/** The settings with their defaults, and all durations in seconds. */
export type ParsedSettings = z.output<typeof settings>;

export const settingNames = Object.keys(settings.shape);
