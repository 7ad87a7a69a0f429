import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf, type RecoverVoicesDependencies } from './dependencies.ts';
import { environment } from './environment.ts';
import { type RecoverAliasesReport, recoverAliases } from './recover-aliases.ts';
import { type AuditionReport, recoverAuditions } from './recover-auditions.ts';
import { type ResendReport, resendEvents } from './resend-events.ts';
import { type RestartReport, restartStalled } from './restart-stalled.ts';
import { type RetireReport, retireVoices } from './retire-voices.ts';

type RecoveryReport = RestartReport & AuditionReport & RecoverAliasesReport & RetireReport & ResendReport;

const input = z.object({ dryRun: z.boolean() });

/** Handles a task of the workflow that reconciles voices. */
export function makeHandler(
  dependencies: () => RecoverVoicesDependencies,
): (event: unknown) => Promise<RecoveryReport> {
  return async (event) => {
    const { dryRun } = input.parse(event);
    const restarted = await restartStalled(dryRun, dependencies());
    const auditions = await recoverAuditions(dryRun, dependencies());
    const aliases = await recoverAliases(dryRun, dependencies());
    const retired = await retireVoices(dryRun, dependencies());
    const resent = await resendEvents(dryRun, dependencies());
    return { ...restarted, ...auditions, ...aliases, ...retired, ...resent };
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      eventBridge: eventBridge(),
    }),
  ),
);
