import type { Identity } from '../core/service.ts';
import { ResourceExistsError } from './errors.ts';
import type { TemplateResource } from './template.ts';

/** A resource with a physical name, which no other resource of its type can have. */
export interface NamedResource {
  readonly logicalId: string;
  readonly type: string;
  /** The physical name, with the name of its bus or schedule group in front of it. */
  readonly name: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  /** True for a table that cannot be deleted. */
  readonly isProtected: boolean;
  /** True for a bucket whose objects the stack deletes before the bucket. */
  readonly isEmptied: boolean;
}

/** A resource of which the runner keeps nothing after a stop: it has no service, or no physical name. */
export type OtherResource = Pick<NamedResource, 'logicalId' | 'type' | 'name' | 'deletionPolicy'>;

/** A `Snapshot` exists for none of the types, and `RetainExceptOnCreate` retains what a stack has once created. */
export type DeletionPolicy = 'Delete' | 'Retain';

/** The types whose names are unique in an account and region. `within` is a property that is a part of the name. */
const namedTypes: Readonly<Record<string, { readonly within?: string }>> = {
  'AWS::CloudWatch::Alarm': {},
  'AWS::CloudWatch::Dashboard': {},
  'AWS::DynamoDB::Table': {},
  'AWS::Events::EventBus': {},
  'AWS::Events::Rule': { within: 'EventBusName' },
  'AWS::IAM::ManagedPolicy': {},
  'AWS::IAM::Role': {},
  'AWS::Lambda::Function': {},
  'AWS::Logs::LogGroup': {},
  'AWS::S3::Bucket': {},
  'AWS::SNS::Topic': {},
  'AWS::SQS::Queue': {},
  'AWS::Scheduler::Schedule': { within: 'GroupName' },
  'AWS::Scheduler::ScheduleGroup': {},
  'AWS::SecretsManager::Secret': {},
  'AWS::StepFunctions::StateMachine': {},
};

/** Returns the resource with its physical name, or undefined for a type without one. */
export function namedResource(
  logicalId: string,
  resource: TemplateResource,
  identity: Identity,
  properties: Readonly<Record<string, unknown>>,
): NamedResource | undefined {
  const type = namedTypes[resource.Type];
  if (type === undefined) return undefined;
  const scope = type.within === undefined ? '' : `${String(properties[type.within] ?? 'default')}/`;
  return {
    logicalId,
    type: resource.Type,
    // The address of a queue contains the port of the start.
    name: `${scope}${identity.attributes.QueueName ?? identity.ref}`,
    deletionPolicy: policyOf(resource.DeletionPolicy),
    updateReplacePolicy: policyOf(resource.UpdateReplacePolicy),
    isProtected: String(properties.DeletionProtectionEnabled) === 'true',
    isEmptied: false,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
export function policyOf(policy: string | undefined): DeletionPolicy {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate' ? 'Retain' : 'Delete';
}

/** @throws ResourceExistsError for two resources of one type with one name */
export function refuseDuplicates(resources: readonly NamedResource[]): void {
  const first = new Map<string, NamedResource>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const other = first.get(key);
    if (other !== undefined) {
      throw new ResourceExistsError(
        resource,
        `It is ${other.logicalId} of the same template. Use another name.`,
      );
    }
    first.set(key, resource);
  }
}

export function keyOf({ type, name }: Pick<NamedResource, 'type' | 'name'>): string {
  return `${type} ${name}`;
}
