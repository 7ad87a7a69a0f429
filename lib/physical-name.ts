import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** CloudFormation's maximum, assumed for the name of a nested stack, which is not resolved at synth. */
const stackNameMax = 128;
const digestLength = 8;

/**
 * Returns a physical name that is unique in the account and region. It consists of the stack's name and the construct
 * path within the stack. The first dot separates them, because stack names contain no dot.
 *
 * A path that does not fit `maxLength`, or that has characters other than letters, digits, `-` and `_`, is shortened
 * and ends with a digest.
 */
export function physicalName(scope: Construct, maxLength: number): string {
  const stack = Stack.of(scope);
  const path = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const name = path.map((id) => id.replace(/[^A-Za-z0-9_-]/g, '')).join('.');
  const stackLength = Token.isUnresolved(stack.stackName) ? stackNameMax : stack.stackName.length;
  const room = maxLength - stackLength - 1;
  if (name === path.join('.') && name.length <= room) return `${stack.stackName}.${name}`;
  const digest = createHash('sha256').update(path.join('/')).digest('hex').slice(0, digestLength);
  return `${stack.stackName}.${name.slice(0, room - digestLength - 1)}-${digest}`;
}
