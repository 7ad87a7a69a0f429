import type { AccessControl } from '../../core/access-control.ts';
import { AwsError } from '../../core/aws-error.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { EventEntry, EventPublisher, OperationRegistry } from '../../core/ports.ts';
import type { Principal } from '../../core/principal.ts';
import { refusalsOfReader } from '../../core/resource-properties.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { checkedOperations } from '../../models/operation-checks.ts';
import { type DeliveryOptions, deliver } from './delivery.ts';
import { createEvent } from './event.ts';
import { eventsRules, putEvents, testEventPattern } from './put-events.ts';
import { busArn, busNameOf, type DeployedRule, readRule, ruleArn, withCallers } from './rule.ts';
import { busSupport, ruleSupport } from './support.ts';

export interface EventsOptions extends DeliveryOptions {
  readonly registry: OperationRegistry;
  readonly access: AccessControl;
}

/**
 * EventBridge: buses, rules with patterns, and targets. `PutEvents` returns only after every target has stored the event,
 * so a kill right after it loses nothing.
 */
export class EventsService implements LocalService, EventPublisher {
  readonly name = 'events';
  readonly resources = { 'AWS::Events::EventBus': busSupport, 'AWS::Events::Rule': ruleSupport };
  readonly #options: EventsOptions;
  readonly #identities = new Identities();
  readonly #buses = new Set(['default']);
  readonly #rules: DeployedRule[] = [];

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const operations = checkedOperations('events', {
      PutEvents: (input) => putEvents(input, (entry, time) => this.#publish(entry, time)),
      TestEventPattern: async (input) => testEventPattern(input),
    });
    this.#options.registry.serve('AWSEvents', operations, eventsRules);
  }

  identify(declaration: Declaration): Identity {
    if (declaration.type === 'AWS::Events::EventBus') {
      const name = physicalName(declaration, 'Name', 256);
      return this.#identities.set(declaration, {
        ref: name,
        attributes: { Arn: busArn(name), Name: name },
      });
    }
    const name = physicalName(declaration, 'Name', 64);
    const busOf = () => this.#busNameOf(declaration);
    return this.#identities.set(declaration, {
      ref: name,
      attributes: {
        // The bus may be declared after the rule.
        get Arn() {
          return ruleArn(name, busOf());
        },
      },
    });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    if (resource.type !== 'AWS::Events::Rule') return [];
    return refusalsOfReader(() => readRule(resource, resource.logicalId));
  }

  /** Returns the name of the bus of a rule, which is part of the rule's ARN. */
  #busNameOf({ literals, references }: Declaration): string {
    const bus = this.#identities.find(references?.EventBusName ?? '')?.ref ?? literals.EventBusName;
    return typeof bus === 'string' ? busNameOf(bus) : 'default';
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: name } = this.#identities.get(resource);
    refuseComputedName(resource, 'Name', name);
    if (resource.type === 'AWS::Events::EventBus') this.#buses.add(name);
    else this.#rules.push(withCallers(readRule(resource, name), resource.logicalId, this.#options.access));
  }

  async stop(): Promise<void> {}

  async publish(entry: EventEntry, caller: Principal): Promise<string> {
    if (caller.kind !== 'service')
      this.#options.access.authorize(caller, { action: 'events:PutEvents', resource: busArn(entry.busName) });
    return this.#publish(entry);
  }

  /** @throws AwsError `ResourceNotFoundException` (the bus), `PayloadSizeLimitExceeded`, `InternalFailure` */
  async #publish(entry: EventEntry, time?: Date): Promise<string> {
    const { busName, source, detailType, detail } = entry;
    if (!this.#buses.has(busName)) {
      throw new AwsError('ResourceNotFoundException', `Event bus ${busName} does not exist.`);
    }
    const event = createEvent(entry, time);
    this.#options.observer({ kind: 'eventPublished', bus: busName, source, detailType, detail });
    const rules = this.#rules.filter(
      (rule) => rule.enabled && rule.busName === busName && rule.matches(event),
    );
    const deliveries = await Promise.allSettled(
      rules.flatMap((rule) => rule.targets.map((target) => deliver(rule, target, event, this.#options))),
    );
    const failed = deliveries.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    return event.id;
  }
}
