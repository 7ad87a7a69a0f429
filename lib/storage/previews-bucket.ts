import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { nagWildcardId } from '../nag-wildcard-id.ts';

export interface PreviewsBucketProps {
  /** Keeps the bucket when the stack is deleted. */
  readonly retain: boolean;
}

/**
 * The bucket of previews, one object per voice. It is private and encrypted, and callers read it through signed links.
 *
 * @example
 * voices.previews.grantRead(publisher);
 */
export class PreviewsBucket extends Construct {
  /** The S3 bucket. */
  readonly bucket: Bucket;

  /** @internal */
  constructor(scope: Construct, id: string, props: PreviewsBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      // S3 does not delete a bucket that contains objects.
      autoDeleteObjects: !props.retain,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Only functions and signed links that they log have access, so a bucket of access logs adds no information.',
    });
  }

  /** Name of the S3 bucket. */
  get name(): string {
    return this.bucket.bucketName;
  }

  /** Grants storing previews. */
  grantPut(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:PutObject');
  }

  /** Grants reading previews. A signed link has the permissions of its signer, so signing a link needs this grant. */
  grantRead(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:GetObject');
  }

  /** Grants reading previews and listing the bucket. Without `s3:ListBucket`, S3 answers 403 for a missing object. */
  grantFind(grantee: IGrantable & IConstruct): Grant {
    const list = Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
    return list.combine(this.grantRead(grantee));
  }

  /** Grants deleting previews. */
  grantDelete(grantee: IGrantable & IConstruct): Grant {
    return this.#grant(grantee, 's3:DeleteObject');
  }

  #grant(grantee: IGrantable & IConstruct, action: string): Grant {
    Validations.of(grantee).acknowledge({
      id: nagWildcardId(this, this.bucket.bucketArn, '/*'),
      reason: 'All objects of one bucket. Their keys are voice ids.',
    });
    return Grant.addToPrincipal({
      grantee,
      actions: [action],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
  }
}
