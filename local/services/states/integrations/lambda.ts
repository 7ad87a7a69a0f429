import { z } from 'zod';
import { AwsError } from '../../../core/aws-error.ts';
import { errorMessage } from '../../../core/error-message.ts';
import type { FunctionInvoker } from '../../../core/ports.ts';
import type { RoleSession } from '../../../core/principal.ts';
import { type Json, jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { requestCheck } from './checked-request.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import { optimizedCause } from './service-cause.ts';

const check = requestCheck('lambda', 'Invoke', 'Lambda.AWSLambdaException');
const invocation = z.object({ FunctionName: z.string(), Payload: jsonSchema.default({}) });

/** Returns the integration `arn:<partition>:states:::lambda:invoke`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export function lambdaInvoke(functions: FunctionInvoker): Integration {
  return {
    matches: (resource) => resource === `${integrationPrefix}lambda:invoke`,
    parameters: ['FunctionName', 'Payload'],
    parts: ['lambda:invoke', 'lambda.FunctionName', 'lambda.Payload'],
    target: () => ({ service: 'lambda', operation: 'Invoke', anyJson: ['Payload'] }),
    callbacks: true,
    async run(input, { caller }) {
      const { FunctionName, Payload } = invocation.parse(input);
      check({ FunctionName });
      return {
        ExecutedVersion: '$LATEST',
        Payload: await invoke(functions, FunctionName, Payload, caller),
        StatusCode: 200,
        SdkHttpMetadata: { HttpStatusCode: 200 },
      };
    },
  };
}

/** Returns the integration whose `Resource` is a function's ARN. The state's input is the function's payload. */
export function lambdaArn(functions: FunctionInvoker): Integration {
  return {
    matches: (resource) => /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+$/.test(resource),
    parameters: undefined,
    parts: ['function ARN'],
    callbacks: false,
    run: (input, { caller }, resource) => invoke(functions, resource, input, caller),
  };
}

async function invoke(
  functions: FunctionInvoker,
  name: string,
  payload: Json,
  caller: RoleSession,
): Promise<Json> {
  const result = await functions.invoke(name, payload, caller).catch((error: unknown) => {
    if (error instanceof AwsError) {
      const { type: code, message, statusCode } = error;
      const cause = optimizedCause('AWSLambda', { code, message, statusCode });
      // The SDK of the integration has no class for a denial: https://github.com/awslabs/aws-deployment-framework/issues/460
      const name = code === 'AccessDeniedException' ? 'AWSLambdaException' : code;
      throw new TaskError(`Lambda.${name}`, cause);
    }
    throw new TaskError('Lambda.SdkClientException', errorMessage(error));
  });
  if ('functionError' in result) {
    const { errorType, errorMessage, trace } = result.functionError;
    throw new TaskError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
  }
  return jsonSchema.parse(result.payload ?? null);
}
