import { AwsError } from '../../../core/aws-error.ts';
import { OperationChecks } from '../../../models/operation-checks.ts';
import { TaskError } from '../language/task-error.ts';

/**
 * Returns a check of the requests of an integration that calls its service inside the process.
 * @param service the name of the service's models
 * @param error the name of the error for a request that the service refuses. The check throws a TaskError with it
 */
export function requestCheck(service: string, operation: string, error: string): (input: unknown) => void {
  const checks = new OperationChecks(service);
  return (input) => {
    try {
      checks.request(operation, input);
    } catch (refusal) {
      if (refusal instanceof AwsError) throw new TaskError(error, refusal.message);
      throw refusal;
    }
  };
}
