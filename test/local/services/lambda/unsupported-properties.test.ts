import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploy } from '../support/resources.ts';
import { startLambda } from './lambda-fixture.ts';

describe('an unsupported property of a function', () => {
  let lambda: Awaited<ReturnType<typeof startLambda>>;

  beforeAll(async () => {
    lambda = await startLambda();
  });
  afterAll(() => lambda.stop());

  it.each([
    ['Timeout', { Timeout: 901 }],
    ['LoggingConfig.ApplicationLogLevel', { LoggingConfig: { ApplicationLogLevel: 'DEBUG' } }],
    [
      'DeadLetterConfig.TargetArn',
      { DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:topic' } },
    ],
  ])('is refused with its name and the logical id: %s', async (property, properties) => {
    await expect(lambda.deployFunction('index.echo', properties)).rejects.toMatchObject({
      name: 'UnsupportedResourceError',
      logicalId: 'indexecho',
      property,
    });
  });

  it('is refused if it is code outside the assembly', async () => {
    const properties = { Handler: 'index.handler', Runtime: 'nodejs24.x', Code: { ZipFile: '' } };
    await expect(deploy(lambda.service, 'Inline', 'AWS::Lambda::Function', properties)).rejects.toMatchObject(
      {
        property: 'Code',
      },
    );
  });

  it('is refused if it is a computed name', async () => {
    const { service } = lambda;
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
