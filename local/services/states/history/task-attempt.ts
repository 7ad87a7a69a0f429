import { region } from '../../../core/aws-account.ts';
import { callbackSuffix, heartbeatTimeout } from '../compile.ts';
import type { Json } from '../language/definition.ts';
import { dataOf, type EventDetails, type HistoryThread, type OpenTask } from './history.ts';

/** The evaluated times of a task, each undefined if its state has none. */
export interface TaskTimes {
  readonly timeoutSeconds: Json | undefined;
  readonly heartbeatSeconds: Json | undefined;
}

export interface AttemptedTask {
  /** The `Resource` without `.waitForTaskToken`. */
  readonly resource: string;
  readonly callback: boolean;
  readonly input: Json;
  readonly times: TaskTimes;
}

const timeouts = ['States.Timeout', heartbeatTimeout];

/**
 * The history of an attempt of a task. Functions that are called by their ARN have other types, such as
 * `LambdaFunctionScheduled`. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export class TaskAttempt implements OpenTask {
  readonly #thread: HistoryThread;
  readonly #isFunction: boolean;
  /** The `resource` and `resourceType` of the details. */
  readonly #names: Readonly<Record<string, Json>>;
  #open = true;
  #submitted = false;

  /** Adds the events of a task that is about to be called. */
  constructor(thread: HistoryThread, task: AttemptedTask) {
    this.#thread = thread;
    this.#isFunction = /^arn:[^:]+:lambda:/.test(task.resource);
    this.#names = this.#isFunction ? {} : namesOf(task);
    thread.openTask = this;
    this.#add('Scheduled', () => this.#scheduled(task));
    this.#add('Started');
  }

  #scheduled({ resource, input, times: { timeoutSeconds, heartbeatSeconds } }: AttemptedTask) {
    const times = {
      ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
      ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
    };
    return this.#isFunction
      ? { resource, ...dataOf('input', input), ...times }
      : { region, parameters: JSON.stringify(input), ...times };
  }

  /**
   * Adds the end of the call of a task that waits for an answer for its token, once.
   * @param output undefined if the call ended before a restart, or has not returned before the answer arrives
   */
  submitted(output: Json | undefined): void {
    if (!this.#open || this.#submitted) return;
    this.#submitted = true;
    this.#add('Submitted', () => (output === undefined ? {} : dataOf('output', output)));
  }

  succeeded(output: Json): void {
    this.#end('Succeeded', () => dataOf('output', output));
  }

  failed(error: Error): void {
    const { name, message: cause } = error;
    if (timeouts.includes(name)) this.timedOut();
    else this.#end('Failed', () => ({ error: name, ...(cause === '' ? {} : { cause }) }));
  }

  timedOut(): void {
    this.#end('TimedOut', () => ({ error: 'States.Timeout' }));
  }

  #end(type: string, details: () => Readonly<Record<string, Json>>): void {
    if (!this.#open) return;
    this.#open = false;
    this.#thread.openTask = undefined;
    this.#add(type, details);
  }

  #add(suffix: string, details: () => Readonly<Record<string, Json>> = () => ({})): void {
    const prefix = this.#isFunction ? 'LambdaFunction' : 'Task';
    const key = `${this.#isFunction ? 'lambdaFunction' : 'task'}${suffix}EventDetails`;
    const all = (): EventDetails => ({ [key]: { ...this.#names, ...details() } });
    const isBare = this.#isFunction && suffix === 'Started';
    this.#thread.add(`${prefix}${suffix}`, isBare ? undefined : all);
  }
}

/** Returns the names of an integration, such as `dynamodb` and `putItem`. */
function namesOf({ resource, callback }: AttemptedTask): Readonly<Record<string, Json>> {
  const [, resourceType = '', action = ''] = /^arn:[^:]+:states:::(.+):([^:]+)$/.exec(resource) ?? [];
  return { resourceType, resource: callback ? `${action}${callbackSuffix}` : action };
}
