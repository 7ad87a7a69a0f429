import {
  type CreateOutcome,
  type CreateVoiceOptions,
  type CreateVoiceRequest,
  DashScopeAuthenticationError,
  DashScopeConnectionError,
  DashScopeContentRejectedError,
  DashScopeQuotaExceededError,
  DashScopeServerError,
  DashScopeThrottledError,
  DashScopeTimeoutError,
} from '../../../lambdas/shared/dashscope/index.ts';
import type { FaultKind } from '../faults.ts';
import type { Process } from '../process.ts';
import type { Connection, ProviderPorts } from './client.ts';
import type { SimulatedCreate, SimulatedVoice } from './provider.ts';

/** Outcomes of a request that are faults. At most one of them strikes. */
const ends = [
  'create: never arrives',
  'create: is not sent',
  'create: answer lost',
  'create: answered 5xx, made',
  'create: answered 5xx, not made',
  'create: arrives late',
  'create: throttled',
  'create: refused',
  'create: no room',
  'create: key refused',
] as const satisfies readonly FaultKind[];
type End = (typeof ends)[number] | 'outage' | 'silence' | undefined;

/** Time after which the client stops waiting for an answer; milliseconds. */
const patience = 305_000;
/** Maximum delay of a request and of its voice's appearance together, as the horizon assumes; milliseconds. */
const unseen = 120_000;

/** One create request of a process that can be paused or die at any point. */
export class CreateCall {
  readonly #process: Process;
  readonly #connection: Connection;
  readonly #ports: ProviderPorts;

  constructor(process: Process, connection: Connection, ports: ProviderPorts) {
    this.#process = process;
    this.#connection = connection;
    this.#ports = ports;
  }

  async send(request: CreateVoiceRequest, options: CreateVoiceOptions): Promise<CreateOutcome> {
    const { time, random, faults, provider, edges, onCreate } = this.#ports;
    const { gate, key } = this.#connection;
    const { family } = request;
    const { sendBefore = Number.POSITIVE_INFINITY } = options;
    const call = { ...options, family, operation: 'create' } as const;
    const entered = await gate.enter(call);
    if (entered.kind !== 'granted')
      return notDone('throttled', new DashScopeThrottledError('No slot.', notSent));
    await edges.travel(this.#process);
    if (faults.strikes('create: paused before the fence')) await this.#pause();
    if (time.now() + this.#process.clockOffset >= sendBefore)
      return notDone('too_late', new DashScopeTimeoutError('Too late.', notSent));
    if (faults.strikes('create: paused after the fence')) await this.#pause();

    const name = request.family === 'cosyvoice' ? request.prefix : request.preferredName;
    const sent: SimulatedCreate = { name, sentAt: time.now(), taken: false };
    onCreate(name);
    provider.creates.push(sent);
    const isAdmitted = provider.receive({
      action: 'create',
      family,
      account: key.account,
      sender: 'deployment',
      slotAt: entered.startsAt,
      clockOffset: this.#process.clockOffset,
    });
    if (faults.strikes('create: the function dies meanwhile')) {
      time.after(random.between(0, 20_000), () => this.#process.die('Runtime.ExitError'));
    }
    const end = this.#endOf(isAdmitted);
    if (end === 'create: throttled') await gate.pushBack(call, null);
    const outcome = await this.#endAs(end, request, sent);
    options.onExchange?.(time.now() - sent.sentAt);
    await edges.travel(this.#process, true);
    return outcome;
  }

  #endOf(isAdmitted: boolean): End {
    const { provider, faults, isDown } = this.#ports;
    if (provider.isSilent) return 'silence';
    if (isDown()) return 'outage';
    return isAdmitted ? faults.oneOf(ends) : 'create: throttled';
  }

  async #endAs(end: End, request: CreateVoiceRequest, sent: SimulatedCreate): Promise<CreateOutcome> {
    const { time, random, faults, provider } = this.#ports;
    const longest = this.#connection.workingSeconds * 1_000;
    const work = faults.strikes('create: slow')
      ? random.between(20_000, random.chance(0.75) ? 300_000 : longest)
      : random.between(...provider.createMilliseconds);
    const soon = random.between(50, 5_000);
    // A request without a waiting client may take as long as the provider allows. The horizon covers that.
    const unwatched = random.chance(0.4) ? random.between(work, longest) : work;
    switch (end) {
      case 'create: never arrives':
        await time.sleep(random.between(1_000, patience));
        return unknown('headers_timeout', new DashScopeTimeoutError('No answer in time.', open));
      case 'silence':
        // The provider makes every second voice.
        if (provider.creates.length % 2 === 0) void this.#makeAfter(work, unseen, request, sent);
        await time.sleep(patience);
        return unknown('headers_timeout', new DashScopeTimeoutError('No answer in time.', open));
      case 'create: is not sent':
      case 'outage':
        await time.sleep(soon);
        return notDone('not_sent', new DashScopeConnectionError('No connection.', notSent));
      case 'create: throttled':
        await time.sleep(soon);
        return notDone('throttled', new DashScopeThrottledError('Too many requests.', notSent));
      case 'create: refused':
        sent.taken = true;
        await time.sleep(soon);
        return {
          kind: 'refused',
          error: new DashScopeContentRejectedError('Rejected.', refused('DataInspectionFailed')),
        };
      case 'create: no room':
        sent.taken = true;
        await time.sleep(soon);
        return { kind: 'refused', error: noRoom() };
      case 'create: key refused':
        await time.sleep(soon);
        return {
          kind: 'unauthorized',
          error: new DashScopeAuthenticationError('ApiErrorDetails.', refused('InvalidApiKey')),
        };
      case 'create: answered 5xx, not made':
        sent.taken = true;
        await time.sleep(soon);
        return unknown('server_error', new DashScopeServerError('DashScope failed.', open));
      case 'create: arrives late': {
        const late = random.between(1_000, 60_000);
        void this.#makeAfter(late + unwatched, unseen - late, request, sent);
        await time.sleep(soon);
        return unknown('connection', new DashScopeConnectionError('It broke.', open));
      }
      case 'create: answer lost':
        void this.#makeAfter(unwatched, unseen, request, sent);
        await time.sleep(random.chance(0.2) ? patience : random.between(50, work));
        return unknown('connection', new DashScopeConnectionError('It broke.', open));
      case 'create: answered 5xx, made':
        void this.#makeAfter(unwatched, unseen, request, sent);
        await time.sleep(soon);
        return unknown('server_error', new DashScopeServerError('DashScope failed.', open));
      case undefined:
        return this.#made(work, request, sent);
    }
  }

  async #made(work: number, request: CreateVoiceRequest, sent: SimulatedCreate): Promise<CreateOutcome> {
    const { time, faults } = this.#ports;
    const making = this.#makeAfter(work, unseen, request, sent);
    await time.sleep(Math.min(work, patience));
    if (work > patience)
      return unknown('headers_timeout', new DashScopeTimeoutError('No answer in time.', open));
    const made = await making;
    if (!made) return { kind: 'refused', error: noRoom() };
    const { providerVoiceId, targetModel } = made;
    const preview = faults.strikes('create: preview invalid')
      ? ({ kind: 'invalid', reason: 'bad_base64' } as const)
      : ({
          kind: 'valid',
          bytes: Buffer.from(providerVoiceId),
          responseFormat: request.responseFormat ?? 'wav',
          mediaType: 'audio/wav',
          sampleRate: 24_000,
          durationSeconds: 1,
        } as const);
    const answer = { preview, requestId: 'request', usageCount: 1 };
    return { kind: 'made', providerVoiceId, isIdDocumented: true, targetModel, ...answer };
  }

  /** Makes the voice, even if no client waits for the answer. @returns null if the account is full */
  #makeAfter(
    milliseconds: number,
    maxHiddenMs: number,
    { family, targetModel }: CreateVoiceRequest,
    sent: SimulatedCreate,
  ): Promise<SimulatedVoice | null> {
    const { time, random, faults, provider } = this.#ports;
    sent.taken = true;
    const hiddenFor = faults.strikes('create: visible late') ? random.between(0, maxHiddenMs) : 0;
    const { account, limitedTo } = this.#connection.key;
    const place = { account, workspace: limitedTo ?? ('default' as const) };
    const parts = { ...place, family, name: sent.name, targetModel, hiddenFor };
    return new Promise((resolve) => {
      const make = () => (provider.isFull(account, family) ? null : provider.make(parts));
      time.after(milliseconds, () => resolve(make()));
    });
  }

  async #pause(): Promise<void> {
    const { time, random } = this.#ports;
    await time.sleep(random.between(1_000, 340_000));
    await this.#process.alive();
  }
}

const notSent = { certainlyNotDone: true, retryable: true };
const open = { certainlyNotDone: false, retryable: false };
const refused = (providerCode: string) => ({ certainlyNotDone: true, retryable: false, providerCode });

function notDone(
  cause: Extract<CreateOutcome, { kind: 'notDone' }>['cause'],
  error: Extract<CreateOutcome, { kind: 'notDone' }>['error'],
): CreateOutcome {
  return { kind: 'notDone', cause, retryAfterMs: null, error };
}

function unknown(
  cause: Extract<CreateOutcome, { kind: 'unknown' }>['cause'],
  error: Extract<CreateOutcome, { kind: 'unknown' }>['error'],
): CreateOutcome {
  return { kind: 'unknown', cause, error };
}

function noRoom() {
  return new DashScopeQuotaExceededError('No room.', refused('Throttling.AllocationQuota'), 'voice_storage');
}
