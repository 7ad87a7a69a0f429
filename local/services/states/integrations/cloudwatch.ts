import { jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import type { JsonCall } from './json-call.ts';
import { sdkCause } from './service-cause.ts';

/**
 * Returns the integration `arn:<partition>:states:::aws-sdk:cloudwatch:putMetricData`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function putMetricData(endpoint: () => string, call: JsonCall): Integration {
  return {
    matches: (resource) => resource === `${integrationPrefix}aws-sdk:cloudwatch:putMetricData`,
    parameters: ['Namespace', 'MetricData'],
    parts: [],
    target: () => ({ service: 'cloudwatch', operation: 'PutMetricData' }),
    callbacks: true,
    async run(input, { caller }) {
      const target = 'GraniteServiceVersion20100801.PutMetricData';
      const answer = await call(endpoint(), 'monitoring', target, input, caller).catch((cause: unknown) => {
        throw new TaskError(
          'CloudWatch.SdkClientException',
          `CloudWatch cannot be reached: ${String(cause)}`,
        );
      });
      if ('body' in answer) return jsonSchema.parse(answer.body);
      throw new TaskError('CloudWatch.CloudWatchException', sdkCause('CloudWatch', answer));
    },
  };
}
