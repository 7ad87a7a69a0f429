import { region } from '../../core/aws-account.ts';
import type { FunctionConfiguration } from './function-configuration.ts';

/**
 * The variables Lambda defines, then the function's own (which may not replace AWS's), then what the runner adds so
 * that the SDK finds the laptop's endpoints. Nothing of the runner's own environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  configuration: FunctionConfiguration,
  endpoints: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...configuration.variables,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_LOG_FORMAT: configuration.logFormat,
    ...(configuration.logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: configuration.logLevel }),
    // The runtime client wants an address of this shape; nothing is ever sent there.
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
    LAMBDA_TASK_ROOT: configuration.taskRoot,
    _HANDLER: configuration.handler,
    ...endpoints,
  };
}
