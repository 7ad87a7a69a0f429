import { describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { CloudWatchService } from '../../../../local/services/cloudwatch/cloudwatch-service.ts';
import { accessKeyId } from '../../../support/local-credentials.ts';

describe('the local CloudWatch', () => {
  it('accepts metrics and has no other operation', async () => {
    const registry = new AwsJsonServer({ accessKeyId });
    await new CloudWatchService({ registry }).start();
    const prefix = 'GraniteServiceVersion20100801';
    expect(await registry.call(prefix, 'PutMetricData', { Namespace: 'Voices' })).toEqual({});
    await expect(registry.call(prefix, 'ListMetrics', {})).rejects.toMatchObject({
      type: 'UnknownOperationException',
    });
  });
});
