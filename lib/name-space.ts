import { Aws } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { VoiceDesignConfig } from './config.ts';

/**
 * Returns the variables of a function that has to recognize this deployment's voices.
 *
 * @param scope the `VoiceDesign` construct, whose path is the same for all functions
 */
export function nameSpaceVariables(scope: IConstruct, { ns }: Pick<VoiceDesignConfig, 'ns'>) {
  return { NAME_SPACE: ns ?? '', DEPLOYMENT_ID: `${Aws.STACK_ID}/${scope.node.path}` };
}
