import { beforeAll, describe, expect, it } from '@jest/globals';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { z } from 'zod';
import { problems } from '../../../lambdas/shared/contract.ts';
import { gatewayProblems } from '../../../lib/api/problem-responses.ts';
import { synthesized } from '../../support/synthesized.ts';

const gatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.string(),
  ResponseParameters: z.record(z.string(), z.string()),
  ResponseTemplates: z.object({ 'application/json': z.string() }),
});

describe('gateway responses', () => {
  let responses: z.infer<typeof gatewayResponse>[];
  beforeAll(() => {
    responses = Object.values(synthesized().Resources)
      .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
      .map(({ Properties }) => gatewayResponse.parse(Properties));
  });

  it('are problem documents for every type except DEFAULT_4XX, whose status would change all others', () => {
    const known = Object.values(ResponseType).flatMap((type) =>
      type instanceof ResponseType ? [type.responseType] : [],
    );
    expect(known).toContain('WAF_FILTERED');
    expect(responses.map(({ ResponseType: type }) => type).sort()).toEqual(
      known.filter((type) => type !== 'DEFAULT_4XX').sort(),
    );
    for (const { StatusCode, ResponseTemplates, ResponseParameters } of responses) {
      const body: unknown = JSON.parse(ResponseTemplates['application/json']);
      expect(body).toMatchObject({ status: Number(StatusCode), requestId: '$context.requestId' });
      expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    }
  });

  it('have the same status and title as the answers of functions with the same code', () => {
    for (const { code, status, title } of gatewayProblems) {
      expect(problems[code]).toMatchObject({ status, title });
    }
  });

  it('have a WWW-Authenticate header for a request without a key', () => {
    const refusal = responses.find(({ ResponseType: type }) => type === 'UNAUTHORIZED');
    expect(refusal?.ResponseParameters).toMatchObject({
      'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
    });
  });
});
