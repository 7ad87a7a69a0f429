import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { wildcardFinding } from '../wildcard-finding.ts';

export interface PreviewsBucketProps {
  /** Whether the previews outlive the stack. */
  readonly retain: boolean;
}

/** The previews: one object a voice, private, encrypted, read through signed links only. */
export class PreviewsBucket extends Construct {
  readonly bucket: Bucket;

  /** @internal */
  constructor(scope: Construct, id: string, props: PreviewsBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      // S3 deletes no bucket that holds objects.
      autoDeleteObjects: !props.retain,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Access goes through a few functions and signed links that they log; a second bucket of logs adds nothing.',
    });
  }

  get name(): string {
    return this.bucket.bucketName;
  }

  grantPut(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:PutObject');
  }

  /** Reading, which a signed link does in the name of whoever signed it. */
  grantRead(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:GetObject');
  }

  /** Looking whether a voice has a stored preview; without the list, S3 answers 403 for one that has none. */
  grantFind(grantee: IGrantable & IConstruct): Grant {
    const list = Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
    return list.combine(this.grantRead(grantee));
  }

  grantDelete(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:DeleteObject');
  }

  #grant(grantee: IGrantable & IConstruct, action: string): Grant {
    Validations.of(grantee).acknowledge({
      id: wildcardFinding(this, this.bucket.bucketArn, '/*'),
      reason: 'All objects of the one bucket: their keys are the voices.',
    });
    return Grant.addToPrincipal({
      grantee,
      actions: [action],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
  }
}
