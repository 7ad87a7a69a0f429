import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { runFolder } from './run-folder.ts';

/** The stacks that test/support/write-template.ts can synthesize. */
export const stackNames = [
  'VoiceDesign',
  'Twin',
  'LongNames',
  'Audiobook',
  'Nested',
  'Pager',
  'China',
  'GovCloud',
] as const;

/** A stack whose template tests read. */
export interface Deployment {
  readonly stack: (typeof stackNames)[number];
  readonly settings: VoiceDesignSettings;
}

/** A deployment in which many settings differ from their defaults. */
export const unusualSettings: VoiceDesignSettings = {
  scopes: ['mainland', 'international'],
  removalPolicy: 'destroy',
  alarmEmail: 'ops@example.com',
  deletedGraceMinHours: 24,
  purgeEveryMinutes: 20,
  reconcileEveryMinutes: 20,
  timeScale: 5,
};

/** Deadline of a review in seconds. In workflow tests, whose clock is a thousand times faster, it lasts three seconds. */
export const reviewDeadlineSeconds = 3_000;

/** The deployment of the workflow tests. */
export const workflowSettings: VoiceDesignSettings = {
  reviewDeadlineHours: { seconds: reviewDeadlineSeconds },
  ns: 'vd',
  // The host of the simulated provider.
  allowedHosts: ['127.0.0.1'],
};

/** The deployment of the simulation. A review has two time-outs of parking until its deadline. Its deleted and rejected voices are purged while a schedule runs. */
export const simulationSettings: VoiceDesignSettings = {
  ...workflowSettings,
  reviewDeadlineHours: { seconds: 1_300 },
  deletedGraceDays: { seconds: 1_800 },
  rejectedGraceDays: { seconds: 1_500 },
  loserGraceHours: { seconds: 1_200 },
  aliasGraceDays: { seconds: 1_200 },
  allowedHosts: ['proxy.example', '127.0.0.1'],
  dashboard: false,
};

/** Settings of the cloud assembly that several test files run: those of `npm start -- --time-scale 10`. */
export const sharedSettings = { allowedHosts: ['127.0.0.1'], timeScale: 10 };

/** The templates of a whole run, in the order in which test files need them. */
export const deployments: readonly Deployment[] = [
  { stack: 'VoiceDesign', settings: workflowSettings },
  { stack: 'VoiceDesign', settings: simulationSettings },
  { stack: 'VoiceDesign', settings: unusualSettings },
  { stack: 'Audiobook', settings: {} },
  { stack: 'VoiceDesign', settings: {} },
  { stack: 'Twin', settings: {} },
  { stack: 'LongNames', settings: {} },
  { stack: 'Nested', settings: {} },
  { stack: 'Pager', settings: {} },
  { stack: 'China', settings: unusualSettings },
  { stack: 'GovCloud', settings: unusualSettings },
  // Single test files read these. A template that is missing here takes a second more, in a separate process.
  ...[
    { apiLogRole: false },
    { studio: false },
    { reconcileEveryMinutes: 360 },
    { scopes: ['mainland', 'international'] as const },
    { apiRequestsPerSecond: 20 },
    { deletionProtection: true },
  ].map((settings) => ({ stack: 'VoiceDesign' as const, settings })),
];

export function templateFile({ stack, settings }: Deployment): string {
  return join(runFolder(), `template-${stack}-${digestOf(settings)}.json`);
}

export function assemblyFolder(settings: Readonly<Record<string, unknown>>): string {
  return join(runFolder(), `assembly-${digestOf(settings)}`);
}

function digestOf(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
