import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../local/services/iam/policy.ts';
import { codeBlocks, firstDeployment } from '../../docs/support/code-blocks.ts';
import { synthesizedAssembly } from '../../support/assembly.ts';
import { sharedSettings } from '../../support/deployments.ts';
import { commandEnvironment } from '../../support/run-folder.ts';
import { OperatorStack } from './support/operator-stack.ts';

/** The replacements of `npm` and `aws`. The stack of the test is the one that `cdk deploy` would deploy. */
const replacements = `
set -euo pipefail
npm() {
  case "$*" in
    'run cdk -- bootstrap'|'run cdk -- deploy') ;;
    'run -s voice -- '*) shift 4; "$NODE" "$ROOT/cli/main.ts" "$@";;
    *) echo "no test runs npm $*" >&2; return 1;;
  esac
}
aws() { "$NODE" "$ROOT/test/cli/permissions/support/aws-cli.ts" "$@"; }
`;

const providerKey = 'sk-local-mainland';
const folder = mkdtempSync(join(tmpdir(), 'first-deployment-'));
let stack: OperatorStack;
beforeAll(async () => {
  stack = await OperatorStack.start();
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the first deployment of docs/deploying.md', () => {
  it('stores the provider key, creates an API key, calls the API, and finds that alarms have no receiver', async () => {
    const script = firstDeployment()
      .map((block) => block.text)
      .join('\n')
      // The stack has no receiver of alarms, which doctor reports with exit code 1.
      .replace(/doctor --stack VoiceDesign/, '$& || [ $? = 1 ]');
    expect(script).not.toContain('sk-');
    const shell = spawn('bash', ['-c', `${replacements}${script}`], {
      cwd: folder,
      env: commandEnvironment({ ...stack.environment, NODE: process.execPath, ROOT: process.cwd() }),
    });
    const closed = once(shell, 'close');
    shell.stdin.end(`${providerKey}\n`);
    const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
    await closed;
    expect({ out, err, code: shell.exitCode }).toMatchObject({ code: 0 });
    expect(out).toContain('alarms_unheard: ');
    expect(out).not.toMatch(/key_unknown|scope_without_key|check_failed/);
    expect(err).toMatch(/^Created key-\w+ for my-team with the scopes read, write in the stack VoiceDesign/m);
    expect(out).toMatch(/(^\w+ +yes .*\n){7}/m);
    expect(`${out}${err}`).not.toContain(providerKey);
    const policy: unknown = JSON.parse(readFileSync(join(folder, 'operator.json'), 'utf8'));
    expect(policy).toMatchObject({ Version: '2012-10-17' });
  });

  it('passes no secret as an argument, as no command of the docs does', () => {
    const passed = codeBlocks()
      .filter(({ language }) => language === 'sh')
      .filter((block) => /--secret-string (?!file:)/.test(block.text));
    expect(passed).toEqual([]);
  });

  it('needs exactly the roles of the bootstrap that the assembly names', async () => {
    const values: Readonly<Record<string, string>> = {
      Partition: 'aws',
      AccountId: '111122223333',
      Region: 'ap-southeast-1',
    };
    const assembly = await synthesizedAssembly(sharedSettings);
    const files = ['manifest.json', 'VoiceDesign.assets.json'].map((name) =>
      readFileSync(join(assembly, name), 'utf8'),
    );
    const assumed = [
      ...files.join('').matchAll(/"assumeRoleArn": "([^"]+)"|"arn": "(arn:[^"]+lookup[^"]+)"/g),
    ];
    const roles = new Set(
      assumed.map(([, role, lookup]) =>
        String(role ?? lookup).replaceAll(/\$\{AWS::(\w+)\}/g, (_, name: string) => values[name] ?? ''),
      ),
    );
    const policies = codeBlocks('docs/deploying.md').filter(({ text: json }) =>
      json.includes('sts:AssumeRole'),
    );
    expect(policies).toHaveLength(1);
    const statements = compilePolicy('Deploy', JSON.parse(policies[0]?.text ?? ''));
    expect(statements.flatMap(({ grants }) => grants.map(({ resource }) => resource)).toSorted()).toEqual(
      [...roles].toSorted(),
    );
  });
});
