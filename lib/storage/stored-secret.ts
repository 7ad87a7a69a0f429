import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface StoredSecretProps {
  readonly description: string;
  /** Value of the secret until an operator stores the keys. */
  readonly empty: Readonly<Record<string, unknown>>;
  readonly retain: boolean;
}

/**
 * A secret whose value an operator stores after the deployment, so that no template contains it.
 *
 * @example
 * new CfnOutput(this, 'ProviderSecret', { value: voices.providerSecret.arn });
 */
export class StoredSecret extends Construct {
  /** The secret in Secrets Manager. */
  readonly secret: ISecret;

  /** @internal */
  constructor(scope: Construct, id: string, props: StoredSecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: props.description,
      secretStringValue: SecretValue.unsafePlainText(JSON.stringify(props.empty)),
      removalPolicy: props.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'DashScope has no API that creates keys, so operators store them.',
    });
  }

  /** ARN of the secret. */
  get arn(): string {
    return this.secret.secretArn;
  }

  /** Grants reading the secret. */
  grantRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
  }
}
