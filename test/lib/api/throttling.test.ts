import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { synthesizedTemplate } from '../../support/template.ts';

const apiStage = z.object({
  Properties: z.object({
    MethodSettings: z.tuple([
      z.object({
        HttpMethod: z.string(),
        ResourcePath: z.string(),
        ThrottlingRateLimit: z.number(),
        ThrottlingBurstLimit: z.number(),
      }),
    ]),
  }),
});

it.each([
  [{}, 500],
  [{ apiRequestsPerSecond: 20 }, 20],
])('the API throttles every method with the settings %j', (settings, requestsPerSecond) => {
  const stages = Object.values(synthesizedTemplate(settings).findResources('AWS::ApiGateway::Stage'));
  expect(stages.map((each) => apiStage.parse(each).Properties.MethodSettings)).toEqual([
    [
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: requestsPerSecond,
        ThrottlingBurstLimit: 2 * requestsPerSecond,
      },
    ],
  ]);
});
