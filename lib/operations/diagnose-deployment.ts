import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/diagnose-deployment/environment.ts';
import { grantDescribeExecutions } from './grant-describe-executions.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { Operation, providerReadTimeout } from './operation.ts';
import { type ProviderReadProps, providerReadVariables } from './provider-read-environment.ts';

export interface DiagnoseDeploymentProps extends ProviderReadProps {
  readonly designVoice: IStateMachine;
}

/** Finds misconfigurations for `voice doctor`, without a change and without a billed call. */
export class DiagnoseDeployment extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: DiagnoseDeploymentProps) {
    const { config, voices, providerSecret, designVoice, settings } = props;
    super(scope, id, {
      operation: 'diagnose-deployment',
      description: 'Finds misconfigurations of the deployment and of its DashScope keys',
      environmentSchema: environment,
      environment: {
        ...providerReadVariables(props),
        ...nameSpaceVariables(scope, config),
        DESIGN_VOICE_STATE_MACHINE_ARN: designVoice.stateMachineArn,
        RECONCILE_SECONDS: String(config.reconcileEverySeconds),
        STALLED_SECONDS: String(config.reconciliation.stalledSeconds),
      },
      timeout: providerReadTimeout,
      memorySize: 1024,
      settings,
    });
    voices.grantRead(this);
    voices.grantBudget(this);
    voices.grantQuery(this, 'byStatus');
    providerSecret.grantRead(this);
    grantDescribeExecutions(designVoice, this);
  }
}
