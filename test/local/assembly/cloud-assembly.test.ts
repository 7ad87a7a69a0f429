import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readStack } from '../../../local/assembly/cloud-assembly.ts';
import { AssemblyError } from '../../../local/assembly/errors.ts';
import { explain } from '../../../local/runner.ts';

describe('readStack', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content));
  const stack = (templateFile: string) => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile },
  });

  it('finds the stack by the manifest', () => {
    write('manifest.json', {
      artifacts: { One: stack('one.json'), 'One.assets': { type: 'cdk:asset-manifest' } },
    });
    write('one.json', { Resources: { A: { Type: 'Test::A', DependsOn: 'B' } } });
    expect(readStack(folder)).toMatchObject({
      stackName: 'One',
      folder,
      template: { Resources: { A: { Type: 'Test::A', DependsOn: ['B'], Properties: {} } } },
    });
  });

  it('requires a name if the assembly contains several stacks', () => {
    write('manifest.json', { artifacts: { One: stack('one.json'), Two: stack('one.json') } });
    write('one.json', { Resources: {} });
    expect(() => readStack(folder)).toThrow('One, Two');
    expect(readStack(folder, 'Two').stackName).toBe('Two');
    expect(() => readStack(folder, 'Three')).toThrow(AssemblyError);
  });

  it('names the path of a missing or invalid file', () => {
    expect(() => readStack(folder)).toThrow(/manifest\.json cannot be read/);
    write('manifest.json', { artifacts: { One: stack('one.json') } });
    write('one.json', { Resources: { A: { Type: 'Test::A', CreationPolicy: {} } }, Transform: 'x' });
    expect(() => readStack(folder)).toThrow(/CreationPolicy[\s\S]*Transform/);
  });
});

describe('--explain', () => {
  it('classifies the properties of a stack without starting anything', () => {
    const rows = explain(join(import.meta.dirname, '..', 'fixtures', 'assembly'));
    expect(rows.filter((row) => row.class === 'refused')).toEqual([]);
    expect(rows).toContainEqual({
      logicalId: 'Machine',
      type: 'AWS::StepFunctions::StateMachine',
      property: 'DefinitionString',
      class: 'supported',
      reason: '',
    });
    expect(rows).toContainEqual({
      logicalId: 'Work',
      type: 'AWS::Lambda::Function',
      property: 'Code.S3Bucket',
      class: 'ignored',
      reason: expect.any(String),
    });
    expect(rows.some((row) => row.logicalId === 'OnlyInChina')).toBe(false);
  });
});
