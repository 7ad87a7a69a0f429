import { z } from 'zod';
import { AwsError } from '../../../core/aws-error.ts';
import type { RoleSession } from '../../../core/principal.ts';
import { jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { requestCheck } from './checked-request.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import { optimizedCause } from './service-cause.ts';

const check = requestCheck('sfn', 'StartExecution', 'StepFunctions.ValidationException');
const request = z.object({
  StateMachineArn: z.string(),
  Name: z.string().optional(),
  Input: jsonSchema.default({}),
});

/** Starts an execution. The input is JSON text. */
export type StartExecution = (input: {
  readonly stateMachineArn: string;
  readonly name: string | undefined;
  readonly input: string;
  readonly caller: RoleSession;
}) => { readonly executionArn: string; readonly startDate: number };

/**
 * Returns the integration `arn:<partition>:states:::states:startExecution`, which does not wait for the execution.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function startExecution(start: StartExecution): Integration {
  return {
    matches: (resource) => resource === `${integrationPrefix}states:startExecution`,
    parameters: ['StateMachineArn', 'Name', 'Input'],
    parts: ['states:startExecution', 'states.StateMachineArn', 'states.Name', 'states.Input'],
    target: () => ({ service: 'sfn', operation: 'StartExecution', anyJson: ['Input'] }),
    callbacks: true,
    async run(parameters, { caller }) {
      const { StateMachineArn, Name, Input } = request.parse(parameters);
      try {
        check({ stateMachineArn: StateMachineArn, name: Name });
        const input = typeof Input === 'string' ? Input : JSON.stringify(Input);
        const { executionArn, startDate } = start({
          stateMachineArn: StateMachineArn,
          name: Name,
          input,
          caller,
        });
        return {
          ExecutionArn: executionArn,
          StartDate: startDate / 1000,
          SdkHttpMetadata: { HttpStatusCode: 200 },
        };
      } catch (error) {
        // The class names of the integration's SDK end in Exception, unlike the error codes of the service.
        if (error instanceof AwsError) {
          const { type: code, message, statusCode } = error;
          const cause = optimizedCause('AWSStepFunctions', { code, message, statusCode });
          const isDenied = code === 'AccessDeniedException';
          throw new TaskError(`StepFunctions.${isDenied ? 'AWSStepFunctions' : code}Exception`, cause);
        }
        throw error;
      }
    },
  };
}
