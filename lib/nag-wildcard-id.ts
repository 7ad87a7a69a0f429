import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { z } from 'zod';

const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** Returns the id of cdk-nag's finding on a policy that appends a wildcard to the ARN of a resource. */
export function nagWildcardId(scope: IConstruct, arn: string, suffix: string): string {
  const resolved = getAtt.parse(Stack.of(scope).resolve(arn));
  return `AwsSolutions::AwsSolutions-IAM5[Resource::<${resolved['Fn::GetAtt'][0]}.Arn>${suffix}]`;
}
