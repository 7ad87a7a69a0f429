import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { settings } from '../../lib/settings/schema.ts';

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false;

const secondsIn = { Seconds: 1, Minutes: 60, Hours: 3_600, Days: 86_400 };

/** Returns the settings of a declaration in lib/settings/settings.ts with their documented defaults. */
function documented(declaration: string): Record<string, unknown> {
  const [, body = ''] =
    new RegExp(`^export interface ${declaration} \\{\\n(.*?)^\\}`, 'ms').exec(
      readFileSync('lib/settings/settings.ts', 'utf8'),
    ) ?? [];
  const fields = body.matchAll(/(?:\* @default ([^\n]+)\n {3}\*\/\n)? {2}readonly (\w+)\?: /g);
  return Object.fromEntries(
    [...fields].flatMap(([, value, name = '']) =>
      value === undefined || value.startsWith('- ') ? [] : [[name, inSeconds(name, JSON.parse(value))]],
    ),
  );
}

function inSeconds(name: string, value: unknown): unknown {
  const [unit] = Object.entries(secondsIn).filter(
    ([word]) => name.endsWith(word) && name !== 'logRetentionDays',
  );
  return unit && typeof value === 'number' ? value * unit[1] : value;
}

describe('VoiceDesignSettings', () => {
  it('declares the input of the schema', () => {
    // The compiler compares the two types. A difference does not compile.
    const same: Same<VoiceDesignSettings, z.input<typeof settings>> = true;
    expect(same).toBe(true);
  });

  it('documents the defaults of the schema', () => {
    const { createTimers, offered: _, ...defaults } = settings.parse({});
    expect(documented('VoiceDesignSettings')).toEqual(defaults);
    expect(documented('CreateTimerSettings')).toEqual(createTimers);
  });
});
