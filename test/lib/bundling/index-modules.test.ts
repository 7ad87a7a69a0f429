import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { bundleOptions, handlerEntryPoints } from '../../../lib/bundling/index.ts';
import { shortIndexModules, withoutUnusedModules } from '../../../lib/bundling/plugins/index-modules.ts';

const shorten = (path: string, ...names: string[]) => {
  const file = `node_modules/${path}/index.js`;
  const source = readFileSync(file, 'utf8');
  const short = withoutUnusedModules(`/${file}`, source, new Set(names));
  const modules = (text: string) => [...text.matchAll(/"\.\/([\w/]+)(?:\.js)?";/g)].map(([, name]) => name);
  return { before: modules(source), after: modules(short) };
};

it.each([
  ['zod/v4/locales', [], ['en']],
  ['@aws-sdk/client-dynamodb/dist-es/commands', ['GetItemCommand'], ['GetItemCommand']],
  ['@aws-sdk/client-dynamodb/dist-es/pagination', ['paginateQuery'], ['QueryPaginator']],
  ['@aws-sdk/client-s3/dist-es/commands', ['PutObjectCommand'], ['PutObjectCommand']],
])('%s has only the modules that functions use', (path, names, used) => {
  const { before, after } = shorten(path, ...names);
  expect(after.filter((name) => name !== 'Interfaces')).toEqual(used);
  expect(before.length).toBeGreaterThan(5);
});

it.each(['dynamodb', 'eventbridge', 'lambda', 's3', 'secrets-manager', 'sfn', 'sqs'])(
  'client-%s has its client, its commands and its errors, and no class of all operations',
  (service) => {
    const { before, after } = shorten(`@aws-sdk/client-${service}/dist-es`);
    const dropped = before.filter((name) => !after.includes(name));
    expect(dropped.filter((name) => name !== 'waiters').map((name) => name?.toLowerCase())).toEqual([
      service.replace('-', ''),
    ]);
    expect(after).toEqual(expect.arrayContaining(['commands', 'models/errors']));
  },
);

it('the bundles are the same as with the whole index modules', async () => {
  const options = {
    ...bundleOptions,
    entryPoints: handlerEntryPoints(['create-voice', 'diagnose-deployment', 'list-voices']),
    write: false,
  } as const;
  const whole = bundleOptions.plugins.filter((plugin) => plugin !== shortIndexModules);
  const [short, long] = await Promise.all([build(options), build({ ...options, plugins: whole })]);
  expect(short.outputFiles.map(({ hash }) => hash)).toEqual(long.outputFiles.map(({ hash }) => hash));
});
