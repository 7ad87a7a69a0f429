import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { dependenciesOf } from './dependencies.ts';
import { type DiagnoseDependencies, type Diagnosis, diagnoseDeployment } from './diagnose-deployment.ts';
import { environment } from './environment.ts';

const input = z.strictObject({});

/** Invoked by an operator, not by a workflow. */
export function makeHandler(
  dependencies: () => DiagnoseDependencies,
): (event: unknown) => Promise<Diagnosis> {
  return async (event) => {
    input.parse(event);
    return diagnoseDeployment(dependencies());
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      ...providerPlatform(),
    }),
  ),
);
