import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type Grant, Grant as Grants, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { budgetItems, indexes, keyItems, parkedItems, switchesKey } from '../../lambdas/shared/contract.ts';

export interface VoicesTableProps {
  /** Keeps the table when the stack is deleted. */
  readonly retain: boolean;
  /** DynamoDB refuses to delete the table. */
  readonly deletionProtection: boolean;
}

/**
 * The table of voice records and of the items that make them unique, such as idempotency keys.
 *
 * @example
 * voices.voices.grantRead(report);
 */
export class VoicesTable extends Construct {
  /** The DynamoDB table. */
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

  /** Name of the DynamoDB table. */
  get name(): string {
    return this.table.tableName;
  }

  /** Grants reading single items. */
  grantRead(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem']);
  }

  /** Grants reading API keys, and no other items. */
  grantReadKeys(grantee: IGrantable): Grant {
    return this.#grantItems(grantee, ['dynamodb:GetItem'], 'StringLike', `${keyItems.prefix}*`);
  }

  /** Grants queries of indexes. */
  grantQuery(grantee: IGrantable, ...names: (keyof typeof indexes)[]): Grant {
    return Grants.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: names.map((name) => `${this.table.tableArn}/index/${indexes[name].name}`),
    });
  }

  /** Grants reading single items and writing new ones. */
  grantAdd(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  /** Grants reading and updating single items. */
  grantChange(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Grants reading, writing and updating single items. */
  grantReadWrite(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** Grants setting the switches of the operator, and changing no other items. */
  grantSetSwitches(grantee: IGrantable): Grant {
    return this.#grantItems(grantee, ['dynamodb:UpdateItem'], 'StringEquals', switchesKey);
  }

  /** Grants writing the items of parked executions, and no other items. */
  grantPark(grantee: IGrantable): Grant {
    return this.#grantItems(grantee, ['dynamodb:PutItem'], 'StringLike', `${parkedItems.prefix}*`);
  }

  /** Grants deleting the items of parked executions, and no other items. */
  grantUnpark(grantee: IGrantable): Grant {
    return this.#grantItems(grantee, ['dynamodb:DeleteItem'], 'StringLike', `${parkedItems.prefix}*`);
  }

  /** Grants taking slots from the budgets of the provider account, and changing no other items. */
  grantBudget(grantee: IGrantable): Grant {
    return this.#grantItems(grantee, ['dynamodb:UpdateItem'], 'StringLike', `${budgetItems.prefix}*`);
  }

  /**
   * Grants access to all items except API keys. A function with a bug or a vulnerability then cannot create an API key.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  #grant(grantee: IGrantable, actions: string[]): Grant {
    return this.#grantItems(grantee, actions, 'StringNotLike', `${keyItems.prefix}*`);
  }

  #grantItems(
    grantee: IGrantable,
    actions: string[],
    condition: 'StringEquals' | 'StringLike' | 'StringNotLike',
    key: string,
  ): Grant {
    return Grants.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.table.tableArn],
      conditions: { [`ForAllValues:${condition}`]: { 'dynamodb:LeadingKeys': key } },
    });
  }
}
