import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import type { AsyncFunctionInvoker, FunctionInvoker } from '../../core/ports.ts';
import type { RestOperation } from '../../http/aws-json-server.ts';

const invocationType = z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse');

/** Returns Lambda's REST operation Invoke. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperation(functions: FunctionInvoker & AsyncFunctionInvoker): RestOperation {
  return {
    method: 'POST',
    path: /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/,
    handle: async ({ pathParameters, headers, body, caller }) => {
      const name = pathParameters.name ?? '';
      const type = invocationType.safeParse(headers['x-amz-invocation-type']);
      if (!type.success) throw new AwsError('InvalidParameterValueException', 'Unknown invocation type.');
      const payload = parsePayload(body);
      if (type.data === 'DryRun') return { status: 204 };
      if (type.data === 'Event') {
        await functions.invokeAsync(name, payload, caller);
        return { status: 202 };
      }
      const result = await functions.invoke(name, payload, caller);
      const failed = 'functionError' in result;
      return {
        status: 200,
        headers: {
          'x-amz-executed-version': '$LATEST',
          ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
        },
        body: JSON.stringify(failed ? result.functionError : result.payload),
      };
    },
  };
}

function parsePayload(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}
