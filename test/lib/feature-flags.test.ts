import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { z } from 'zod';

const flags = z.record(z.string(), z.unknown());

it('cdk.json sets every feature flag to the value that this version of aws-cdk-lib recommends', () => {
  const recommended = flags.parse(
    createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json'),
  );
  const { context } = z.object({ context: flags }).parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const { voiceDesign, ...set } = context;
  expect(set).toEqual(recommended);
  expect(voiceDesign).toBeDefined();
});
