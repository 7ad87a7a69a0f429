import { join } from 'node:path';
import { planStack } from '../../../local/assembly/stack-plan.ts';
import { SupportTable } from '../../../local/assembly/support-table.ts';
import type { Template, TemplateResource } from '../../../local/assembly/template.ts';
import type { EventEntry } from '../../../local/core/ports.ts';
import { administrator } from '../../../local/core/principal.ts';
import { createServices, type Services } from '../../../local/services/create-services.ts';
import { EventsService } from '../../../local/services/events/events-service.ts';
import { accessKeyId, authorization } from '../../support/local-credentials.ts';
import { synthesized } from '../../support/synthesized.ts';
import { EventRecorder } from '../services/support/event-recorder.ts';
import { type TemporaryFolder, temporaryFolder } from '../services/support/temporary-folder.ts';

const stackName = 'VoiceDesign';
const folder = join(import.meta.dirname, 'assembly');
/** A minute of the alarms lasts a fifth of a second. */
const factor = 300;

/** An alarm that no test raises, for `untilEvaluated`. */
const probeAlarm = 'VoiceDesign.VoiceDesign.UndocumentedIds';
const probeReason = 'set by a test';

interface StackOptions {
  /** Types and logical ids that are not deployed, so that nothing reaches them. */
  readonly without?: readonly RegExp[];
  /** Outputs with the targets of schedules that fire at the start. Without it, no schedule runs. */
  readonly fired?: readonly string[];
}

/** The stack of the template on the services of the runner, with functions that always fail. */
export class FailingStack {
  readonly outputs: Readonly<Record<string, string>>;
  readonly #services: Services;
  readonly #recorder: EventRecorder;
  readonly #folder: TemporaryFolder;
  /** The number of events before the last call of `forget`. */
  #forgotten = 0;

  private constructor(parts: {
    services: Services;
    recorder: EventRecorder;
    folder: TemporaryFolder;
    outputs: Readonly<Record<string, string>>;
  }) {
    this.#services = parts.services;
    this.#recorder = parts.recorder;
    this.#folder = parts.folder;
    this.outputs = parts.outputs;
  }

  static async start({ without = [], fired = [] }: StackOptions = {}): Promise<FailingStack> {
    const state = await temporaryFolder();
    const recorder = new EventRecorder();
    const services = createServices({
      assemblyFolder: folder,
      stateFolder: state.path,
      apiPort: 0,
      timeScale: factor,
      secrets: {},
      accessKeyId,
      observer: recorder.observe,
      reportStorageFailure: () => false,
    });
    await services.server.start();
    for (const service of services.all) await service.start();
    const table = new SupportTable(services.all);
    const plan = planStack({ stackName, folder, template: withFailingFunctions(synthesized()) }, table, {
      started: true,
    });
    for (const resource of plan.resources) {
      if (without.some((pattern) => pattern.test(`${resource.type} ${resource.logicalId}`))) continue;
      await table.serviceFor(resource.type)?.deploy(resource);
    }
    for (const output of fired) services.scheduler.fireAtStart(plan.outputs[output] ?? '');
    for (const service of services.all) {
      if (fired.length > 0 || service !== services.scheduler) await service.ready?.();
    }
    return new FailingStack({ services, recorder, folder: state, outputs: plan.outputs });
  }

  async stop(): Promise<void> {
    for (const service of this.#services.all.toReversed()) await service.stop();
    await this.#services.server.stop();
    await this.#folder.remove();
  }

  /** Publishes an event as an AWS service or a function does. */
  async publish(entry: Omit<EventEntry, 'resources'>): Promise<void> {
    const events = this.#services.all.find((service) => service instanceof EventsService);
    await events?.publish({ ...entry, resources: [] }, administrator);
  }

  /** Calls SQS. @returns the response body */
  async queues(operation: string, input: object): Promise<unknown> {
    const response = await fetch(this.#services.sqs.url, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return response.json();
  }

  /** Invokes a function. @returns the HTTP status */
  async invoke(functionName: string, event: object): Promise<number> {
    const url = `${this.#services.server.url}/2015-03-31/functions/${functionName}/invocations`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(event),
    });
    return response.status;
  }

  /** Returns the URL of a path of the API. */
  api(path: string): string {
    return `${this.#services.gateway.url('v1')}${path}`;
  }

  /** Waits until the alarm is raised, and until all alarms are evaluated after it. @returns those that are raised */
  async untilRaised(alarm: string): Promise<string[]> {
    while (!this.raised.includes(alarm)) await this.untilEvaluated();
    await this.untilEvaluated();
    return this.raised;
  }

  /** Waits for an evaluation of all alarms that begins after this call. It ends a state that is set here. */
  async untilEvaluated(): Promise<void> {
    const earlier = this.#recorder.events.length;
    const input = { AlarmName: probeAlarm, StateValue: 'ALARM', StateReason: probeReason };
    await this.#services.server.call('GraniteServiceVersion20100801', 'SetAlarmState', input);
    await this.#recorder.waitFor(
      (event) =>
        event.kind === 'alarmChanged' &&
        event.alarm === probeAlarm &&
        event.to === 'OK' &&
        this.#recorder.events.indexOf(event) > earlier,
    );
  }

  /** Forgets the alarms that have been raised. Those that last are not raised again. */
  forget(): void {
    this.#forgotten = this.#recorder.events.length;
  }

  /** The alarms that have been raised and are not forgotten, without the stack's name. */
  get raised(): string[] {
    const names = this.#recorder.events.slice(this.#forgotten).flatMap((event) => {
      const isRaised = event.kind === 'alarmChanged' && event.to === 'ALARM' && event.reason !== probeReason;
      return isRaised ? [nameOf(event.alarm)] : [];
    });
    return [...new Set(names)].sort();
  }
}

function nameOf(alarm: string): string {
  return alarm.replace(/^VoiceDesign\.VoiceDesign\./, '');
}

function withFailingFunctions(template: Template): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      resource.Type === 'AWS::Lambda::Function' ? failing(id, resource) : resource,
    ]),
  );
  return { ...template, Resources };
}

/** The create function has a reserve of one, so that a second invocation at the same time is throttled. */
function failing(id: string, resource: TemplateResource): TemplateResource {
  const reserve = id.includes('CreateVoice') ? { ReservedConcurrentExecutions: 1 } : {};
  return {
    ...resource,
    Properties: { ...resource.Properties, ...reserve },
    Metadata: { ...resource.Metadata, 'aws:asset:path': 'failing', 'aws:asset:property': 'Code' },
  };
}
