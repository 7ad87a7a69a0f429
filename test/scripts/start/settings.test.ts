import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settingsOf } from '../../../scripts/start/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { settings: null, timeScale: 1 };

function file(content: string): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, content);
  return path;
}

describe('the settings of a local run', () => {
  it('add the host of the simulator to cdk.json by default', () => {
    expect(settingsOf(options, {}, {})).toEqual({ allowedHosts: ['127.0.0.1'] });
    const configured = { allowedHosts: ['proxy.example'], scopes: ['mainland'] };
    expect(settingsOf(options, {}, configured)).toEqual({ allowedHosts: ['proxy.example', '127.0.0.1'] });
  });

  it('contain the scope of a real provider key, and no host of this machine', () => {
    const key = { DASHSCOPE_API_KEY: 'sk-a' };
    expect(settingsOf(options, key, {})).toEqual({ scopes: ['mainland'], allowedHosts: [] });
    expect(settingsOf(options, { ...key, DASHSCOPE_SCOPE: 'international' }, {})).toEqual({
      scopes: ['international'],
      allowedHosts: [],
    });
    expect(settingsOf(options, { DASHSCOPE_SCOPE: 'international' }, {})).not.toHaveProperty('scopes');
    expect(() => settingsOf(options, { DASHSCOPE_SCOPE: 'moon' }, {})).toThrow(
      /DASHSCOPE_SCOPE must be mainland or international/,
    );
  });

  it.each([
    ['http://127.0.0.1:8080', ['127.0.0.1:8080']],
    ['http://localhost:8080/api/v1', ['localhost:8080']],
    ['http://127.0.0.1.example.com', []],
    ['https://proxy.example', []],
    ['no URL', []],
  ])('allow the base URL %s of a real provider only on this machine', (url, allowedHosts) => {
    const environment = { DASHSCOPE_API_KEY: 'sk-a', DASHSCOPE_HTTP_BASE_URL: url };
    expect(settingsOf(options, environment, {})).toMatchObject({ allowedHosts });
  });

  it('combine those of a file with the time scale of the command line', () => {
    const settings = file(
      '{ "scopes": ["mainland", "international"], "timeScale": 3, "allowedHosts": ["a.example"] }',
    );
    const environment = { DASHSCOPE_API_KEY: 'sk-a', DASHSCOPE_SCOPE: 'international' };
    expect(settingsOf({ settings, timeScale: 60 }, environment, { allowedHosts: ['b.example'] })).toEqual({
      scopes: ['mainland', 'international'],
      allowedHosts: ['a.example'],
      timeScale: 60,
    });
  });

  it('keep a text instead of a list of allowed hosts, which the app refuses', () => {
    expect(settingsOf(options, {}, { allowedHosts: 'a.example' })).toEqual({ allowedHosts: 'a.example' });
  });

  it.each([['no JSON'], ['[1]'], ['"text"'], ['']])(
    'cannot be read from a file that contains %j',
    (content) => {
      expect(() => settingsOf({ settings: file(content), timeScale: 1 }, {}, {})).toThrow(
        /--settings must be a file/,
      );
    },
  );

  it('cannot be read from a missing file', () => {
    expect(() => settingsOf({ settings: join(folder, 'none.json'), timeScale: 1 }, {}, {})).toThrow(
      /none\.json is not/,
    );
  });
});
