import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** Returns the code of an operation's function, which the published package contains next to this file. */
export function handlerCode(operation: string): Code {
  return Code.fromAsset(fileURLToPath(new URL(`lambdas/${operation}`, import.meta.url)));
}
