import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../../cli/registry.ts';
import { close, listen } from '../../local/http/listen.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { voice } from './support.ts';

const required = ['family', 'target-model', 'voice-prompt', 'preview-text'].map((name) => `--${name}=x`);
const missingFolder = '/nowhere/at/all';

const problemDocument = {
  type: 'urn:voice-design:problem:unavailable',
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'The outcome is unknown.',
  requestId: 'r-1',
};

/** An API that returns 503 for every call, with a Retry-After of one hour. */
const unavailable = {
  server: createServer((request, response) => {
    request.resume();
    response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '3600' });
    response.end(JSON.stringify(problemDocument));
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
    expect(out).toMatch(/VOICE_API_URL.*VOICE_API_KEY.*NO_COLOR.*Exit codes.* 6 {2}timed out/s);
  });

  it.each(commands.map(({ name }) => name))('%s has a help page with examples', async (name) => {
    const words = name.split(' ');
    const { code, out } = await voice([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^voice ${name}: .+\n\nusage: voice ${name}`));
    const examples = out.slice(out.indexOf('Examples:')).match(/^ {2}\S.*voice .*$|^ {2}voice .*$/gm) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    expect(await voice(['help', ...words])).toMatchObject({ code: 0, out });
  });

  it.each([
    [[], 'no command given'],
    [['lst'], "unknown command 'lst'; did you mean 'list'?"],
    [['frobnicate'], "unknown command 'frobnicate'; voice --help lists the commands"],
    [['keys', 'lst'], "did you mean 'keys list'?"],
    [['list', '--statsu', 'OK'], "Unknown option '--statsu'; did you mean '--status'?"],
    [['list', '--status', 'ok'], "did you mean 'OK'?"],
    [['create', '--name', '--json', ...required], "Option '--name <value>' argument missing"],
    [['--json', 'list'], "unknown command '--json'"],
    [['list', '--what'], "Unknown option '--what'"],
    [['list', 'x'], "unexpected argument 'x'"],
    [['list', '--limit', '0'], '--limit must be a whole number'],
    [['list', '--limit', '1e3'], '--limit must be a whole number'],
    [['list', '--status', 'GOOD'], '--status must be one of REQUESTED, CREATING'],
    [['list', '--family', 'qwen2'], '--family must be one of cosyvoice, qwen'],
    [['list', '--label', 'project'], '--label must have the form key:value'],
    [['list', '--limit'], "Option '--limit <value>' argument missing"],
    [['get'], 'VOICE_ID is missing'],
    [['get', '../keys'], '26 letters and digits'],
    [['create', '--family', 'qwen'], 'missing options: --target-model, --voice-prompt, --preview-text'],
    [['create', '--file', '/nowhere.yaml'], 'cannot be read (ENOENT)'],
    [['create', '--file', 'x', '--name', 'y'], '--file and --name cannot be combined'],
    [['create', '--timeout', 'soon'], '--timeout must be a duration'],
    [['keys'], 'voice keys requires a subcommand: create, list, revoke'],
    [['keys', 'create'], '--owner and --scopes are required'],
    [
      ['keys', 'create', '--owner', 'a', '--scopes', 'read,root'],
      '--scopes must be one of read, write, admin',
    ],
    [['keys', 'create', '--owner', 'a:b', '--scopes', 'read'], 'an owner must consist of 1 to 64 letters'],
    [['create', '--label', 'a:1', '--label', 'a:2', ...required], '--label has two values for the key a'],
    [['import', 'x', '--family', 'qwen'], '--family and --scope are required'],
    [
      ['import', '--family', 'qwen', '--scope', 'mainland', '--name', 'n'],
      '--name requires exactly one PROVIDER_VOICE_ID',
    ],
    [
      ['admin'],
      'voice admin requires a subcommand: purge, reconcile, account, probe, redrive, restore-items, switch',
    ],
    [['admin', 'restore-items'], '--from TABLE is required'],
    [['admin', 'switch', 'creates'], 'usage: voice admin switch creates|deletes on|off'],
    [['admin', 'switch', 'create', 'off'], 'usage: voice admin switch'],
    [['admin', 'switch', 'deletes', 'maybe'], 'usage: voice admin switch'],
    [['admin', 'probe', '--scope', 'somewhere'], '--scope must be one of mainland, international'],
    [['admin', 'reconcile', '--confirm-missing', '10001'], 'a whole number from 1 to 10000'],
    [['admin', 'redrive', '--limit', '0'], '--limit must be a whole number'],
    [['watch', '--interval', '0'], '--interval must be a duration'],
    [['watch', '--timeout', '5w'], '--timeout must be a duration'],
  ])('%j is a one-line usage error', async (words, message) => {
    const environment = { VOICE_API_URL: 'http://127.0.0.1:9/v1', VOICE_API_KEY: 'vdk_x' };
    const { code, out, err } = await voice(words, { environment });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^voice: .+\n$/);
  });

  it.each([
    [{}, 'set VOICE_API_URL and VOICE_API_KEY, or start the local stack with npm start'],
    [{ VOICE_API_URL: 'https://api.example.com/v1' }, 'VOICE_API_URL is set but VOICE_API_KEY is not'],
    [{ VOICE_API_KEY: 'vdk_secret' }, 'VOICE_API_KEY is set but VOICE_API_URL is not'],
    [{ VOICE_API_URL: 'http://api.example.com', VOICE_API_KEY: 'vdk_secret' }, 'must use https'],
    [
      { VOICE_API_URL: 'https://api.example.com', VOICE_API_KEY: 'vdk_secret\n' },
      'a character that no API key has',
    ],
  ])('rejects the settings %j with an explanation', async (environment, message) => {
    const { code, err } = await voice(['list', '--state', missingFolder], { environment });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).not.toContain('secret');
  });
});

describe('a value that begins with a dash', () => {
  it.each([
    [['create', ...required.slice(1), '--family', '-x']],
    [['create', ...required.slice(1), '--family=-x']],
    [['list', '--label', '-key:value']],
    [['list', '--target-model', '--odd']],
  ])('is accepted in %j', async (words) => {
    const { code, err } = await voice(words, { environment: unavailable.environment });
    // The error of the API shows that the command line was accepted.
    expect([code, err]).toEqual([1, expect.stringMatching(/^voice: unavailable: /)]);
  });
});

it.each([[['list']], [['keys', 'list']]])(
  '%j reports a damaged note of the local stack in one line',
  async (words) => {
    const state = mkdtempSync(join(tmpdir(), 'damaged-note-'));
    const stackFile = join(state, 'stack.json');
    writeFileSync(stackFile, '{"pid":');
    const { code, out, err } = await voice([...words, '--state', state]);
    expect([code, out, readFileSync(stackFile, 'utf8')]).toEqual([2, '', '{"pid":']);
    expect(err).toMatch(/stack\.json is damaged\. Run npm start to replace it\. No data is lost\.\n$/);
    expect(err).not.toMatch(/\n +at /);
    rmSync(state, { recursive: true });
  },
);

it('prints its version', async () => {
  expect(await voice(['--version'])).toEqual({ code: 0, out: `voice ${packageJson.version}\n`, err: '' });
});

it('shows the idempotency key to repeat a create request whose outcome is unknown', async () => {
  const { environment } = unavailable;
  const { code, err } = await voice(['create', ...required], { environment });
  expect(code).toBe(1);
  expect(err).toMatch(
    /^voice: unavailable: .+\nrequest r-1\nRepeat the command with --idempotency-key [0-9a-f-]{36}\. No accepted request is created twice\.\n$/,
  );
  const repeated = await voice(['create', ...required, '--idempotency-key', 'book-7'], { environment });
  expect(repeated.err).toContain('--idempotency-key book-7.');
});

describe('a request file', () => {
  const environment = { VOICE_API_URL: 'http://127.0.0.1:9/v1', VOICE_API_KEY: 'vdk_x' };
  it.each([
    ['- family: [', /line 1, column \d+: /],
    ['{"family": "qwen"', /line 1, column \d+: /],
    ['family: a\nfamily: b', /line 2, column 1: Map keys must be unique/],
    ['', /standard input is empty/],
    ['[]', /contains no request/],
    ['just text', /request 1 is not a mapping/],
    ['- family: qwen\n- 7', /request 2 is not a mapping/],
    ['a: *nothing', /aliases cannot be resolved|Unresolved alias/],
  ])('is rejected before any request is sent: %j', async (stdin, message) => {
    const { code, err } = await voice(['create', '--file', '-'], { stdin, environment });
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(err).toMatch(/^voice: .+\n$/);
  });
});
