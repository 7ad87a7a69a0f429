import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { runFolder } from './run-folder.ts';

/** The stacks that test/support/write-template.ts makes. */
export const stackNames = [
  'VoiceDesign',
  'Twin',
  'LongNames',
  'Audiobook',
  'Nested',
  'China',
  'GovCloud',
] as const;

/** A stack whose template tests look at. */
export interface Deployment {
  readonly stack: (typeof stackNames)[number];
  readonly settings: VoiceDesignSettings;
}

/** Settings other than the defaults, all in one deployment. */
export const unusualSettings: VoiceDesignSettings = {
  scopes: ['mainland', 'international'],
  removalPolicy: 'destroy',
  alarmEmail: 'ops@example.com',
  deletedGraceMinHours: 24,
  purgeEveryMinutes: 20,
  reconcileEveryMinutes: 20,
  timeScale: 5,
};

/** Seconds. Three seconds on the stage of the workflow tests, whose clock runs a thousand times faster. */
export const reviewDeadlineSeconds = 3_000;

/** The deployment of the workflow tests. */
export const workflowSettings: VoiceDesignSettings = {
  reviewDeadlineHours: { seconds: reviewDeadlineSeconds },
  ns: 'vd',
};

/** The deployment of the simulation: what is deleted or rejected is purged within a schedule. */
export const simulationSettings: VoiceDesignSettings = {
  ...workflowSettings,
  deletedGraceDays: { seconds: 1_800 },
  rejectedGraceDays: { seconds: 1_500 },
  allowedHosts: ['proxy.example'],
};

/** Settings of the cloud assembly that several test files run. */
export const sharedSettings = { timeScale: 10 };

/** The templates that the test files of a whole run look at, the ones that are needed first in front. */
export const deployments: readonly Deployment[] = [
  { stack: 'VoiceDesign', settings: workflowSettings },
  { stack: 'VoiceDesign', settings: simulationSettings },
  { stack: 'VoiceDesign', settings: unusualSettings },
  { stack: 'Audiobook', settings: {} },
  { stack: 'VoiceDesign', settings: {} },
  { stack: 'Twin', settings: {} },
  { stack: 'LongNames', settings: {} },
  { stack: 'Nested', settings: {} },
  { stack: 'China', settings: unusualSettings },
  { stack: 'GovCloud', settings: unusualSettings },
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
