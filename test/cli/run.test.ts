import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { close, listen } from '../../local/http/listen.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { voice } from './support.ts';

const required = ['family', 'target-model', 'voice-prompt', 'preview-text'].map((name) => `--${name}=x`);
const none = '/nowhere/at/all';

const document = {
  type: 'urn:voice-design:problem:unavailable',
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'The outcome is unknown.',
  requestId: 'r-1',
};

/** An API that answers every call with 503, and asks not to be called again for an hour. */
const unavailable = {
  server: createServer((request, response) => {
    request.resume();
    response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '3600' });
    response.end(JSON.stringify(document));
  }),
  environment: { VOICE_API_URL: '', VOICE_API_KEY: 'vdk_x' },
};
beforeAll(async () => {
  const port = await listen(unavailable.server, 0);
  unavailable.environment.VOICE_API_URL = `http://127.0.0.1:${port}/v1`;
});
afterAll(() => close(unavailable.server));

describe('the command line', () => {
  it('shows all commands, the settings and the exit codes', async () => {
    const { code, out, err } = await voice(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const { name } of commands) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(out).toMatch(/VOICE_API_URL.*VOICE_API_KEY.*NO_COLOR.*Exit codes.* 6 {2}gave up/s);
  });

  it.each(commands.map(({ name }) => name))('%s has a help with examples of itself', async (name) => {
    const words = name.split(' ');
    const { code, out } = await voice([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^voice ${name}: .+\n\nusage: voice ${name}`));
    const examples = out.slice(out.indexOf('Examples:')).match(/^ {2}\S.*voice .*$|^ {2}voice .*$/gm) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    expect(await voice(['help', ...words])).toMatchObject({ code: 0, out });
  });

  it.each([
    [[], 'no command'],
    [['lst'], "no command 'lst'; did you mean 'list'?"],
    [['frobnicate'], "no command 'frobnicate'; voice --help lists them"],
    [['keys', 'lst'], "did you mean 'keys list'?"],
    [['list', '--statsu', 'OK'], "Unknown option '--statsu'; did you mean '--status'?"],
    [['list', '--status', 'ok'], "did you mean 'OK'?"],
    [['create', '--name', '--json', ...required], "Option '--name <value>' argument missing"],
    [['--json', 'list'], "no command '--json'"],
    [['list', '--what'], "Unknown option '--what'"],
    [['list', 'x'], "'x' is one argument too many"],
    [['list', '--limit', '0'], '--limit is a whole number'],
    [['list', '--limit', '1e3'], '--limit is a whole number'],
    [['list', '--status', 'GOOD'], '--status is one of REQUESTED, CREATING'],
    [['list', '--family', 'qwen2'], '--family is one of cosyvoice, qwen'],
    [['list', '--label', 'project'], '--label is of the form key:value'],
    [['list', '--limit'], "Option '--limit <value>' argument missing"],
    [['get'], 'VOICE_ID is missing'],
    [['get', '../keys'], '26 letters and digits'],
    [['create', '--family', 'qwen'], 'missing: --target-model, --voice-prompt, --preview-text'],
    [['create', '--file', '/nowhere.yaml'], 'cannot be read (ENOENT)'],
    [['create', '--file', 'x', '--name', 'y'], '--file and --name do not go together'],
    [['create', '--timeout', 'soon'], '--timeout is a time'],
    [['keys'], 'keys is followed by create, list, revoke'],
    [['keys', 'create'], 'missing: --owner or --scopes'],
    [['keys', 'create', '--owner', 'a', '--scopes', 'read,root'], '--scopes is one of read, write, admin'],
    [['keys', 'create', '--owner', 'a:b', '--scopes', 'read'], 'an owner is 1 to 64 letters'],
    [['create', '--label', 'a:1', '--label', 'a:2', ...required], '--label names a twice'],
    [['import', 'x', '--family', 'qwen'], 'missing: --family or --scope'],
    [['import', '--family', 'qwen', '--scope', 'mainland', '--name', 'n'], '--name goes with a single id'],
    [['admin'], 'admin is followed by purge, reconcile, account, probe, redrive, switch'],
    [['admin', 'switch', 'creates'], 'a switch is turned by: creates|deletes on|off'],
    [['admin', 'switch', 'create', 'off'], 'a switch is turned by'],
    [['admin', 'switch', 'deletes', 'maybe'], 'a switch is turned by'],
    [['admin', 'probe', '--scope', 'somewhere'], '--scope is one of mainland, international'],
    [['admin', 'redrive', '--limit', '0'], '--limit is a whole number'],
    [['watch', '--interval', '0'], '--interval is a time'],
    [['watch', '--timeout', '5w'], '--timeout is a time'],
  ])('%j is a usage error in one line, without a stack', async (words, said) => {
    const environment = { VOICE_API_URL: 'http://127.0.0.1:9/v1', VOICE_API_KEY: 'vdk_x' };
    const { code, out, err } = await voice(words, { environment });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
    expect(err).toMatch(/^voice: .+\n$/);
  });

  it.each([
    [{}, 'set VOICE_API_URL and VOICE_API_KEY, or start the local stack with npm start'],
    [{ VOICE_API_URL: 'https://api.example.com/v1' }, 'VOICE_API_URL is set, VOICE_API_KEY is not'],
    [{ VOICE_API_KEY: 'vdk_secret' }, 'VOICE_API_KEY is set, VOICE_API_URL is not'],
    [{ VOICE_API_URL: 'http://api.example.com', VOICE_API_KEY: 'vdk_secret' }, 'must use https'],
    [
      { VOICE_API_URL: 'https://api.example.com', VOICE_API_KEY: 'vdk_secret\n' },
      'a character that no API key has',
    ],
  ])('with the settings %j it says what is missing', async (environment, said) => {
    const { code, err } = await voice(['list', '--state', none], { environment });
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(err).not.toContain('secret');
  });
});

describe('a value that begins with a dash', () => {
  it.each([
    [['create', ...required.slice(1), '--family', '-x']],
    [['create', ...required.slice(1), '--family=-x']],
    [['list', '--label', '-key:value']],
    [['list', '--target-model', '--odd']],
  ])('%j is taken as it is', async (words) => {
    const { code, err } = await voice(words, { environment: unavailable.environment });
    // The command line was accepted, and the call was made.
    expect([code, err]).toEqual([1, expect.stringMatching(/^voice: unavailable: /)]);
  });
});

it.each([[['list']], [['keys', 'list']]])(
  '%j names a damaged note of the local stack in one line',
  async (words) => {
    const state = mkdtempSync(join(tmpdir(), 'damaged-note-'));
    const note = join(state, 'stack.json');
    writeFileSync(note, '{"pid":');
    const { code, out, err } = await voice([...words, '--state', state]);
    expect([code, out, readFileSync(note, 'utf8')]).toEqual([2, '', '{"pid":']);
    expect(err).toMatch(/stack\.json is damaged\. Run npm start: /);
    expect(err).not.toMatch(/\n +at /);
    rmSync(state, { recursive: true });
  },
);

it('prints its version', async () => {
  expect(await voice(['--version'])).toEqual({ code: 0, out: `voice ${packageJson.version}\n`, err: '' });
});

it('names the key that repeats a create whose outcome is unknown', async () => {
  const { environment } = unavailable;
  const { code, err } = await voice(['create', ...required], { environment });
  expect(code).toBe(1);
  expect(err).toMatch(
    /^voice: unavailable: .+\nrequest r-1\nRepeat the command with --idempotency-key [0-9a-f-]{36}: what was accepted is not made twice\.\n$/,
  );
  const again = await voice(['create', ...required, '--idempotency-key', 'book-7'], { environment });
  expect(again.err).toContain('--idempotency-key book-7:');
});

describe('requests in a file', () => {
  const environment = { VOICE_API_URL: 'http://127.0.0.1:9/v1', VOICE_API_KEY: 'vdk_x' };
  it.each([
    ['- family: [', /line 1, column \d+: /],
    ['{"family": "qwen"', /line 1, column \d+: /],
    ['family: a\nfamily: b', /line 2, column 1: Map keys must be unique/],
    ['', /the standard input is empty/],
    ['[]', /holds no request/],
    ['just text', /request 1 is not a mapping/],
    ['- family: qwen\n- 7', /request 2 is not a mapping/],
    ['a: *nothing', /aliases cannot be resolved|Unresolved alias/],
  ])('%j is refused before anything is sent', async (stdin, said) => {
    const { code, err } = await voice(['create', '--file', '-'], { stdin, environment });
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
    expect(err).toMatch(/^voice: .+\n$/);
  });
});
