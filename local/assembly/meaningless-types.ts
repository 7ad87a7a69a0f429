import { accountId, type Declaration, type Identity, partition, region } from '../services/service.ts';

interface MeaninglessType {
  readonly reason: string;
  /** What `Fn::GetAtt` gives, made of the resource's name. */
  readonly attributes?: (name: string) => Readonly<Record<string, string>>;
  /** The property that may name the resource; `<stack>-<logicalId>` otherwise. */
  readonly nameProperty?: string;
}

const permissions =
  'nothing on a laptop is refused for want of a permission; the template tests hold the grants';
const alarms = 'the laptop keeps no metrics, so nothing raises an alarm';
const logs = 'functions and executions write to the terminal';
const custom = 'it only cleans up when a stack is deleted; the state folder is deleted by hand';

const arn = (service: string, resource: string, inRegion = region) =>
  `arn:${partition}:${service}:${inRegion}:${accountId}:${resource}`;
const onlyId = (name: string) => ({ Id: name });

/** Resource types that have no meaning on a laptop as a whole, each with its reason. */
export const meaninglessTypes: Readonly<Record<string, MeaninglessType>> = {
  'AWS::CDK::Metadata': { reason: 'CDK counts its constructs with it' },
  'AWS::IAM::Role': {
    reason: permissions,
    nameProperty: 'RoleName',
    attributes: (name) => ({ Arn: arn('iam', `role/${name}`, ''), RoleId: name }),
  },
  'AWS::IAM::Policy': { reason: permissions, nameProperty: 'PolicyName', attributes: onlyId },
  'AWS::IAM::ManagedPolicy': {
    reason: permissions,
    nameProperty: 'ManagedPolicyName',
    attributes: (name) => ({ PolicyArn: arn('iam', `policy/${name}`, '') }),
  },
  'AWS::Lambda::Permission': { reason: permissions, attributes: onlyId },
  'AWS::S3::BucketPolicy': { reason: permissions },
  'AWS::SQS::QueuePolicy': { reason: permissions, attributes: onlyId },
  'AWS::SNS::TopicPolicy': { reason: permissions, attributes: onlyId },
  'AWS::Events::EventBusPolicy': { reason: permissions },
  'AWS::SecretsManager::ResourcePolicy': { reason: permissions, attributes: onlyId },
  'AWS::KMS::Key': {
    reason: 'nothing is encrypted at rest on a laptop',
    attributes: (name) => ({ Arn: arn('kms', `key/${name}`), KeyId: name }),
  },
  'AWS::KMS::Alias': { reason: 'nothing is encrypted at rest on a laptop' },
  'AWS::Logs::LogGroup': {
    reason: logs,
    nameProperty: 'LogGroupName',
    attributes: (name) => ({ Arn: arn('logs', `log-group:${name}:*`) }),
  },
  'AWS::Logs::LogStream': { reason: logs },
  'AWS::Logs::ResourcePolicy': { reason: permissions },
  'AWS::Logs::MetricFilter': { reason: 'the laptop keeps no metrics' },
  'AWS::Logs::QueryDefinition': { reason: logs, attributes: (name) => ({ QueryDefinitionId: name }) },
  'AWS::CloudWatch::Alarm': {
    reason: alarms,
    nameProperty: 'AlarmName',
    attributes: (name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    reason: alarms,
    nameProperty: 'AlarmName',
    attributes: (name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::CloudWatch::Dashboard': { reason: 'the laptop keeps no metrics', nameProperty: 'DashboardName' },
  'AWS::SNS::Topic': {
    reason: `${alarms}; publishing to it by code is an error`,
    nameProperty: 'TopicName',
    attributes: (name) => ({ TopicArn: arn('sns', name), TopicName: name }),
  },
  'AWS::SNS::Subscription': { reason: alarms, attributes: (name) => ({ Arn: arn('sns', name) }) },
  'AWS::Budgets::Budget': { reason: 'the laptop costs nothing' },
  'AWS::ApiGateway::Account': {
    reason: 'it lets API Gateway write to CloudWatch; the laptop writes to the terminal',
    attributes: onlyId,
  },
  'AWS::WAFv2::WebACL': {
    reason: 'the API listens on 127.0.0.1 only',
    attributes: (name) => ({ Arn: arn('wafv2', `regional/webacl/${name}`), Id: name }),
  },
  'AWS::WAFv2::WebACLAssociation': { reason: 'the API listens on 127.0.0.1 only' },
  'AWS::XRay::Group': {
    reason: 'nothing is traced on a laptop',
    attributes: (name) => ({ GroupARN: arn('xray', name) }),
  },
  'Custom::S3AutoDeleteObjects': { reason: custom },
  'Custom::LogRetention': { reason: logs, attributes: (name) => ({ LogGroupName: name }) },
};

/** @returns undefined for a type that is not meaningless as a whole */
export function identifyMeaningless(declaration: Declaration): Identity | undefined {
  const type = meaninglessTypes[declaration.type];
  if (type === undefined) return undefined;
  const literal = type.nameProperty === undefined ? undefined : declaration.literals[type.nameProperty];
  const name = typeof literal === 'string' ? literal : `${declaration.stackName}-${declaration.logicalId}`;
  const ref = refIsArn.has(declaration.type) ? arnOf(type.attributes?.(name) ?? {}, name) : name;
  return { ref, attributes: type.attributes?.(name) ?? {} };
}

/** Types whose `Ref` is an ARN rather than a name. */
const refIsArn = new Set(['AWS::IAM::ManagedPolicy', 'AWS::SNS::Topic', 'AWS::SNS::Subscription']);

function arnOf(attributes: Readonly<Record<string, string>>, otherwise: string): string {
  return Object.values(attributes).find((value) => value.startsWith('arn:')) ?? otherwise;
}
