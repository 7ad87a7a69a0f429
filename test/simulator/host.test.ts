import { afterEach, describe, expect, it } from '@jest/globals';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.ts';
import { sendRequest } from '../support/open-ports.ts';

let simulator: Simulator | undefined;
afterEach(() => simulator?.stop());

async function statusFrom(options: Partial<SimulatorOptions>, headers: Readonly<Record<string, string>>) {
  simulator = await startSimulator({ port: 0, ...options });
  const { port } = new URL(simulator.url);
  return (await sendRequest({ port: Number(port), path: '/health', headers })).status;
}

it('leaves the end of idle connections to the client, which may be delayed', async () => {
  simulator = await startSimulator({ port: 0 });
  const response = await fetch(`${simulator.url}/health`);
  expect(response.headers.get('connection')).toBe('keep-alive');
  // A server that ends idle connections announces its time.
  expect(response.headers.get('keep-alive')).toBeNull();
});

describe('the host of the simulator', () => {
  it('is this machine by default, which other names do not reach', async () => {
    expect(await statusFrom({}, { Host: 'simulator:4110' })).toBe(403);
  });

  it('can be every address, under any name and behind any port', async () => {
    expect(await statusFrom({ host: '0.0.0.0' }, { Host: 'simulator:9999' })).toBe(200);
    expect(simulator?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('keeps web pages out at every address', async () => {
    const headers = { Host: 'simulator:4110', Origin: 'https://example.com' };
    expect(await statusFrom({ host: '0.0.0.0' }, headers)).toBe(403);
  });

  it('must be an address of this machine', async () => {
    // 192.0.2.0/24 is reserved for documentation.
    const started = startSimulator({ port: 0, host: '192.0.2.1' });
    await expect(started).rejects.toThrow('192.0.2.1 is not an address of this machine');
  });
});
