import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createAccounts, developmentKeys, type KeyGrant } from './accounts.ts';
import { type Clock, systemClock } from './clock.ts';
import { controlPath, handleControlRequest } from './control/control-api.ts';
import { controlToken } from './control/token.ts';
import { failure } from './http/answer.ts';
import { createConnectionCounter } from './http/connections.ts';
import { closeServer, isLoopback, listen } from './http/listen.ts';
import { type CallListener, handleProviderCall } from './http/provider-api.ts';
import { foreignRequestReason } from './http/request-origin.ts';
import { createProvider, type Provider } from './provider.ts';
import { ProviderError, providerErrors } from './provider-error.ts';
import { createSettingsStore, defaultSettings, mergeSettings, type SettingsChange } from './settings.ts';
import { openCallLog } from './store/call-log.ts';
import { openClock } from './store/clock-store.ts';
import { openDatabase } from './store/database.ts';
import { openVoiceStore } from './store/voice-store.ts';
import { type Scope, scopes } from './vocabulary.ts';

export interface SimulatorOptions {
  /** Port of the mainland scope. 0 selects a free port. */
  readonly port: number;
  /**
   * The address to listen on. Requests from other machines are accepted if it is not a loopback address.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string;
  /** Port of the international scope. @default - `port` + 1, or a free port if `port` is 0 */
  readonly internationalPort?: number;
  /** Folder for voices, charges and the call log. @default - the state is in memory */
  readonly stateFolder?: string;
  /** @default - the system clock */
  readonly clock?: Clock;
  readonly settings?: SettingsChange;
  /** The accepted API keys. @default - the development keys */
  readonly keys?: readonly KeyGrant[];
  readonly onCall?: CallListener;
  /** Receives internal errors of the simulator. The caller receives 500 `InternalError`. */
  readonly onError?: (error: unknown) => void;
}

/** A running simulator. */
export interface Simulator {
  /** Base URL of each scope, in place of the provider's host: `${url}/api/v1/services/…`. */
  readonly urls: Readonly<Record<Scope, string>>;
  /** Base URL of the mainland scope. */
  readonly url: string;
  /** URL of the control plane. It contains the control token and gives full control of the simulator. */
  readonly controlUrl: string;
  /** Stops the simulator and closes all connections. Can be called more than once. */
  stop(): Promise<void>;
}

interface State {
  readonly provider: Provider;
  readonly token: string;
  readonly close: () => void;
}

function openState({ stateFolder, clock, settings, keys }: SimulatorOptions): State {
  const initialSettings = mergeSettings(defaultSettings, settings ?? {});
  const database = openDatabase(stateFolder);
  const provider = createProvider({
    accounts: createAccounts(keys ?? developmentKeys),
    voices: openVoiceStore(database),
    calls: openCallLog(database),
    clock: openClock(database, clock ?? systemClock),
    settings: createSettingsStore(initialSettings),
  });
  return { provider, token: controlToken(stateFolder), close: () => database.close() };
}

function sendFailure(response: ServerResponse, error: ProviderError): void {
  const { status, body } = failure('', error);
  if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Returns the request handler of each scope. The control plane and `/health` are served in both. */
function createHandlers(
  { provider, token }: State,
  health: () => unknown,
  signal: AbortSignal,
  { host, onCall = () => {}, onError }: SimulatorOptions,
): (scope: Scope) => Handler {
  const anyHost = host !== undefined && !isLoopback(host);
  const numberConnection = createConnectionCounter();
  const handle = async (scope: Scope, request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://simulator').pathname;
    if (path === '/health' || path.startsWith(`${controlPath}/`)) {
      await handleControlRequest(request, response, { provider, token, health, anyHost });
      return;
    }
    const reason = foreignRequestReason(request.headers, { any: anyHost });
    if (reason !== undefined) {
      request.resume();
      sendFailure(response, new ProviderError(403, 'AccessDenied', reason));
      return;
    }
    await handleProviderCall(request, response, { provider, scope, numberConnection, onCall, signal });
  };
  return (scope) => async (request, response) => {
    try {
      await handle(scope, request, response);
    } catch (error) {
      // The caller has disconnected, or the simulator is stopping. A response cannot be delivered.
      if (signal.aborted || !request.complete) return;
      onError?.(error);
      sendFailure(response, providerErrors.internal());
    }
  };
}

/**
 * Starts a simulator with one listener per scope, on 127.0.0.1 by default. Both listeners share one state.
 *
 * @throws PortError, HostError, StateFolderError
 * @example
 * const simulator = await startSimulator({ port: 0, settings: { reviewSeconds: 0 } });
 * const control = controlClient(simulator.controlUrl);
 * // Send requests to `${simulator.url}/api/v1/services/audio/tts/customization`.
 * await simulator.stop();
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const state = openState(options);
  const stopping = new AbortController();
  const urls = { mainland: '', international: '' };
  const health = () => ({
    status: 'ok',
    service: 'dashscope-simulator',
    pid: process.pid,
    urls,
    stateFolder: options.stateFolder ?? null,
    timeScale: state.provider.settings.current().timeScale,
  });
  const handlerOf = createHandlers(state, health, stopping.signal, options);
  const serverOf = (scope: Scope) => {
    const handler = handlerOf(scope);
    return createServer((request, response) => void handler(request, response));
  };
  const servers = { mainland: serverOf('mainland'), international: serverOf('international') };
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await Promise.all(scopes.map((scope) => closeServer(servers[scope])));
    state.close();
  };
  try {
    const { host, port, internationalPort = port === 0 ? 0 : port + 1 } = options;
    urls.mainland = await listen(servers.mainland, { host, port }, '--port');
    const second = { host, port: internationalPort };
    urls.international = await listen(servers.international, second, '--international-port');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    url: urls.mainland,
    controlUrl: `${urls.mainland}${controlPath}/${state.token}`,
    stop,
  };
}
