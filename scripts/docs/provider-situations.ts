import {
  type CreateVoiceRequest,
  FAMILIES,
  type Family,
  OPERATIONS,
  type Operation,
  type OperationTimeouts,
} from '../../lambdas/shared/dashscope/index.ts';
import type { ControlClient } from '../../simulator/control-client.ts';

/** A condition under which the client calls the provider. */
export interface Situation {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly families: readonly Family[];
  /** Prepares the simulator for the next call. */
  readonly prepare: (control: ControlClient, family: Family) => Promise<unknown>;
  readonly change?: Partial<CreateVoiceRequest>;
  readonly voice?: 'unknown';
  readonly key?: 'other scope';
  /** Time-outs of situations that test one. They are multiplied until the machine can send the call in time. */
  readonly timeouts?: Partial<OperationTimeouts>;
}

const noPreparation = async () => {};
/** Applies an effect to the next call. */
const fault =
  (effect: Parameters<ControlClient['addRule']>[0]['effects'][number]) => (control: ControlClient) =>
    control.addRule({ match: {}, effects: [effect], times: 1 });
const allCalls = { operations: OPERATIONS, families: FAMILIES } as const;

export const SITUATIONS: readonly Situation[] = [
  { name: 'as documented', ...allCalls, prepare: noPreparation },
  { name: 'key of the other scope', ...allCalls, prepare: noPreparation, key: 'other scope' },
  {
    name: 'rate limit',
    ...allCalls,
    prepare: fault({ kind: 'error', status: 429, code: 'Throttling.RateQuota' }),
  },
  {
    name: 'server error',
    ...allCalls,
    prepare: fault({ kind: 'error', status: 500, code: 'InternalError' }),
  },
  { name: 'HTML page of a proxy', ...allCalls, prepare: fault({ kind: 'html', status: 502 }) },
  { name: 'HTML page of a firewall', ...allCalls, prepare: fault({ kind: 'html', status: 405 }) },
  {
    name: "error in OpenAI's format",
    ...allCalls,
    prepare: fault({ kind: 'openai-error', status: 400, code: 'invalid_request_error' }),
  },
  {
    name: 'code in lower case',
    ...allCalls,
    prepare: fault({ kind: 'error', status: 400, code: 'arrearage' }),
  },
  {
    name: 'error body with status 200',
    ...allCalls,
    prepare: fault({ kind: 'error', status: 200, code: 'InvalidParameter' }),
  },
  { name: 'closed without an answer', ...allCalls, prepare: fault({ kind: 'close', when: 'after' }) },
  { name: 'reset before the operation', ...allCalls, prepare: fault({ kind: 'reset', when: 'before' }) },
  { name: 'reset after the operation', ...allCalls, prepare: fault({ kind: 'reset', when: 'after' }) },
  {
    name: 'truncated answer with a length',
    ...allCalls,
    prepare: fault({ kind: 'truncate', framing: 'length' }),
  },
  {
    name: 'truncated answer without a length',
    ...allCalls,
    prepare: fault({ kind: 'truncate', framing: 'none' }),
  },
  { name: 'not HTTP', ...allCalls, prepare: fault({ kind: 'garbage' }) },
  {
    name: 'no answer, connection open',
    ...allCalls,
    prepare: fault({ kind: 'silence', when: 'before' }),
    timeouts: { headersMs: 60 },
  },
  {
    name: 'slow answer',
    ...allCalls,
    prepare: fault({ kind: 'drip', bytesPerSecond: 2 }),
    timeouts: { totalMs: 400 },
  },
  {
    name: 'unknown voice',
    operations: ['query', 'delete'],
    families: FAMILIES,
    prepare: noPreparation,
    voice: 'unknown',
  },
  {
    name: 'unknown target model',
    operations: ['create'],
    families: FAMILIES,
    prepare: noPreparation,
    change: { targetModel: 'no-such-model' },
  },
  {
    name: 'account full',
    operations: ['create'],
    families: FAMILIES,
    prepare: (control) => control.changeSettings({ voiceCap: 0 }),
  },
  {
    name: 'allocated quota exceeded',
    ...allCalls,
    prepare: fault({
      kind: 'error',
      status: 429,
      code: 'Throttling.AllocationQuota',
      message: 'Allocated quota exceeded, please increase your quota limit.',
    }),
  },
  {
    name: 'unpaid account',
    ...allCalls,
    prepare: fault({ kind: 'error', status: 400, code: 'Arrearage' }),
  },
  {
    name: 'content rejected',
    operations: ['create'],
    families: FAMILIES,
    prepare: fault({ kind: 'error', status: 400, code: 'DataInspectionFailed' }),
  },
  {
    name: 'invalid preview',
    operations: ['create'],
    families: FAMILIES,
    prepare: fault({ kind: 'preview', preview: 'wrong-format' }),
  },
  ...(['model-not-exist', 'access-denied', 'endpoint-access-denied', 'model-not-found'] as const).map(
    (qwenRetired): Situation => ({
      name: `retired: ${qwenRetired}`,
      operations: OPERATIONS,
      families: ['qwen'],
      prepare: (control) => control.changeSettings({ qwenRetired }),
    }),
  ),
];
