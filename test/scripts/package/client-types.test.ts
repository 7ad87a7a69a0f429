import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clientTypesText } from '../../../scripts/package/client-types.ts';

describe('the published types of the client', () => {
  it('contain every type of the deployment that the client exports', () => {
    const [, names = ''] =
      /export type \{([^}]+)\} from '\.\/types\.ts'/.exec(readFileSync('client/index.ts', 'utf8')) ?? [];
    const exported = names.split(',').flatMap((name) => name.trim() || []);
    const published = [...clientTypesText().matchAll(/^export (?:type|interface) (\w+)/gm)].map(
      ([, name]) => name,
    );
    expect(exported).toContain('VoiceView');
    expect(published).toEqual(expect.arrayContaining(exported));
  });

  it('keep the values of an optional enum', () => {
    const [remake = ''] = /interface RemakeRequest \{[\s\S]*?\n\}/.exec(clientTypesText()) ?? [];
    expect(remake).toContain('readonly managedBy?: "apply";');
    expect(remake).toContain('readonly family?: "cosyvoice" | "qwen";');
  });
});
