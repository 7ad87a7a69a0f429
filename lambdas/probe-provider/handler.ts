import * as z from 'zod';
import { SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { targetModelMax } from '../shared/validation/bounds.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ProbeProviderDependencies, probeProvider } from './probe-provider.ts';
import type { ProbeReport } from './report.ts';

const input = z.strictObject({
  scope: z.enum(SCOPES),
  targetModel: z.string().max(targetModelMax).default('cosyvoice-v3.5-flash'),
});

/** Invoked by an operator, not by a workflow. */
export function makeHandler(
  dependencies: () => ProbeProviderDependencies,
): (event: unknown) => Promise<ProbeReport> {
  return async (event) => probeProvider(input.parse(event), dependencies());
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo(), ...providerPlatform() }),
  ),
);
