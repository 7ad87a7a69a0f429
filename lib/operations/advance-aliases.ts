import { Duration } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/advance-aliases/environment.ts';
import { type AliasFunctionProps, aliasVariables } from './alias-environment.ts';
import { Operation } from './operation.ts';

export interface AdvanceAliasesProps extends AliasFunctionProps {
  readonly designVoice: IStateMachine;
}

/** Returns the variables of a function that completes remakes of aliases. */
export function advanceVariables({ designVoice, ...props }: AdvanceAliasesProps) {
  return {
    ...aliasVariables(props),
    DESIGN_VOICE_STATE_MACHINE_ARN: designVoice.stateMachineArn,
    ALIAS_GRACE_SECONDS: String(props.config.grace.aliasSeconds),
  };
}

/** Moves aliases to the voices of their remakes, and records the status of the voices that they point at. */
export class AdvanceAliases extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AdvanceAliasesProps) {
    super(scope, id, {
      operation: 'advance-aliases',
      description: 'Moves aliases to the voices of their remakes and records the status of their voices',
      environmentSchema: environment,
      environment: advanceVariables(props),
      timeout: Duration.seconds(30),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.bus.grantPutEventsTo(this);
    props.designVoice.grantStartExecution(this);
  }
}
