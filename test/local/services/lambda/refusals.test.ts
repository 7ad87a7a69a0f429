import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '../support/resources.ts';
import { lambdaHost } from './host.ts';

describe('what the runner cannot run as Lambda would', () => {
  let host: Awaited<ReturnType<typeof lambdaHost>>;

  beforeAll(async () => {
    host = await lambdaHost();
  });
  afterAll(() => host.stop());

  it.each([
    ['Runtime', { Runtime: 'python3.13' }],
    ['PackageType', { PackageType: 'Image' }],
    [
      'DeadLetterConfig.TargetArn',
      { DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:topic' } },
    ],
  ])('is refused by logical id and property: %s', async (property, properties) => {
    await expect(host.deployFunction('index.echo', properties)).rejects.toMatchObject({
      name: 'UnsupportedResourceError',
      logicalId: 'indexecho',
      property,
    });
  });

  it('is refused: code that is not in the assembly', async () => {
    const properties = { Handler: 'index.handler', Runtime: 'nodejs24.x', Code: { ZipFile: '' } };
    await expect(deploy(host.service, 'Inline', 'AWS::Lambda::Function', properties)).rejects.toMatchObject({
      property: 'Code',
    });
  });

  it('is refused: a name that only the deployment computes', async () => {
    const { service } = host;
    const declaration = {
      logicalId: 'Named',
      type: 'AWS::Lambda::Function',
      stackName: 'Stack',
      literals: {},
    };
    service.identify(declaration);
    await expect(
      service.deploy({ ...declaration, properties: { FunctionName: 'computed' }, metadata: {} }),
    ).rejects.toMatchObject({ property: 'FunctionName' });
  });
});
