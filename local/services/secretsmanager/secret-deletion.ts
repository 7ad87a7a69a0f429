import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { parseInput } from '../../core/operation-input.ts';
import type { StoredSecret } from './secret-store.ts';

const inputSchema = z.object({
  SecretId: z.string(),
  RecoveryWindowInDays: z.number().optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

const dayMilliseconds = 24 * 3600 * 1000;
const defaultWindowDays = 30;

/** A request to delete a secret at once, or after a recovery window. */
export interface Deletion {
  readonly secretId: string;
  readonly isForced: boolean;
  /** The end of the recovery window in milliseconds since 1970. */
  readonly date: number;
}

/**
 * Reads a request of DeleteSecret.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 * @throws AwsError `InvalidParameterException`
 */
export function readDeletion(input: unknown, now: number): Deletion {
  const request = parseInput(inputSchema, input, 'InvalidParameterException');
  const { SecretId: secretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: isForced } = request;
  if (isForced && days !== undefined) {
    throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalid('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const window = isForced ? 0 : (days ?? defaultWindowDays) * dayMilliseconds;
  return { secretId, isForced, date: now + window };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Refuses an operation on a secret that is scheduled for deletion. @throws AwsError `InvalidRequestException` */
export function refuseDeleted({ deletionDate }: StoredSecret): void {
  if (deletionDate !== undefined) throw new AwsError('InvalidRequestException', markedForDeletion);
}

/** The words of AWS, as in https://github.com/hashicorp/terraform-provider-aws/issues/23998. */
export const markedForDeletion =
  "You can't perform this operation on the secret because it was marked for deletion.";
