import type { Dispatcher } from 'undici';
// undici's entry point would also load fetch, proxies, mocks and caches.
import Client from 'undici/lib/dispatcher/client.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Clock } from './clock.ts';

/** Idle connections are closed after this time, or sooner if the server's `Keep-Alive` header asks for it. */
const KEEP_ALIVE_MS = 20_000;
const POOL_CONNECTIONS = 10;

/** The connections to one host: a pool for repeatable calls, and a new connection for each create. */
export class Connections {
  readonly #origin: string;
  readonly #connectMs: number;
  readonly #clock: Clock;
  #pool: Pool | null = null;
  #lastUsedAt = 0;

  constructor(origin: string, connectMs: number, clock: Clock) {
    this.#origin = origin;
    this.#connectMs = connectMs;
    this.#clock = clock;
  }

  /**
   * Keep-alive pool. A frozen process runs no timers and receives no FIN. A pool that was idle for too long
   * by the clock is therefore replaced.
   */
  pooled(): Dispatcher {
    const now = this.#clock.now();
    if (this.#pool !== null && now - this.#lastUsedAt > KEEP_ALIVE_MS) {
      this.#pool.close().catch(() => {});
      this.#pool = null;
    }
    this.#lastUsedAt = now;
    this.#pool ??= new Pool(this.#origin, {
      connections: POOL_CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: this.#connectMs },
    });
    return this.#pool;
  }

  /** Runs `use` on a new connection and destroys it afterwards. */
  async fresh<Result>(connectMs: number, use: (dispatcher: Dispatcher) => Promise<Result>): Promise<Result> {
    const client = new Client(this.#origin, {
      pipelining: 1,
      // HTTP/2 sessions may move an unanswered request to another connection.
      allowH2: false,
      connect: { timeout: connectMs },
    });
    try {
      return await use(client);
    } finally {
      client.destroy().catch(() => {});
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.destroy();
  }
}
