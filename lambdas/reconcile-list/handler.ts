import * as z from 'zod';
import type { ListMetric } from '../shared/contract.ts';
import { FAMILIES, SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { persistentS3 } from '../shared/platform/s3.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ReconcileListDependencies, reconcileList } from './reconcile-list.ts';
import { type ListReport, metricsOf } from './report.ts';

/** The report goes to the workflow's output, the metrics to CloudWatch. */
export interface ListAnswer {
  readonly report: ListReport;
  readonly metrics: Readonly<Record<ListMetric, number>>;
}

const input = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  dryRun: z.boolean(),
  confirmMissing: z.int().nonnegative().default(0),
});

/** A task of the workflow that reconciles voices. */
export function makeHandler(
  dependencies: () => ReconcileListDependencies,
): (event: unknown) => Promise<ListAnswer> {
  return async (event) => {
    const report = await reconcileList(input.parse(event), dependencies());
    return { report, metrics: metricsOf(report) };
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      s3: persistentS3(),
      stepFunctions: stepFunctions(),
      eventBridge: eventBridge(),
      ...providerPlatform(),
    }),
  ),
);
