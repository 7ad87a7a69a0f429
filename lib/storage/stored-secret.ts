import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface StoredSecretProps {
  readonly description: string;
  /** What the secret holds until an operator puts the real value: valid, and without any key. */
  readonly empty: Readonly<Record<string, unknown>>;
  readonly retain: boolean;
}

/** A secret whose value an operator puts after the deployment; its keys are never part of a template. */
export class StoredSecret extends Construct {
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
      reason: 'The provider has no API to make keys; operators put them.',
    });
  }

  get arn(): string {
    return this.secret.secretArn;
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
  }
}
