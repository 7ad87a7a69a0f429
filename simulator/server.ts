import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { developmentKeys, type KeyGrant, openAccounts } from './accounts.ts';
import { type Clock, systemClock } from './clock.ts';
import { answerControl, controlPath } from './control/control-api.ts';
import { controlToken } from './control/token.ts';
import { type Scope, scopes } from './families.ts';
import { countConnections } from './http/connections.ts';
import { failure } from './http/envelope.ts';
import { foreignTo } from './http/foreign.ts';
import { answerCall, type CallListener } from './http/provider-api.ts';
import { openProvider, type Provider } from './provider.ts';
import { ProviderError, refusals } from './provider-error.ts';
import { changedSettings, defaultSettings, holdSettings, type SettingsChange } from './settings.ts';
import { openCallLog } from './store/call-log.ts';
import { openClock } from './store/clock-store.ts';
import { openDatabase } from './store/database.ts';
import { openVoiceStore } from './store/voice-store.ts';

export interface SimulatorOptions {
  /** The mainland scope's port; 0 takes a free one. */
  readonly port: number;
  /** The international scope's; by default the one after `port`, or a free one if that is 0. */
  readonly internationalPort?: number;
  /** Where voices, billing and the log are kept; without it they live in memory. */
  readonly stateFolder?: string;
  readonly clock?: Clock;
  readonly settings?: SettingsChange;
  /** Instead of the development keys. */
  readonly keys?: readonly KeyGrant[];
  readonly onCall?: CallListener;
  /** Told of failures of the simulator's own (answered as 500 `InternalError`). */
  readonly onError?: (error: unknown) => void;
}

export interface Simulator {
  /** Base addresses, to be put where the provider's host is: `${url}/api/v1/services/…`. */
  readonly urls: Readonly<Record<Scope, string>>;
  /** The mainland scope's. */
  readonly url: string;
  /** Of the control plane, its token included: who knows it may steer the provider. */
  readonly controlUrl: string;
  /** Ends every connection, silent ones too. Idempotent. */
  stop(): Promise<void>;
}

/** A port is taken, or may not be used; `option` is the setting to change. */
export class PortError extends Error {
  readonly option: string;

  constructor(port: number, option: string, trouble: string) {
    super(`port ${port} ${trouble}; choose another with ${option}`);
    this.name = 'PortError';
    this.option = option;
  }
}

const host = '127.0.0.1';

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

async function listen(server: Server, port: number, option: string): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') throw new PortError(port, option, 'is taken');
    if (code === 'EACCES') throw new PortError(port, option, 'may not be used');
    throw error;
  }
  return `http://${host}:${portOf(server)}`;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function openState({ stateFolder, clock, settings, keys }: SimulatorOptions): {
  provider: Provider;
  token: string;
  close: () => void;
} {
  const initial = changedSettings(defaultSettings, settings ?? {});
  const database = openDatabase(stateFolder);
  const provider = openProvider({
    accounts: openAccounts(keys ?? developmentKeys),
    voices: openVoiceStore(database),
    calls: openCallLog(database),
    clock: openClock(database, clock ?? systemClock),
    settings: holdSettings(initial),
  });
  return { provider, token: controlToken(stateFolder), close: () => database.close() };
}

function sendFailure(response: ServerResponse, error: ProviderError): void {
  const { status, body } = failure('', error);
  if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/**
 * Starts a provider: two listeners on 127.0.0.1, one a scope, over one state. The control plane (`/_simulator`) and
 * `/health` answer on both.
 * @throws PortError, StateFolderError
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const state = openState(options);
  const { provider, token } = state;
  const stopping = new AbortController();
  const urls = { mainland: '', international: '' };
  const about = () => ({
    status: 'ok',
    service: 'dashscope-simulator',
    pid: process.pid,
    urls,
    stateFolder: options.stateFolder ?? null,
    timeScale: provider.settings.current().timeScale,
  });

  const numberOf = countConnections();
  const serve = (scope: Scope) => async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const path = new URL(request.url ?? '/', 'http://simulator').pathname;
      if (path === '/health' || path.startsWith(`${controlPath}/`)) {
        await answerControl(request, response, { provider, token, about });
        return;
      }
      const foreign = foreignTo(request.headers);
      if (foreign !== undefined) {
        request.resume();
        sendFailure(response, new ProviderError(403, 'AccessDenied', foreign));
        return;
      }
      const onCall = options.onCall ?? (() => {});
      await answerCall(request, response, { provider, scope, numberOf, onCall, signal: stopping.signal });
    } catch (error) {
      // A caller that went away in mid-request, or our own end: nobody is left to be answered.
      if (stopping.signal.aborted || !request.complete) return;
      options.onError?.(error);
      sendFailure(response, refusals.internal());
    }
  };
  const servers = scopes.map((scope) =>
    createServer((request, response) => void serve(scope)(request, response)),
  );
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await Promise.all(servers.map(close));
    state.close();
  };
  try {
    const [mainland, international] = servers;
    if (mainland === undefined || international === undefined) throw new Error('a scope has no server');
    urls.mainland = await listen(mainland, options.port, '--port');
    const next = options.internationalPort ?? (options.port === 0 ? 0 : options.port + 1);
    urls.international = await listen(international, next, '--international-port');
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, url: urls.mainland, controlUrl: `${urls.mainland}${controlPath}/${token}`, stop };
}
