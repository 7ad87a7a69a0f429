import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { modelTable } from '../../../local/models/model-table.ts';
import { filesBelow, isCode } from '../../../scripts/house/source-files.ts';
import { modelSources } from '../../../scripts/models/operations.ts';
import { SdkClient } from '../../../scripts/models/sdk-schema.ts';
import { synthesizedTemplate } from '../../support/template.ts';

const services: Readonly<Record<string, string>> = {
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  lambda: 'lambda',
  s3: 's3',
  'secrets-manager': 'secretsmanager',
  sfn: 'sfn',
  sqs: 'sqs',
};

/** Returns the operations that the code sends with an SDK, such as `sfn StartExecution`. */
function sentByCode(): string[] {
  const files = filesBelow(['lambdas', 'cli', 'client', 'examples', 'scripts', 'lib', 'local']).filter(
    isCode,
  );
  return files.flatMap((file) => {
    const imports = readFileSync(file, 'utf8').matchAll(
      /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
    );
    return [...imports].flatMap(([, names = '', client = '']) => {
      const service = services[client];
      if (service === undefined) return [];
      return [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation]) => `${service} ${operation}`);
    });
  });
}

/** Returns the operations that the deployed state machines call. */
function sentByMachines(): string[] {
  const text = JSON.stringify(synthesizedTemplate().findResources('AWS::StepFunctions::StateMachine'));
  const resources = text.matchAll(/:states:::(?:aws-sdk:)?(\w+):(\w+)/g);
  return [...resources].map(([, service = '', operation = '']) => {
    const name = service === 'states' ? 'sfn' : service;
    return `${name} ${operation.slice(0, 1).toUpperCase()}${operation.slice(1)}`;
  });
}

const modelled = Object.entries(modelTable.services).flatMap(([service, { operations }]) =>
  Object.keys(operations).map((operation) => `${service} ${operation}`),
);

describe('the table of models', () => {
  it('has every operation that the code sends', () => {
    const sent = sentByCode();
    expect(sent).toContain('sfn StartExecution');
    expect(sent.filter((operation) => !modelled.includes(operation))).toEqual([]);
  });

  it('has every operation that the state machines call', () => {
    const sent = sentByMachines();
    expect(sent).toContain('dynamodb UpdateItem');
    expect(sent.filter((operation) => !modelled.includes(operation))).toEqual([]);
  });

  it('has the operations that its script writes', () => {
    const listed = Object.entries(modelSources).flatMap(([service, { operations, xmlAnswers = [] }]) =>
      [...new Set([...operations, ...xmlAnswers])].map((operation) => `${service} ${operation}`),
    );
    expect(modelled.toSorted()).toEqual(listed.toSorted());
  });

  it('has the members and the required members of the installed SDK clients', () => {
    const differences: string[] = [];
    for (const [service, { client }] of Object.entries(modelSources)) {
      if (client === undefined) continue;
      const sdk = new SdkClient(client);
      for (const [name, shape] of Object.entries(modelTable.services[service]?.shapes ?? {})) {
        const structure = shape.type === 'structure' ? sdk.structure(name) : undefined;
        const names = structure?.members.map((member) => member.name) ?? [];
        const missing = names.filter((member) => shape.members?.[member] === undefined);
        differences.push(...missing.map((member) => `${service} ${name}.${member} is missing`));
        const required = structure === undefined ? (shape.required ?? []) : structure.required;
        if ((shape.required ?? []).toSorted().join() !== required.toSorted().join()) {
          differences.push(`${service} ${name} requires ${required.join()}`);
        }
      }
    }
    expect(differences).toEqual([]);
  });
});
