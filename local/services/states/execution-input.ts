import { AwsError } from '../../core/aws-error.ts';
import { errorMessage } from '../../core/error-message.ts';
import { type Json, jsonSchema } from './language/definition.ts';

/** @throws AwsError `InvalidExecutionInput` */
export function parseExecutionInput(input: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(input));
  } catch (error) {
    const reason = input === '' ? 'Invalid execution input.' : errorMessage(error);
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}
