import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { methodsOf, routes } from '../../../lambdas/shared/contract.ts';
import { synthesized } from '../../support/synthesized.ts';

const permission = z.object({
  FunctionName: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  SourceArn: z.object({
    'Fn::Join': z.tuple([
      z.literal(''),
      z.array(z.union([z.string(), z.object({ Ref: z.string() }).transform(({ Ref }) => `{${Ref}}`)])),
    ]),
  }),
});

/** Returns the functions that API Gateway may invoke, each with the methods and paths of the stage. */
function invokePermissions(): readonly { readonly target: string; readonly source: string }[] {
  return Object.values(synthesized().Resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::Lambda::Permission' || Properties.Principal !== 'apigateway.amazonaws.com') return [];
    const { FunctionName, SourceArn } = permission.parse(Properties);
    const [, target = ''] = /^VoiceDesign(\w+)Function/.exec(FunctionName['Fn::GetAtt'][0]) ?? [];
    const [, source = ''] =
      /RestApi\w+\}(.*)$/.exec(
        SourceArn['Fn::Join'][1].join('').replace(/\{\w*DeploymentStage\w+\}/, 'v1'),
      ) ?? [];
    return [{ target, source: source.replace(/\{\w*Authorizer\w*\}/, '{authorizer}') }];
  });
}

describe('the permissions of API Gateway to invoke functions', () => {
  const permissions = invokePermissions();
  const ofRoutes = permissions.filter(({ source }) => /^\/v1\/[A-Z]+\//.test(source));

  it('name the method and the path of each route', () => {
    const expected = routes.flatMap((route) =>
      methodsOf(route).map((method) => `/v1/${method}${route.path.replaceAll(/\{\w+\}/g, '*')}`),
    );
    expect(ofRoutes.map(({ source }) => source).sort()).toEqual(expected.sort());
  });

  it('include every path of the stage only for the function of calls without a route', () => {
    expect(permissions.filter((each) => !ofRoutes.includes(each))).toEqual([
      { target: 'AuthorizeRequest', source: '/authorizers/{authorizer}' },
      { target: 'ServeStudio', source: '/v1/*/studio' },
      { target: 'ServeStudio', source: '/v1/*/studio/*' },
      { target: 'AnswerUnrouted', source: '/v1/*/*' },
    ]);
  });
});
