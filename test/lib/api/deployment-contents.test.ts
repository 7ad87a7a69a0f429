import { expect, it } from '@jest/globals';
import { referencesIn } from '../../../local/assembly/intrinsics.ts';
import { synthesized } from '../../support/synthesized.ts';

/**
 * A deployment keeps the API of its creation, so that CloudFormation must create it last.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
it('the deployment of the API depends on each of its resources, methods, authorizers and responses', () => {
  const resources = synthesized().Resources;
  const ids = (type: string) =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === `AWS::ApiGateway::${type}`)
      .map(([logicalId]) => logicalId);
  const reached = new Set<string>();
  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || reached.has(logicalId)) return;
    reached.add(logicalId);
    for (const next of [...[resource.DependsOn ?? []].flat(), ...referencesIn(resource.Properties)])
      visit(next);
  };
  for (const deployment of ids('Deployment')) visit(deployment);
  const contents = ['Resource', 'Method', 'Authorizer', 'GatewayResponse'].flatMap(ids);
  expect(contents.length).toBeGreaterThan(100);
  expect(contents.filter((logicalId) => !reached.has(logicalId))).toEqual([]);
});
