import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { commandEnvironment } from '../../support/run-folder.ts';

const script = `
  import { Resolver } from '${join(import.meta.dirname, '../../../local/assembly/intrinsics.ts')}';
  const template = { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {} };
  const resolver = new Resolver({ stackName: 'Stack', template, identities: new Map() });
  const refs = ['AWS::Partition', 'AWS::Region', 'AWS::URLSuffix', 'AWS::StackId'];
  console.log(JSON.stringify(refs.map((Ref) => resolver.resolve({ Ref }))));
`;

it.each([
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
])('the region %s is in the partition %s', (region, partition, suffix) => {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: commandEnvironment({ LOCAL_AWS_REGION: region }),
  });
  const stackId = `arn:${partition}:cloudformation:${region}:000000000000:stack/Stack/local`;
  expect(JSON.parse(output)).toEqual([partition, region, suffix, stackId]);
});
