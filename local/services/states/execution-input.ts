import { AwsError } from '../../core/aws-error.ts';
import { type Json, jsonSchema } from './language/definition.ts';

/** @throws AwsError `InvalidExecutionInput` */
export function parseExecutionInput(input: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(input));
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
}
