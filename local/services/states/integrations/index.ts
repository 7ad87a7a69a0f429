import type { AccessControl } from '../../../core/access-control.ts';
import type { EventPublisher, FunctionInvoker } from '../../../core/ports.ts';
import type { RoleSession } from '../../../core/principal.ts';
import { templateProblems } from '../../../models/template-check.ts';
import { callbackSuffix, isCallback } from '../compile.ts';
import { isJsonObject, type State } from '../language/definition.ts';
import { putMetricData } from './cloudwatch.ts';
import { dynamodb } from './dynamodb.ts';
import { putEvents } from './events.ts';
import type { Integration } from './integration.ts';
import { jsonCaller } from './json-call.ts';
import { lambdaArn, lambdaInvoke } from './lambda.ts';
import { deleteObject } from './s3.ts';
import { type StartExecution, startExecution } from './states.ts';

export interface IntegrationPorts {
  readonly functions: FunctionInvoker;
  readonly publisher: EventPublisher;
  /** Returns the endpoint of the JSON services. It is called for each task, because the port is known only after the start. */
  readonly awsEndpoint: () => string;
  readonly s3Endpoint: () => string;
  readonly access: Pick<AccessControl, 'accessKeyIdOf'>;
  readonly startExecution: StartExecution;
}

/** The service integrations of Task states. Any other `Resource` is refused before anything starts. */
export class Integrations {
  readonly #integrations: readonly Integration[];

  constructor(ports: IntegrationPorts) {
    const accessKeyIdOf = (caller: RoleSession) => ports.access.accessKeyIdOf(caller);
    const call = jsonCaller(accessKeyIdOf);
    this.#integrations = [
      lambdaInvoke(ports.functions),
      lambdaArn(ports.functions),
      ...dynamodb(ports.awsEndpoint, call),
      putEvents(ports.publisher),
      startExecution(ports.startExecution),
      deleteObject(ports.s3Endpoint, accessKeyIdOf),
      putMetricData(ports.awsEndpoint, call),
    ];
  }

  /** The parts of all integrations, and the pattern that waits for a token. */
  get parts(): string[] {
    return [...this.#integrations.flatMap(({ parts }) => parts), callbackSuffix];
  }

  find(resource: string): Integration | undefined {
    return this.#integrations.find((integration) => integration.matches(resource));
  }

  /** Returns the reasons why the Task state cannot run, or none if it can. */
  findRefusals(state: State): string[] {
    const callback = isCallback(state);
    const resource = String(state.Resource).slice(0, callback ? -callbackSuffix.length : undefined);
    const integration = this.find(resource);
    if (integration === undefined) return [`the local runner has no integration for ${resource}`];
    if (callback && !integration.callbacks) return [`${resource} does not support ${callbackSuffix}`];
    const { parameters, target } = integration;
    if (parameters === undefined || target === undefined || !isJsonObject(state.Parameters)) return [];
    const problems = templateProblems(target(resource), state.Parameters);
    if (problems.length > 0) return [...problems];
    return Object.keys(state.Parameters)
      .map((key) => key.replace(/\.\$$/, ''))
      .filter((key) => !parameters.includes(key))
      .map((key) => `the local runner does not support the parameter ${key} of ${resource}`);
  }
}
