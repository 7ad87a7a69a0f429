import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Template, templateSchema } from '../../local/assembly/template.ts';
import { repositoryManifest } from '../../scripts/package/manifest.ts';
import { codeBlocks } from './support/code-blocks.ts';
import { compilers, nodes, tarballOf, UserFolder } from './support/user-folder.ts';

const user = new UserFolder();
const packages = join(user.path, 'node_modules');
const installed = join(packages, 'voice-design-workflow');
const [ownStack = '', embedded = ''] = codeBlocks('lib/README.md', 'ts');
const file = 'VoiceDesign.template.json';
const cdkJson: { context: { voiceDesign: object } } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** An app with a stack like that of the repository, and a stack with two nested stacks. */
const app = `import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { VoiceDesign, VoiceDesignStack } from 'voice-design-workflow';

const app = new App();
new VoiceDesignStack(app, 'VoiceDesign', {
  description: app.node.tryGetContext('description'),
  settings: app.node.tryGetContext('voiceDesign'),
});
const books = new Stack(app, 'Audiobooks');
for (const id of ['First', 'Second']) {
  new VoiceDesign(new NestedStack(books, id), 'Voices', { eventsQueue: true });
}
`;

beforeAll(() => {
  const { dependencies } = repositoryManifest(process.cwd());
  const version = (name: string) => `${name}@${dependencies[name]}`;
  user.install(
    tarballOf('voice-design-workflow'),
    version('aws-cdk-lib'),
    version('constructs'),
    'aws-cdk@2.1148.1',
  );
  user.write('app.mjs', app);
  user.write('cdk.json', JSON.stringify({ context: cdkJson.context }));
});
afterAll(() => user.remove());

/** Synthesizes an app by the cdk CLI, both with the given Node. @returns the folder of the cloud assembly */
function synth(node: string, app: string): string {
  const folder = join(user.path, `cdk.out-${app.replaceAll(/\W+/g, '-')}`);
  const cdk = join(packages, 'aws-cdk/bin/cdk');
  user.run(node, [cdk, 'synth', '--quiet', '--app', app, '--output', folder], {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // The check against CloudFormation's schemas takes half the time of a synthesis.
    CDK_VALIDATION: 'false',
  });
  return folder;
}

function template(folder: string, name: string): Template {
  return templateSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/**
 * Returns a template without the parts that the cdk CLI adds, which are paths of assets and a report of used
 * libraries.
 */
function comparable({ Resources, Conditions, ...rest }: Template): object {
  const { CDKMetadataAvailable: _, ...conditions } = Conditions;
  const resources = Object.entries(Resources).flatMap(([id, resource]) => {
    if (resource.Type === 'AWS::CDK::Metadata') return [];
    const metadata = Object.entries(resource.Metadata).filter(([name]) => !name.startsWith('aws:asset:'));
    return [[id, { ...resource, Metadata: Object.fromEntries(metadata) }]];
  });
  return { ...rest, Conditions: conditions, Resources: Object.fromEntries(resources) };
}

describe('the tarball of the construct', () => {
  it('has at most 10 MB, and a bundle for each operation', () => {
    expect(statSync(tarballOf('voice-design-workflow')).size).toBeLessThanOrEqual(10_000_000);
    const operations = readdirSync('lambdas').filter((name) => existsSync(`lambdas/${name}/handler.ts`));
    expect(readdirSync(join(installed, 'lambdas'))).toEqual(operations);
  });

  it('has the CDK as a peer dependency, and no bundler, HTTP client or validator', () => {
    for (const name of ['esbuild', 'undici', 'zod', '@aws-sdk']) {
      expect(existsSync(join(packages, name))).toBe(false);
    }
    const imports = /\bfrom ["']([^"'./][^"']*)["']/g;
    const imported = [...readFileSync(join(installed, 'index.d.ts'), 'utf8').matchAll(imports)].map(
      ([, name = '']) => name.split('/')[0],
    );
    expect([...new Set(imported)].sort()).toEqual(['aws-cdk-lib', 'constructs']);
  });
});

describe('an app with the construct', () => {
  let original: Template;
  beforeAll(() => {
    original = template(synth(process.execPath, `node ${join(process.cwd(), 'bin/app.ts')}`), file);
    const context = { ...cdkJson.context, description: original.Description };
    user.write('cdk.json', JSON.stringify({ context }));
  });

  it.each(nodes)('is synthesized by the cdk CLI on Node $version', (node) => {
    const folder = synth(node.file, 'node app.mjs');
    expect(comparable(template(folder, file))).toEqual(comparable(original));
    const stacks = Object.values(template(folder, 'Audiobooks.template.json').Resources);
    expect(stacks.filter(({ Type }) => Type === 'AWS::CloudFormation::Stack')).toHaveLength(2);
  });

  it('can be written like the examples in the README', () => {
    user.write('readme.mjs', ownStack);
    user.write('embedded.mjs', embedded);
    const [oldest] = nodes;
    expect(readdirSync(synth(oldest?.file ?? '', 'node readme.mjs'))).toContain(file);
    user.run(oldest?.file ?? '', ['embedded.mjs']);
  });

  it('can be a CommonJS app on the oldest Node', () => {
    user.write(
      'app.cjs',
      `const { App } = require('aws-cdk-lib');
const { VoiceDesignStack } = require('voice-design-workflow');
new VoiceDesignStack(new App(), 'Common');`,
    );
    expect(user.attempt(nodes[0]?.file ?? '', ['app.cjs'])).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(compilers)('is type-checked by TypeScript $version, which rejects unknown settings', (compiler) => {
    const wrong = ownStack.replace('mainland: [', 'moon: [');
    const options = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    const check = (name: string, code: string) => {
      user.write(name, code);
      user.write('tsconfig.json', JSON.stringify({ compilerOptions: options, files: [name] }));
      return user.attempt(process.execPath, [compiler.file, '--pretty', 'false']).stdout;
    };
    expect(check('good.ts', ownStack)).toBe('');
    expect(check('embedded.cts', embedded)).toBe('');
    expect(check('wrong.ts', wrong)).toMatch(/wrong\.ts\(6,\d+\): error TS2353: .*'moon' does not exist/);
  });
});
