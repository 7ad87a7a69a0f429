import { accountId, partition, region } from '../core/aws-account.ts';
import { generatedName } from '../core/identities.ts';
import { ignoredReasons } from '../core/ignored-reasons.ts';
import type { Declaration, Identity } from '../core/service.ts';

interface IgnoredType {
  readonly reason: string;
  /** Returns the values of `Fn::GetAtt`, given the resource's name. */
  readonly attributes?: (name: string) => Readonly<Record<string, string>>;
  /** The property that can name the resource. The default name is `<stack>-<logicalId>`. */
  readonly nameProperty?: string;
}

const { encryption, metrics, tracing } = ignoredReasons;
const noService = 'the local runner has no such service, so the policy has no effect';
const composite = 'the local runner evaluates metric alarms only';
const notifications = 'the terminal shows each change of an alarm, and no message is sent';
const logs = 'functions and executions write to the terminal';

const arn = (service: string, resource: string, inRegion = region) =>
  `arn:${partition}:${service}:${inRegion}:${accountId}:${resource}`;
const onlyId = (name: string) => ({ Id: name });

/** Resource types that are ignored as a whole, each with the reason. */
export const ignoredTypes: Readonly<Record<string, IgnoredType>> = {
  'AWS::CDK::Metadata': { reason: 'CDK usage statistics' },
  'AWS::SNS::TopicPolicy': { reason: noService, attributes: onlyId },
  'AWS::KMS::Key': {
    reason: encryption,
    attributes: (name) => ({ Arn: arn('kms', `key/${name}`), KeyId: name }),
  },
  'AWS::KMS::Alias': { reason: encryption },
  'AWS::Logs::LogGroup': {
    reason: logs,
    nameProperty: 'LogGroupName',
    attributes: (name) => ({ Arn: arn('logs', `log-group:${name}:*`) }),
  },
  'AWS::Logs::LogStream': { reason: logs },
  'AWS::Logs::ResourcePolicy': { reason: noService },
  'AWS::Logs::MetricFilter': { reason: metrics },
  'AWS::Logs::QueryDefinition': { reason: logs, attributes: (name) => ({ QueryDefinitionId: name }) },
  'AWS::CloudWatch::CompositeAlarm': {
    reason: composite,
    nameProperty: 'AlarmName',
    attributes: (name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::CloudWatch::Dashboard': { reason: 'the local runner shows no graphs', nameProperty: 'DashboardName' },
  'AWS::SNS::Topic': {
    reason: `${notifications}; a function that publishes to the topic gets an error`,
    nameProperty: 'TopicName',
    attributes: (name) => ({ TopicArn: arn('sns', name), TopicName: name }),
  },
  'AWS::SNS::Subscription': { reason: notifications, attributes: (name) => ({ Arn: arn('sns', name) }) },
  'AWS::Budgets::Budget': { reason: 'a local stack has no AWS costs' },
  'AWS::ApiGateway::Account': {
    reason: 'it allows API Gateway to log to CloudWatch; the local runner logs to the terminal',
    attributes: onlyId,
  },
  'AWS::WAFv2::WebACL': {
    reason: 'the API listens on 127.0.0.1 only',
    attributes: (name) => ({ Arn: arn('wafv2', `regional/webacl/${name}`), Id: name }),
  },
  'AWS::WAFv2::WebACLAssociation': { reason: 'the API listens on 127.0.0.1 only' },
  'AWS::XRay::Group': {
    reason: tracing,
    attributes: (name) => ({ GroupARN: arn('xray', name) }),
  },
  'Custom::S3AutoDeleteObjects': {
    reason: 'the local runner itself empties the bucket when it deletes the stack',
  },
  'Custom::LogRetention': { reason: logs, attributes: (name) => ({ LogGroupName: name }) },
};

/** Returns whether resources of a type have no effect, so that a property that cannot be resolved has none either. */
export function isIgnoredType(type: string): boolean {
  return ignoredTypes[type] !== undefined;
}

/** Returns the identity of a resource of an ignored type, or undefined for any other type. */
export function identifyIgnoredType(declaration: Declaration): Identity | undefined {
  const type = ignoredTypes[declaration.type];
  if (type === undefined) return undefined;
  const literal = type.nameProperty === undefined ? undefined : declaration.literals[type.nameProperty];
  const name = typeof literal === 'string' ? literal : generatedName(declaration);
  const ref = refIsArn.has(declaration.type) ? arnOf(type.attributes?.(name) ?? {}, name) : name;
  return { ref, attributes: type.attributes?.(name) ?? {} };
}

/** Types whose `Ref` is an ARN instead of a name. */
const refIsArn = new Set(['AWS::SNS::Topic', 'AWS::SNS::Subscription']);

function arnOf(attributes: Readonly<Record<string, string>>, fallback: string): string {
  return Object.values(attributes).find((value) => value.startsWith('arn:')) ?? fallback;
}
