import { Aws } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { VoiceDesignConfig } from '../settings/config.ts';

/**
 * Returns the variables of a function that recognizes this deployment's voices by their names.
 *
 * @param scope the `VoiceDesign` construct, whose path identifies the deployment
 */
export function nameSpaceVariables(scope: IConstruct, { ns }: Pick<VoiceDesignConfig, 'ns'>) {
  return { NAME_SPACE: ns ?? '', DEPLOYMENT_ID: `${Aws.STACK_ID}/${scope.node.path}` };
}
