import { describe, expect, it } from '@jest/globals';
import { readHealth } from '../../../cli/doctor/read-health.ts';
import { runDoctor } from '../../../cli/doctor/run-doctor.ts';
import { AwsCallError } from '../../../cli/errors/aws-call-error.ts';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { ApiFixture, apiKey, refuse } from './support.ts';

const api = ApiFixture.use();
const healthy = { status: 'ok', version: '1.0.0' };
/** Time limit of checks that do not reach it, on a loaded machine either. */
const checkMs = 600_000;
const now = new Date('2026-11-01T12:10:00Z');
const address = (url: string, deployment: Parameters<typeof runDoctor>[0]['deployment'] = null) =>
  runDoctor({ apiUrl: url, deployment, environment: {}, now: () => now, checkMs });

describe('voice doctor with an address only', () => {
  it('finds nothing, sends no key, and reports what was not checked', async () => {
    api.serve({ 'GET /v1/health': reply(200, healthy) });
    const environment = { VOICE_API_KEY: '' };
    const { code, out, err } = await api.call(['doctor', '--state', api.folder], { environment });
    expect([code, out]).toEqual([0, 'No problems found.\n']);
    expect(err).toBe('Only the address was checked. Name the stack with --stack NAME.\n');
    expect(api.server.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  const withKey = ['doctor', '--state'];
  it('checks the key of VOICE_API_KEY with one call, and prints no part of it', async () => {
    const health = { 'GET /v1/health': reply(200, healthy) };
    api.serve({ ...health, 'GET /v1/key': refuse('unauthenticated') });
    const { code, out, err } = await api.call([...withKey, api.folder]);
    expect([code, out]).toEqual([
      1,
      'api_key_rejected: The API rejects the key in VOICE_API_KEY; set it to a key that voice keys create prints.\n',
    ]);
    expect(err).toBe('Only the address and the API key were checked. Name the stack with --stack NAME.\n');
    expect(api.server.received.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      `Bearer ${apiKey}`,
    ]);
    api.serve({ ...health, 'GET /v1/key': reply(200, { owner: 'ann', keyId: 'k', scopes: ['read'] }) });
    expect((await api.call([...withKey, api.folder])).out).toBe('No problems found.\n');
  });

  it.each([
    ['a header cannot contain', 'vdk_ä\n', true],
    ['the API fails to check', apiKey, false],
  ])('reports a key that %s: %#', async (_, key, isRejected) => {
    api.serve({ 'GET /v1/health': reply(200, healthy), 'GET /v1/key': reply(503, {}) });
    const { out } = await api.call([...withKey, api.folder], { environment: { VOICE_API_KEY: key } });
    expect(out.startsWith(isRejected ? 'api_key_rejected: ' : 'No problems found.')).toBe(true);
  });

  it('sends the key to no address that is not an API, and not without VOICE_API_URL', async () => {
    api.serve({ 'GET /v1/health': reply(200, 'hello') });
    await api.call([...withKey, api.folder]);
    api.serve({ 'GET /v1/health': reply(200, healthy) });
    const environment = { VOICE_API_KEY: apiKey };
    const url = `${api.server.baseUrl}/v1`;
    await runDoctor({ apiUrl: url, deployment: null, environment, now: () => new Date(), checkMs });
    for (const { headers } of api.server.received) expect(headers.authorization).toBeUndefined();
  });

  it('prints code and sentence of each problem, and returns 1', async () => {
    api.serve({ 'GET /v1/health': reply(200, healthy) });
    const environment = { VOICE_API_URL: api.server.baseUrl };
    const text = await api.call(['doctor', '--state', api.folder], { environment });
    expect([text.code, text.out]).toEqual([
      1,
      expect.stringMatching(
        /^api_url_without_stage: The API address on 127\.0\.0\.1:\d+ lacks the stage; .*\n$/,
      ),
    ]);
    const json = await api.call(['doctor', '--state', api.folder, '--json'], { environment });
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      1,
      { issues: [{ code: 'api_url_without_stage' }] },
    ]);
  });

  it('compares the clock with the header Date', async () => {
    const date = new Date('2026-11-01T12:00:00Z').toUTCString();
    api.serve({ 'GET /v1/health': reply(200, healthy, { date }) });
    expect(await address(`${api.server.baseUrl}/v1`)).toEqual([
      {
        code: 'clock_off',
        message: expect.stringContaining('The clock of this machine is 10 minutes ahead of the deployment'),
      },
    ]);
  });

  it('reports an address that does not respond, and one of another service', async () => {
    expect(await address('http://127.0.0.1:1/v1')).toMatchObject([
      { code: 'api_unreachable', message: expect.stringContaining('does not respond') },
    ]);
    api.serve({ 'GET /v1/health': reply(200, 'hello') });
    expect(await address(`${api.server.baseUrl}/v1`)).toMatchObject([
      { code: 'api_unreachable', message: expect.stringContaining('is not the API') },
    ]);
  });

  it('refuses an address that is no URL', async () => {
    const { code, err } = await api.call(['doctor', '--state', api.folder], {
      environment: { VOICE_API_URL: 'not an address' },
    });
    expect([code, err]).toEqual([2, 'voice: VOICE_API_URL must be an address\n']);
  });

  it('reads a response without a usable date', async () => {
    api.serve({ 'GET /v1/health': reply(200, healthy, { date: 'yesterday' }) });
    expect(await readHealth(`${api.server.baseUrl}/v1/`, checkMs)).toEqual({ healthy: true, date: null });
  });
});

describe('voice doctor with a stack', () => {
  it('reports checks that fail, without the others', async () => {
    const unreachable = {
      name: 'the stack VoiceDesign',
      outputs: { VoicesTableName: 'voices', AlarmTopicArns: 'none' },
      stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/VoiceDesign/1',
      output: () => 'voices',
      clientConfig: () => {
        throw new AwsCallError('notAuthorized', 'access to the keys failed with AccessDenied', null);
      },
    };
    api.serve({ 'GET /v1/health': reply(200, healthy) });
    expect(await address(`${api.server.baseUrl}/v1`, unreachable)).toEqual([
      { code: 'outputs_missing', message: expect.stringContaining('lack the ApiUrl, DeadLetterQueueUrls') },
      { code: 'alarms_unheard', message: expect.stringContaining('set alarmEmail or alarmTopicArn') },
      {
        code: 'check_failed',
        message:
          'The check of the API keys failed (access to the keys failed with AccessDenied); its result is not known.',
      },
    ]);
  });
});
