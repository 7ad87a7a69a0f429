import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { z } from 'zod';

const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** The id of cdk-nag's finding that a policy names a resource of the stack with a wildcard behind its ARN. */
export function wildcardFinding(scope: IConstruct, arn: string, suffix: string): string {
  const resolved = getAtt.parse(Stack.of(scope).resolve(arn));
  return `AwsSolutions::AwsSolutions-IAM5[Resource::<${resolved['Fn::GetAtt'][0]}.Arn>${suffix}]`;
}
