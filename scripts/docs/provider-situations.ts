import {
  type CreateVoiceRequest,
  FAMILIES,
  type Family,
  OPERATIONS,
  type Operation,
  type OperationTimeouts,
} from '../../lambdas/shared/dashscope/index.ts';
import type { ControlClient } from '../../simulator/control-client.ts';

/** A state of the provider or a fault in which the client calls it. */
export interface Situation {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly families: readonly Family[];
  /** Sets the provider up for the next call. */
  readonly prepare: (control: ControlClient, family: Family) => Promise<unknown>;
  readonly change?: Partial<CreateVoiceRequest>;
  readonly voice?: 'unknown';
  readonly key?: 'other scope';
  /** Time-outs where one of them is the point; multiplied until the machine is fast enough to send the call in time. */
  readonly timeouts?: Partial<OperationTimeouts>;
}

const nothing = async () => {};
const fault =
  (effect: Parameters<ControlClient['addRule']>[0]['effects'][number]) => (control: ControlClient) =>
    control.addRule({ match: {}, effects: [effect], times: 1 });
const everywhere = { operations: OPERATIONS, families: FAMILIES } as const;

export const SITUATIONS: readonly Situation[] = [
  { name: 'as documented', ...everywhere, prepare: nothing },
  { name: 'key of the other scope', ...everywhere, prepare: nothing, key: 'other scope' },
  {
    name: 'rate limit',
    ...everywhere,
    prepare: fault({ kind: 'error', status: 429, code: 'Throttling.RateQuota' }),
  },
  {
    name: 'server error',
    ...everywhere,
    prepare: fault({ kind: 'error', status: 500, code: 'InternalError' }),
  },
  { name: 'HTML page of a proxy', ...everywhere, prepare: fault({ kind: 'html', status: 502 }) },
  { name: 'HTML page of a firewall', ...everywhere, prepare: fault({ kind: 'html', status: 405 }) },
  {
    name: "error in OpenAI's format",
    ...everywhere,
    prepare: fault({ kind: 'openai-error', status: 400, code: 'invalid_request_error' }),
  },
  {
    name: 'code in lower case',
    ...everywhere,
    prepare: fault({ kind: 'error', status: 400, code: 'arrearage' }),
  },
  {
    name: 'error body in a 200',
    ...everywhere,
    prepare: fault({ kind: 'error', status: 200, code: 'InvalidParameter' }),
  },
  { name: 'closed without an answer', ...everywhere, prepare: fault({ kind: 'close', when: 'after' }) },
  { name: 'reset before the work', ...everywhere, prepare: fault({ kind: 'reset', when: 'before' }) },
  { name: 'reset after the work', ...everywhere, prepare: fault({ kind: 'reset', when: 'after' }) },
  {
    name: 'truncated answer with a length',
    ...everywhere,
    prepare: fault({ kind: 'truncate', framing: 'length' }),
  },
  {
    name: 'truncated answer without a length',
    ...everywhere,
    prepare: fault({ kind: 'truncate', framing: 'none' }),
  },
  { name: 'not HTTP', ...everywhere, prepare: fault({ kind: 'garbage' }) },
  {
    name: 'no answer, connection open',
    ...everywhere,
    prepare: fault({ kind: 'silence', when: 'before' }),
    timeouts: { headersMs: 60 },
  },
  {
    name: 'slow answer',
    ...everywhere,
    prepare: fault({ kind: 'drip', bytesPerSecond: 2 }),
    timeouts: { totalMs: 400 },
  },
  {
    name: 'unknown voice',
    operations: ['query', 'delete'],
    families: FAMILIES,
    prepare: nothing,
    voice: 'unknown',
  },
  {
    name: 'unknown target model',
    operations: ['create'],
    families: FAMILIES,
    prepare: nothing,
    change: { targetModel: 'no-such-model' },
  },
  {
    name: 'account full',
    operations: ['create'],
    families: FAMILIES,
    prepare: (control) => control.changeSettings({ voiceCap: 0 }),
  },
  {
    name: 'allocated quota used up',
    ...everywhere,
    prepare: fault({
      kind: 'error',
      status: 429,
      code: 'Throttling.AllocationQuota',
      message: 'Allocated quota exceeded, please increase your quota limit.',
    }),
  },
  {
    name: 'unpaid account',
    ...everywhere,
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
