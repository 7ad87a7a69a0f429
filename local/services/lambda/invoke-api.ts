import { AwsError } from '../../core/aws-error.ts';
import type { AsyncFunctionInvoker, FunctionInvoker } from '../../core/ports.ts';
import type { RestOperation } from '../../http/aws-json-server.ts';
import { OperationChecks } from '../../models/operation-checks.ts';

const checks = new OperationChecks('lambda');
/** The only version of a local function, because the runner deploys no versions and aliases. */
const latest = '$LATEST';

/** Returns Lambda's REST operation Invoke. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperation(functions: FunctionInvoker & AsyncFunctionInvoker): RestOperation {
  return {
    method: 'POST',
    path: /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/,
    handle: async ({ pathParameters, query, headers, body, caller }) => {
      const name = pathParameters.name ?? '';
      const qualifier = query.get('Qualifier') ?? undefined;
      checks.request('Invoke', {
        FunctionName: name,
        InvocationType: headers['x-amz-invocation-type'],
        LogType: headers['x-amz-log-type'],
        ClientContext: headers['x-amz-client-context'],
        DurableExecutionName: headers['x-amz-durable-execution-name'],
        TenantId: headers['x-amz-tenant-id'],
        Qualifier: qualifier,
      });
      if (qualifier !== undefined && qualifier !== latest) {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${name}:${qualifier}`, 404);
      }
      const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
      const payload = parsePayload(body);
      if (type === 'DryRun') return { status: 204 };
      if (type === 'Event') {
        await functions.invokeAsync(name, payload, caller);
        return { status: 202 };
      }
      const result = await functions.invoke(name, payload, caller);
      const failed = 'functionError' in result;
      return {
        status: 200,
        headers: {
          'x-amz-executed-version': latest,
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
