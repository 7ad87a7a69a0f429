import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type Grant, Grant as Grants, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { indexes, keyItems } from '../../lambdas/shared/contract.ts';

export interface VoicesTableProps {
  /** Whether the records outlive the stack. */
  readonly retain: boolean;
  /** Whether DynamoDB refuses to delete the table, whoever asks. */
  readonly deletionProtection: boolean;
}

/** The one table: records, and the pointers that make each of them findable and unique. */
export class VoicesTable extends Construct {
  readonly table: Table;

  /** @internal */
  constructor(scope: Construct, id: string, props: VoicesTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'voiceId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.deletionProtection,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      timeToLiveAttribute: 'expiresAtEpochSeconds',
    });
    for (const { name, partitionKey, sortKey, ...index } of Object.values(indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
        projectionType: 'keysOnly' in index ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
      });
    }
  }

  get name(): string {
    return this.table.tableName;
  }

  /** Reading single records. */
  grantRead(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem']);
  }

  /** Reading API keys, and nothing else. */
  grantReadKeys(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem'], 'StringLike');
  }

  /** Reading indexes. */
  grantQuery(grantee: IGrantable, ...names: (keyof typeof indexes)[]): Grant {
    return Grants.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: names.map((name) => `${this.table.tableArn}/index/${indexes[name].name}`),
    });
  }

  /** Reading single records and writing new ones. */
  grantAdd(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  /** Reading single records and changing them. */
  grantChange(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Reading, writing and changing single records. */
  grantReadWrite(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /**
   * Grants access to items by their key: to all but API keys, so that a fault in a function cannot mint one, or to API
   * keys alone.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  #grant(
    grantee: IGrantable,
    actions: string[],
    keys: 'StringLike' | 'StringNotLike' = 'StringNotLike',
  ): Grant {
    return Grants.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.table.tableArn],
      conditions: { [`ForAllValues:${keys}`]: { 'dynamodb:LeadingKeys': `${keyItems.prefix}*` } },
    });
  }
}
