import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { help } from '../../simulator/help.ts';
import { readCommand, UsageError } from '../../simulator/options.ts';

describe('the command line', () => {
  it('has defaults', () => {
    expect(readCommand([])).toMatchObject({
      help: false,
      options: { port: 4110, keys: [{ key: 'sk-local-mainland' }, { key: 'sk-local-international' }] },
    });
  });

  it('accepts every option in the help, and the help contains every option', () => {
    const shown = [...help.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)(?: <([^>]+)>)?/gm)];
    expect(shown).toHaveLength(21);
    for (const [, option = '', value] of shown) {
      const sample = value === 'key' ? 'sk-x' : value === 'folder' ? 'state' : '1';
      const args = value === undefined ? [option] : [option, sample];
      expect(() => readCommand(args)).not.toThrow();
    }
  });

  it('maps options to settings', () => {
    const args =
      '--port 0 --state s --review-seconds 2.5 --time-scale 10 --latency-ms 7 --qwen-rpm 0 --no-marks';
    const { options } = readCommand([
      ...args.split(' '),
      '--mainland-key',
      'sk-a=team',
      '--mainland-key',
      'sk-b',
    ]);
    expect(options).toMatchObject({
      port: 0,
      stateFolder: resolve('s'),
      settings: { reviewSeconds: 2.5, timeScale: 10, latencyMs: 7, qwenCallsPerMinute: 0, marks: false },
      keys: [
        { key: 'sk-a', scope: 'mainland', name: 'team' },
        { key: 'sk-b', scope: 'mainland', name: 'local' },
        { key: 'sk-local-international' },
      ],
    });
  });

  it.each([
    ['--prot', '1', /--prot/],
    ['--port', 'x', /--port must be a number/],
    ['--port', '70000', /--port must be a port/],
    ['--port', '65535', /--international-port/],
    ['--review-seconds', '', /--review-seconds/],
    ['--review-seconds=-1', '--quiet', /reviewSeconds/],
    ['--reject-share', '1.5', /rejectShare/],
    ['--time-scale', '0', /timeScale/],
    ['--mainland-key', '=team', /--mainland-key/],
    ['stray', '--quiet', /stray/],
  ])('rejects %s %s with a one-line message', (first, second, message) => {
    expect(() => readCommand([first, second])).toThrow(UsageError);
    expect(() => readCommand([first, second])).toThrow(message);
    expect(() => readCommand([first, second])).not.toThrow(/\n/);
  });
});
