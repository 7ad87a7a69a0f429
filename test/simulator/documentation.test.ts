import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Declarations of the public surface: exports, and the methods of the control client. */
const declaration =
  /^(?:export (?:async )?(?:class|interface|function|const|type)| {2}(?=\w+\([^()]*\): Promise<))\s*(\w+)/;

/** Returns the name and the documentation comment of each public declaration. */
function declarationsOf(source: string): [name: string, comment: string][] {
  const declarations: [string, string][] = [];
  let comment = '';
  for (const line of source.split('\n')) {
    const [, name] = declaration.exec(line) ?? [];
    if (name !== undefined) declarations.push([name, comment]);
    const trimmed = line.trim();
    if (trimmed.startsWith('/**')) comment = trimmed;
    else if (trimmed.startsWith('*')) comment += trimmed;
    else comment = '';
  }
  return declarations;
}

describe('the control client', () => {
  const declarations = declarationsOf(readFileSync('simulator/control-client.ts', 'utf8'));

  it('has documented declarations', () => {
    expect(declarations.map(([name]) => name)).toEqual(
      expect.arrayContaining(['ControlError', 'ControlClient', 'controlClient', 'addRule', 'reset']),
    );
    expect(declarations.length).toBeGreaterThanOrEqual(18);
  });

  it.each(declarations)('shows an example of %s', (_name, comment) => {
    expect(comment).toContain('@example');
  });
});
