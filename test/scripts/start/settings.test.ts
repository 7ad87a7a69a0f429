import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { realScope } from '../../../scripts/start/provider.ts';
import { settingsOf } from '../../../scripts/start/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, content);
  return path;
}

describe('the settings of a local run', () => {
  it('add nothing to cdk.json by default', () => {
    expect(settingsOf({ settings: null, timeScale: 1 }, null)).toEqual({});
  });

  it('contain the scope of a real provider key', () => {
    expect(settingsOf({ settings: null, timeScale: 1 }, realScope({ DASHSCOPE_API_KEY: 'sk-a' }))).toEqual({
      scopes: ['mainland'],
    });
    const international = realScope({ DASHSCOPE_API_KEY: 'sk-a', DASHSCOPE_SCOPE: 'international' });
    expect(settingsOf({ settings: null, timeScale: 1 }, international)).toEqual({
      scopes: ['international'],
    });
    expect(realScope({ DASHSCOPE_SCOPE: 'international' })).toBeNull();
    expect(() => realScope({ DASHSCOPE_SCOPE: 'moon' })).toThrow(
      /DASHSCOPE_SCOPE must be mainland or international/,
    );
  });

  it('combine those of a file with the time scale of the command line', () => {
    const settings = file('{ "scopes": ["mainland", "international"], "timeScale": 3 }');
    expect(settingsOf({ settings, timeScale: 60 }, 'international')).toEqual({
      scopes: ['mainland', 'international'],
      timeScale: 60,
    });
  });

  it.each([['no JSON'], ['[1]'], ['"text"'], ['']])(
    'cannot be read from a file that contains %j',
    (content) => {
      expect(() => settingsOf({ settings: file(content), timeScale: 1 }, null)).toThrow(
        /--settings must be a file/,
      );
    },
  );

  it('cannot be read from a missing file', () => {
    expect(() => settingsOf({ settings: join(folder, 'none.json'), timeScale: 1 }, null)).toThrow(
      /none\.json is not/,
    );
  });
});
