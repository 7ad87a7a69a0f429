import type { HealthResponse } from './issues.ts';

/** Calls `GET /health` at an address. Returns null if nothing responds. Sends no API key. */
export async function readHealth(apiUrl: string, timeoutMs: number): Promise<HealthResponse | null> {
  try {
    const response = await fetch(`${apiUrl.replace(/\/+$/, '')}/health`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    const body: unknown = await response.json().catch(() => null);
    const isHealth = typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok';
    return { healthy: response.ok && isHealth, date: Number.isNaN(date) ? null : new Date(date) };
  } catch {
    return null;
  }
}
