import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

const { description, tags } = ignoredReasons;

/** `policy.ts` and `conditions.ts` refuse the parts of a statement that the runner does not evaluate. */
const policyParts = ['Statement'];

/** The policies of services that the runner lacks, such as CloudWatch Logs and SNS, are ignored as a whole. */
export const iamSupport = {
  'AWS::IAM::Role': {
    supported: ['ManagedPolicyArns', 'RoleName'],
    documents: { AssumeRolePolicyDocument: policyParts, Policies: policyParts },
    ignored: {
      Description: description,
      MaxSessionDuration: 'a local session has no end',
      Tags: tags,
    },
  },
  'AWS::IAM::Policy': {
    supported: ['Roles'],
    documents: { PolicyDocument: policyParts },
    ignored: { PolicyName: 'it identifies the policy in its roles' },
  },
  'AWS::IAM::ManagedPolicy': {
    supported: ['ManagedPolicyName', 'Roles'],
    documents: { PolicyDocument: policyParts },
    ignored: { Description: description },
  },
  'AWS::Lambda::Permission': {
    supported: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    ignored: {},
  },
  'AWS::SQS::QueuePolicy': {
    supported: ['Queues'],
    documents: { PolicyDocument: policyParts },
    ignored: {},
  },
  'AWS::S3::BucketPolicy': {
    supported: ['Bucket'],
    documents: { PolicyDocument: policyParts },
    ignored: {},
  },
} satisfies Readonly<Record<string, ResourceSupport>>;
