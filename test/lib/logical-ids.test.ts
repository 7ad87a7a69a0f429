import { describe, expect, it } from '@jest/globals';
import { synthesized } from '../support/synthesized.ts';

/**
 * Logical ids of the resources that hold data or running work. CloudFormation replaces a resource whose logical id
 * changes, and its data stays behind in the old one.
 */
const logicalIds: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['VoiceDesignVoicesTable87F184BF'],
  'AWS::S3::Bucket': ['VoiceDesignPreviewsBucket996AD82B'],
  'AWS::SecretsManager::Secret': ['VoiceDesignCursorKeySecret5084E467', 'VoiceDesignProviderSecret310D67E3'],
  'AWS::Events::EventBus': ['VoiceDesignBus01A244B9'],
  'AWS::SQS::Queue': [
    'VoiceDesignAliasEventsFailed0181B61C',
    'VoiceDesignAliasEventsUndelivered9E2C5F38',
    'VoiceDesignAuditionsFailedB5F9D4CB',
    'VoiceDesignAuditionsUndeliveredBF4C6E90',
    'VoiceDesignEventsPoison9A7D78FA',
    'VoiceDesignEventsQueue870658D7',
    'VoiceDesignEventsUndeliveredCF04C76E',
    'VoiceDesignExecutionStatusFailed449C6035',
    'VoiceDesignExecutionStatusUndelivered66BB9BC3',
    'VoiceDesignPurgeScheduleUndelivered4A18BFF9',
    'VoiceDesignReconcileScheduleUndelivered8911255F',
    'VoiceDesignSweepsUndelivered2AAF4E58',
    'VoiceDesignVoiceRequestsFailed4C7EC984',
    'VoiceDesignVoiceRequestsUndelivered96C1C607',
  ],
  'AWS::StepFunctions::StateMachine': [
    'VoiceDesignDesignVoiceStateMachine10859A9B',
    'VoiceDesignPurgeVoicesStateMachine117BE3D3',
    'VoiceDesignReconcileVoicesStateMachineE8738E99',
    'VoiceDesignSweepReviewsWorkflowStateMachineBBA6650A',
  ],
  'AWS::ApiGateway::RestApi': ['VoiceDesignApiRestApi2F436B84'],
  'AWS::ApiGateway::Account': ['VoiceDesignApiRestApiAccount6730070A'],
};

const { Resources } = synthesized();

function idsOf(type: string): string[] {
  return Object.entries(Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id]) => id)
    .sort();
}

describe('logical ids', () => {
  it.each(Object.entries(logicalIds))('do not change for %s', (type, ids) => {
    expect(idsOf(type)).toEqual(ids);
  });

  it('are in the list for every retained resource except roles, which contain no data', () => {
    const retained = Object.values(Resources)
      .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
      .map(({ Type }) => Type);
    expect(retained.filter((type) => !logicalIds[type] && type !== 'AWS::IAM::Role')).toEqual([]);
  });
});

function index(IndexName: string, partitionKey: string, sortKey: string, ProjectionType: string) {
  return {
    IndexName,
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      { AttributeName: sortKey, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType },
  };
}

describe('the table', () => {
  it('keeps its keys, its indexes and its time-to-live attribute', () => {
    const [table] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
    expect(table?.Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        index('byMonth', 'createdMonth', 'voiceId', 'ALL'),
        index('byStatus', 'status', 'voiceId', 'ALL'),
        index('byAnnouncing', 'announcing', 'updatedAt', 'KEYS_ONLY'),
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAtEpochSeconds', Enabled: true },
    });
  });
});
