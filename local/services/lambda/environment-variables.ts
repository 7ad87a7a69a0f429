import { region } from '../../core/aws-account.ts';
import type { FunctionConfiguration } from './function-configuration.ts';

/**
 * Returns the function's own variables, Lambda's variables, which take precedence, and the runner's endpoint variables.
 * Functions do not inherit the environment of the runner.
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
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_LOG_FORMAT: configuration.logFormat,
    ...(configuration.logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: configuration.logLevel }),
    // The runtime client requires an address of this form, but nothing is sent to it.
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
    LAMBDA_TASK_ROOT: configuration.taskRoot,
    _HANDLER: configuration.handler,
    ...endpoints,
  };
}
