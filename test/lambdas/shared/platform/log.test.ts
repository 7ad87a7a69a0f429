import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { measure, metrics } from '../../../../lambdas/shared/metrics.ts';
import { log } from '../../../../lambdas/shared/platform/log.ts';
import { parseEmbeddedMetrics } from '../../../support/embedded-metrics.ts';

/** CloudWatch Logs accepts events of up to 1 MB. */
const eventMaxBytes = 1_000_000;

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  process.env.DEPLOYMENT = 'Stack.VoiceDesign';
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.DEPLOYMENT;
  delete process.env._X_AMZN_TRACE_ID;
});
const parsed = (): Record<string, unknown> => JSON.parse(lines.join(''));

describe('a line of the log', () => {
  it('is one line of JSON with level, message and fields', () => {
    log.info('voice requested', { voiceId: '01K', owner: 'ann' });
    expect(lines).toEqual(['{"level":"INFO","message":"voice requested","voiceId":"01K","owner":"ann"}\n']);
  });

  it('has the id of the trace of the invocation', () => {
    process.env._X_AMZN_TRACE_ID =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    log.info('voice requested');
    expect(parsed().traceId).toBe('1-5759e988-bd862e3fe1be46a994272793');
  });

  it('with measurements is a document in the embedded metric format', () => {
    log.info('provider call', { voiceId: '01K' }, [
      measure('providerLatency', 420, 'query'),
      measure('providerErrors', 1, 'throttled'),
      measure('providerThrottles', 1),
    ]);
    expect(lines).toHaveLength(1);
    expect(Buffer.byteLength(lines.join(''))).toBeLessThan(eventMaxBytes);
    expect(parsed()).toMatchObject({ level: 'INFO', message: 'provider call', voiceId: '01K' });
    const Deployment = 'Stack.VoiceDesign';
    expect(parseEmbeddedMetrics(parsed())).toEqual([
      {
        namespace: 'VoiceDesign',
        name: 'ProviderLatency',
        unit: 'Milliseconds',
        value: 420,
        dimensions: { Deployment, Operation: 'query' },
      },
      {
        namespace: 'VoiceDesign',
        name: 'ProviderErrors',
        unit: 'Count',
        value: 1,
        dimensions: { Deployment, Code: 'throttled' },
      },
      {
        namespace: 'VoiceDesign',
        name: 'ProviderThrottles',
        unit: 'Count',
        value: 1,
        dimensions: { Deployment },
      },
    ]);
  });

  it('without a deployment has no metrics', () => {
    delete process.env.DEPLOYMENT;
    log.error('event not accepted', { code: 'x' }, [measure('eventsNotPublished', 1)]);
    expect(parsed()).toEqual({ level: 'ERROR', message: 'event not accepted', code: 'x' });
  });
});

describe('the metrics', () => {
  it('have unique names, and dimensions with at most 14 values', () => {
    const rows: readonly {
      readonly name: string;
      readonly dimension?: { readonly values: readonly string[] };
    }[] = Object.values(metrics);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const { dimension } of rows) expect(dimension?.values.length ?? 0).toBeLessThanOrEqual(14);
  });
});
