import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseConfig } from '../../lib/settings/config.ts';
import { settingsOf } from '../../scripts/start/settings.ts';

const cdkJson = z.object({ context: z.object({ voiceDesign: z.record(z.string(), z.unknown()) }) });
const { voiceDesign } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8'))).context;

it('cdk.json has exactly the scopes whose keys the documented deployment stores', () => {
  const page = readFileSync('docs/deploying.md', 'utf8');
  const secret =
    /printf '(\{.*\})' "\$DASHSCOPE_KEY" \|\n +aws secretsmanager put-secret-value/.exec(page)?.[1] ?? '';
  const documented = Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(secret)));
  expect(parseConfig(voiceDesign).scopes).toEqual(documented);
});

it('npm start uses the scopes of cdk.json', () => {
  const run = settingsOf({ settings: null, timeScale: 1 }, {}, voiceDesign);
  expect(parseConfig({ ...voiceDesign, ...run }).scopes).toEqual(parseConfig(voiceDesign).scopes);
});
