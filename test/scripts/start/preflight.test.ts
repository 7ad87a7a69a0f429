import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checkRealProvider, PreflightError } from '../../../scripts/start/preflight.ts';
import { type ControlClient, controlClient } from '../../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../../simulator/server.ts';

let simulator: Simulator;
let control: ControlClient;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  control = controlClient(simulator.controlUrl);
});
afterEach(() => control.reset());
afterAll(() => simulator.stop());

/** Checks the settings, and returns the printed lines and the error. */
async function check(
  entry: Readonly<Record<string, string>>,
  allowedHosts: readonly string[] = ['127.0.0.1'],
) {
  const mainland = { apiKey: 'sk-local-mainland', baseUrl: simulator.urls.mainland, ...entry };
  const lines: string[] = [];
  const secret = JSON.stringify({ mainland });
  const error = await checkRealProvider({ secret, scope: 'mainland', allowedHosts }, (line) =>
    lines.push(line),
  ).catch((thrown: unknown) => thrown);
  return { lines, error };
}

describe('the check of a real key before a start', () => {
  it('prints nothing for valid settings, and calls only lists', async () => {
    expect(await check({})).toEqual({ lines: [], error: undefined });
    expect((await control.calls()).map(({ action }) => action)).toEqual(['list']);
  });

  it.each([
    [
      'a rejected key',
      { apiKey: 'sk-unknown-0123456789' },
      'DashScope rejects the API key of the scope mainland',
    ],
    ['a plan key', { apiKey: 'sk-sp-0123456789' }, 'is a Token Plan key'],
    ['a host that is not allowed', { baseUrl: 'https://proxy.example' }, 'allowedHosts does not list'],
    ['the trial host', { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com' }, 'uses the trial host'],
  ])('stops the start with one sentence for %s, without the key', async (_, entry, sentence) => {
    const { lines, error } = await check(entry);
    expect(lines).toEqual([]);
    expect(error).toBeInstanceOf(PreflightError);
    expect(String(error)).toContain(sentence);
    expect(String(error)).not.toContain('0123456789');
  });

  it('starts with a warning if DashScope cannot be reached', async () => {
    await control.addRule({ match: {}, effects: [{ kind: 'reset', when: 'before' }] });
    const { lines, error } = await check({});
    expect(error).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(
        /^Warning: The list of voices of the family cosyvoice in the scope mainland cannot be read/,
      ),
    ]);
  });
});
