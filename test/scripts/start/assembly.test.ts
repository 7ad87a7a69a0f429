import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AssemblyError } from '../../../local/assembly/errors.ts';
import { allowedHostsIn, assertRunnable } from '../../../scripts/start/assembly.ts';

const assemblyFolder = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(assemblyFolder, { recursive: true }));

/** Writes a cloud assembly with one stack for each list of allowed hosts. */
function write(stacks: Readonly<Record<string, string>>): void {
  const artifacts = Object.keys(stacks).map((name) => [name, { type: 'aws:cloudformation:stack' }]);
  writeFileSync(
    join(assemblyFolder, 'manifest.json'),
    JSON.stringify({ artifacts: Object.fromEntries(artifacts) }),
  );
  const outputs = ['ProviderSecretArn', 'ReconcileVoicesStateMachineArn', 'VoicesTableName'];
  for (const [name, hosts] of Object.entries(stacks)) {
    const template = {
      Metadata: { Environment: { Variables: { ALLOWED_HOSTS: hosts } } },
      Resources: {},
      Outputs: Object.fromEntries(outputs.map((output) => [output, { Value: output }])),
    };
    writeFileSync(join(assemblyFolder, `${name}.template.json`), JSON.stringify(template));
  }
}

describe('a stack of a cloud assembly', () => {
  it('allows the hosts of its settings alone', () => {
    write({ One: 'a.example,b.example:8443', Two: '' });
    expect(allowedHostsIn({ assemblyFolder, stackName: 'One' })).toEqual(['a.example', 'b.example:8443']);
    expect(allowedHostsIn({ assemblyFolder, stackName: 'Two' })).toEqual([]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:4110,127.0.0.1:4111', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1:8080'],
  ])('with the allowed hosts %s runs with a provider at %s', (allowed, host) => {
    write({ One: allowed });
    expect(() => assertRunnable({ assemblyFolder }, [host])).not.toThrow();
  });

  it.each(['', 'proxy.example', '127.0.0.2'])(
    'with the allowed hosts "%s" is refused before the start, with the missing setting',
    (allowed) => {
      write({ One: allowed });
      const start = () => assertRunnable({ assemblyFolder }, ['127.0.0.1']);
      expect(start).toThrow(AssemblyError);
      expect(start).toThrow(/The stack One .* the setting allowedHosts: \["127\.0\.0\.1"\]/);
    },
  );
});
