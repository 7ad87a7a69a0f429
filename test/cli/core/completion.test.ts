import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { completionScript } from '../../../cli/core/completion.ts';
import { commands } from '../../../cli/registry.ts';
import { voice } from '../support.ts';

/** Returns the completions that bash suggests for the last word. */
function complete(...words: readonly string[]): string[] {
  const script = [
    ...completionScript('bash', commands),
    `COMP_WORDS=(voice ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`,
    `_voice; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n');
  return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
}

it.each([
  [[''], expect.arrayContaining(['create', 'keys', 'admin', 'completion', '--version'])],
  [['cr'], ['create']],
  [
    ['keys', ''],
    ['create', 'list', 'revoke'],
  ],
  [['keys', 'create', '--ow'], ['--owner']],
  [['create', '--voice'], ['--voice-prompt']],
  [['list', '--status', 'UND'], ['UNDEPLOYED']],
  [
    ['list', '--scope', ''],
    ['mainland', 'international'],
  ],
  [['get', '--nothing'], []],
])('bash completes %j', (words, expected) => {
  expect(complete(...words)).toEqual(expected);
});

it.each(['bash', 'zsh', 'fish'])(
  'prints a script for %s that names every command and option',
  async (shell) => {
    const { code, out } = await voice(['completion', shell]);
    expect(code).toBe(0);
    for (const { name, options } of commands) {
      for (const word of name.split(' ')) expect(out).toContain(word);
      for (const option of Object.keys(options)) expect(out).toContain(option);
    }
  },
);

it('rejects an unknown shell', async () => {
  const { code, err } = await voice(['completion', 'bahs']);
  expect([code, err]).toEqual([2, "voice: SHELL must be one of bash, zsh, fish; did you mean 'bash'?\n"]);
});
