import type { LogFields } from '../platform/log.ts';
import type { DashScopeClient } from './client.ts';
import { DashScopeError } from './errors.ts';
import type { CallOptions } from './provider-call.ts';
import type { Family, Operation, Scope } from './vocabulary.ts';
import { walkVoices } from './walk-voices.ts';

/** A call that has ended. */
export interface CompletedCall {
  readonly operation: Operation;
  readonly family: Family;
  readonly scope: Scope;
  readonly providerVoiceId: string | null;
  readonly subject: LogFields;
  /** Duration of the exchange, without the wait for the slot. Null if nothing was sent. */
  readonly milliseconds: number | null;
  /** Null if the call succeeded. */
  readonly error: DashScopeError | null;
  readonly requestId: string | null;
}

type Options = CallOptions | undefined;

/** Returns a client that reports each of its calls, including every page of a walk. */
export function observeCalls(
  client: DashScopeClient,
  onCall: (call: CompletedCall) => void,
): DashScopeClient {
  const observe = async <Result extends Ended>(
    operation: Operation,
    request: { readonly family: Family; readonly providerVoiceId?: string },
    options: Options,
    send: (options: CallOptions) => Promise<Result>,
  ): Promise<Result> => {
    let milliseconds: number | null = null;
    const onExchange = (duration: number) => {
      milliseconds = duration;
    };
    const report = (error: DashScopeError | null, result?: Ended) =>
      onCall({
        operation,
        family: request.family,
        scope: client.endpoint.scope,
        providerVoiceId: result?.providerVoiceId ?? request.providerVoiceId ?? null,
        subject: options?.subject ?? {},
        milliseconds,
        error,
        requestId: error ? error.requestId : (result?.requestId ?? null),
      });
    try {
      const result = await send({ ...options, onExchange });
      report(result.error ?? null, result);
      return result;
    } catch (error) {
      if (error instanceof DashScopeError) report(error);
      throw error;
    }
  };
  const listVoices: DashScopeClient['listVoices'] = (request, options) =>
    observe('list', request, options, (observed) => client.listVoices(request, observed));
  return {
    ...client,
    createVoice: (request, options) =>
      observe('create', request, options, (observed) =>
        client.createVoice(request, { ...options, ...observed }),
      ),
    queryVoice: (request, options) =>
      observe('query', request, options, (observed) => client.queryVoice(request, observed)),
    listVoices,
    walkVoices: (request, options) => walkVoices((page) => listVoices(page, options), request),
    deleteVoice: (request, options) =>
      observe('delete', request, options, (observed) => client.deleteVoice(request, observed)),
  };
}

/** The parts of a result that are reported. */
interface Ended {
  readonly error?: DashScopeError;
  readonly requestId?: string | null;
  readonly providerVoiceId?: string;
}
