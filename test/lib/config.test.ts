import { describe, expect, it } from '@jest/globals';
import { maxCreateQueueSeconds } from '../../lambdas/shared/dashscope/families.ts';
import { GATEWAY_SECONDS, LONGEST_GATEWAY_SECONDS } from '../../lambdas/shared/dashscope/index.ts';
import { horizonSecondsOf } from '../../lambdas/shared/voice/find-by-name.ts';
import {
  ConfigurationError,
  createSeconds,
  longestScanSeconds,
  parseConfig,
} from '../../lib/settings/config.ts';
import { maxPolls } from '../../lib/settings/conflicts.ts';
import { horizonAt, longestProviderSeconds } from '../../lib/settings/create-timers.ts';
import { settingNames } from '../../lib/settings/schema.ts';
import fc from '../support/fast-check.ts';

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfig(undefined)).toMatchObject({
      scopes: ['mainland'],
      enabledFamilies: { mainland: ['cosyvoice', 'qwen'] },
      review: { firstWaitSeconds: 5, maxWaitSeconds: 120, deadlineSeconds: 86_400, timeScale: 1 },
      idempotencySeconds: 86_400,
      previewUrlSeconds: 300,
      recordRetentionSeconds: 31_536_000,
      purgeEverySeconds: 3_600,
      removalPolicy: 'retain',
    });
  });

  it('accepts a duration in the unit of its name, or in seconds', () => {
    expect(parseConfig({ reviewDeadlineHours: 2 }).review.deadlineSeconds).toBe(7_200);
    expect(parseConfig({ reviewDeadlineHours: { seconds: 90 } }).review.deadlineSeconds).toBe(90);
  });

  it('has a shorter guaranteed grace period only if it is set', () => {
    const graceOf = (value: unknown) => parseConfig(value).grace;
    expect(graceOf({})).toMatchObject({ deletedSeconds: 604_800, restorableSeconds: 604_800 });
    expect(graceOf({ deletedGraceMinHours: 6, timeScale: 60 })).toMatchObject({
      deletedSeconds: 10_080,
      restorableSeconds: 360,
    });
    expect(graceOf({ deletedGraceMinHours: 168 })).toMatchObject({ restorableSeconds: 604_800 });
  });

  it('divides the deadline of a review by the time scale, but not its waits', () => {
    const { review } = parseConfig({ timeScale: 60 });
    expect(review).toEqual({
      firstWaitSeconds: 5,
      maxWaitSeconds: 120,
      deadlineSeconds: 1_440,
      timeScale: 60,
    });
  });

  it('has ascending time-outs of a create, and accepts short ones for a short provider time-out', () => {
    const { horizon, createTimers } = parseConfig({});
    const { answerSeconds, totalSeconds, functionSeconds, stateSeconds, providerSeconds } = createTimers;
    const shortest = horizonAt(providerSeconds, createTimers, horizon);
    const nested = [answerSeconds, totalSeconds, functionSeconds, stateSeconds, shortest];
    expect(nested).toEqual(nested.toSorted((a, b) => a - b));
    const short = {
      answerSeconds: 3,
      totalSeconds: 4,
      functionSeconds: 5,
      stateSeconds: 8,
      providerSeconds: 3,
    };
    expect(() => parseConfig({ createTimers: short })).not.toThrow();
  });

  it.each([
    [{}, { loopback: 780, shared: 1_080, trial: 1_080, workspace: 4_080, allowed: 4_080 }],
    [
      { horizonSeconds: 780 },
      { loopback: 780, shared: 1_080, trial: 1_080, workspace: 4_080, allowed: 4_080 },
    ],
    [
      { horizonSeconds: 2_000 },
      { loopback: 2_000, shared: 2_000, trial: 2_000, workspace: 4_080, allowed: 4_080 },
    ],
    [{ timeScale: 60 }, { loopback: 662, shared: 962, trial: 962, workspace: 3_962, allowed: 3_962 }],
    [
      { horizonSeconds: 7_200, timeScale: 10 },
      { loopback: 720, shared: 972, trial: 972, workspace: 3_972, allowed: 3_972 },
    ],
  ])('derives the horizon from the host kind, with %j', (settings, seconds) => {
    const { horizon, createTimers } = parseConfig(settings);
    const { functionSeconds, providerSeconds } = createTimers;
    const timeOf: Readonly<Record<string, number>> = { ...GATEWAY_SECONDS, allowed: LONGEST_GATEWAY_SECONDS };
    for (const [kind, expected] of Object.entries(seconds)) {
      const time = timeOf[kind] ?? providerSeconds;
      expect([kind, horizonAt(time, createTimers, horizon)]).toEqual([kind, expected]);
      expect([kind, horizonSecondsOf({ providerSeconds: time }, { functionSeconds, ...horizon })]).toEqual([
        kind,
        expected,
      ]);
    }
  });

  it('gives an execution enough time for the slowest host', () => {
    expect(longestProviderSeconds).toBe(LONGEST_GATEWAY_SECONDS);
    const qwenQueue = 834;
    expect(createSeconds(parseConfig({}))).toBe(2 * (4_080 + 2_400) + 3_600 + qwenQueue);
    expect(createSeconds(parseConfig({ horizonSeconds: 9_000 }))).toBe(
      2 * (9_000 + 2_400) + 3_600 + qwenQueue,
    );
    const shared = { offered: { mainland: ['cosyvoice'] }, providerShare: 0.1 };
    expect(createSeconds(parseConfig(shared))).toBe(2 * (4_080 + 2_400) + 3_600 + 2_500);
  });

  it('divides the waits of reconciliation, but not the time-out of a function', () => {
    expect(parseConfig({ timeScale: 60 }).reconciliation).toEqual({
      claimSeconds: 420,
      missingSeconds: 10,
      orphanSeconds: 60,
      stalledSeconds: 5,
      pendingSeconds: 5,
    });
  });

  it('lets a larger account raise the places of CosyVoice, and reads its whole list in time', () => {
    const config = parseConfig({ voicePlaces: 7_000 });
    expect(longestScanSeconds(config)).toBe(351);
    const qwen = maxCreateQueueSeconds('qwen', 1, 1_000);
    const cosyvoice = maxCreateQueueSeconds('cosyvoice', 1, 7_000);
    expect(createSeconds(config) - createSeconds(parseConfig({}))).toBe(cosyvoice - qwen);
    const slower = { functionSeconds: 540, stateSeconds: 600 };
    expect(longestScanSeconds(parseConfig({ voicePlaces: 10_000, createTimers: slower }))).toBe(501);
  });

  it.each([
    [{ pollFirstSecond: 5 }, /^voiceDesign\.pollFirstSecond: it is not a setting$/],
    [{ scopes: [] }, /voiceDesign\.scopes/],
    [
      { scopes: ['moon'] },
      /^voiceDesign\.scopes\[0\]: "moon" is not allowed; it must be one of "mainland", "international"$/,
    ],
    [{ scopes: ['mainland', 'mainland'] }, /contains a scope twice/],
    [
      { scopes: ['international'], offered: { mainland: ['qwen'] } },
      /lists no families for the configured scope international/,
    ],
    [
      { apiRequestsPerSecond: 0 },
      /^voiceDesign\.apiRequestsPerSecond: 0 is not allowed; it must be at least 1$/,
    ],
    [{ providerShare: 0 }, /^voiceDesign\.providerShare: 0 is not allowed; it must be more than 0$/],
    [{ providerShare: 1.5 }, /^voiceDesign\.providerShare: 1.5 is not allowed; it must be at most 1$/],
    [
      { providerShare: 0.1 },
      /^voiceDesign\.providerShare: 0.1 of the 3 calls per second of qwen is too small .*; it must be at least 0.2$/,
    ],
    [
      { providerShare: 0.03, offered: { mainland: ['cosyvoice'] } },
      /^voiceDesign\.providerShare: 0.03 of the 10 calls per second of cosyvoice .* must be at least 0.06$/,
    ],
    [{ voicePlaces: 0 }, /^voiceDesign\.voicePlaces: 0 is not allowed; it must be more than 0$/],
    [{ voicePlaces: 10_001 }, /^voiceDesign\.voicePlaces: 10001 is not allowed; it must be at most 10000$/],
    [
      { voicePlaces: 1_001, offered: { mainland: ['qwen'] } },
      /^voiceDesign\.voicePlaces: 1001 is more than a list of qwen can show; it must be at most 1000$/,
    ],
    [
      { voicePlaces: 10_000 },
      /^voiceDesign\.voicePlaces: a list of 10000 voices of cosyvoice cannot be read within 360 s; it must be at most 7190, or createTimers.functionSeconds longer$/,
    ],
    [
      { voicePlaces: 7_000, providerShare: 0.39 },
      /^voiceDesign\.providerShare: 0.39 of the 10 .* of cosyvoice is too small to read a list of 7000 voices within 360 s; it must be at least 0.4$/,
    ],
    [{ ns: 'VD' }, /voiceDesign\.ns.*two characters/],
    [{ pollFirstSeconds: 200 }, /200 is longer than pollMaxSeconds, 120/],
    [{ pollFirstSeconds: 1e-12 }, /pollFirstSeconds: must be a whole number of seconds/],
    [{ pollFirstSeconds: Number.MIN_VALUE }, /pollFirstSeconds: must be a whole number of seconds/],
    [{ pollFirstSeconds: 1.5 }, /pollFirstSeconds: must be a whole number of seconds/],
    [
      { pollFirstSeconds: '5' },
      /^voiceDesign\.pollFirstSeconds: "5" is not allowed; it must be a positive number, or \{ "seconds": a positive number \}$/,
    ],
    [{ pollFirstSeconds: { second: 5 } }, /pollFirstSeconds: \{"second":5\} is not allowed/],
    [
      { deletedGraceMinHours: 169 },
      /deletedGraceMinHours: 608400 s is longer than deletedGraceDays, 604800 s$/,
    ],
    [{ deletedGraceMinHours: 0 }, /deletedGraceMinHours: 0 is not allowed/],
    [{ timeScale: 0.5 }, /timeScale: 0\.5 is not allowed; it must be at least 1$/],
    [{ maxCreateAttempts: 1.5 }, /maxCreateAttempts: 1\.5 is not allowed; it must be a whole number$/],
    [{ offered: { moon: ['qwen'] } }, /voiceDesign\.offered\.moon/],
    [{ offered: { mainland: ['all'] } }, /offered\.mainland\[0\]: "all" is not allowed; it must be one of/],
    [{ pollMaxSeconds: 30 }, /86400 s with waits of 5 to 30 s needs 2882 polls; at most 2000/],
    [{ reviewDeadlineHours: 0 }, /reviewDeadlineHours/],
    [{ previewUrlSeconds: 3_601 }, /previewUrlSeconds: must be at most 3600/],
    [
      { deletionProtection: true, removalPolicy: 'destroy' },
      /deletionProtection: prevents removalPolicy "destroy"/,
    ],
    [
      { horizonSeconds: 600 },
      /horizonSeconds: 600 is shorter than .*, 360 s of the function and 300 s of the/,
    ],
    [
      { createTimers: { totalSeconds: 300 } },
      /createTimers\.totalSeconds: 300 must be longer than answerSeconds, 305/,
    ],
    [
      { createTimers: { functionSeconds: 340 } },
      /createTimers\.functionSeconds: 340 must be longer than totalSeconds/,
    ],
    [
      { createTimers: { stateSeconds: 360 } },
      /createTimers\.stateSeconds: 360 must be longer than functionSeconds/,
    ],
    [{ createTimers: { stateSeconds: 800 } }, /stateSeconds: 800 must be shorter than the horizon, 780/],
    [{ createTimers: { functionSeconds: 901 } }, /createTimers\.functionSeconds/],
    [{ createTimers: { connectSeconds: 1 } }, /connectSeconds/],
    [{ idempotencyHours: { seconds: 5 } }, /idempotencyHours: must be at least one minute/],
    [{ purgeEveryMinutes: 1.5 }, /purgeEveryMinutes: must be a whole number of minutes/],
    [{ purgeEveryMinutes: { seconds: 30 } }, /purgeEveryMinutes/],
    [{ reconcileEveryMinutes: 0.5 }, /reconcileEveryMinutes: must be a whole number of minutes/],
    [{ reconcileEveryMinutes: 420 }, /reconcileEveryMinutes: must be at most 360/],
    [{ recordRetentionDays: { seconds: 60 } }, /recordRetentionDays: must be at least one day/],
    [{ removalPolicy: 'delete' }, /removalPolicy/],
    [{ alarmEmail: 'ops' }, /alarmEmail: "ops" is not allowed; it must be an e-mail address$/],
    ...[
      'pager',
      'arn:aws:sqs:eu-west-1:111122223333:pager',
      'arn:aws:sns:eu-west-1:111122223333:a.fifo',
      'arn:aws:sns:eu-west-1:111122223333:pager:0b1c',
      'arn:aws:sns:eu-west-1:1111:pager',
    ].map((alarmTopicArn): [object, RegExp] => [
      { alarmTopicArn },
      /alarmTopicArn: "[^"]+" is not allowed; it must be the ARN of a standard SNS topic$/,
    ]),
    [{ logRetentionDays: 31 }, /logRetentionDays: 31 is not allowed; it must be one of 1, 7, 30, 90, 365$/],
    [
      { allowedHosts: ['https://proxy.example'] },
      /allowedHosts\[0\]: .* a host name, or a host name and a port/,
    ],
    [{ allowedHosts: ['proxy.example:70000'] }, /allowedHosts\[0\]/],
    [{ allowedHosts: ['user@proxy.example'] }, /allowedHosts\[0\]/],
    [['mainland'], /^voiceDesign: \["mainland"\] is not allowed; it must be an object$/],
    ['mainland', /^voiceDesign: it must be a JSON object, but the given text is not valid JSON$/],
    ['{"scopes":["moon"]}', /voiceDesign\.scopes\[0\]: "moon" is not allowed/],
  ])('refuses %j with the name of the setting', (settings, message) => {
    expect(() => parseConfig(settings)).toThrow(ConfigurationError);
    expect(() => parseConfig(settings)).toThrow(message);
  });

  it.each([
    'arn:aws:sns:ap-southeast-1:111122223333:pager',
    'arn:aws-cn:sns:cn-north-1:111122223333:on-call_1',
  ])('accepts the topic %s, also together with an address', (alarmTopicArn) => {
    expect(parseConfig({ alarmTopicArn, alarmEmail: 'ops@example.com' })).toMatchObject({
      alarmTopicArn,
      alarmEmail: 'ops@example.com',
    });
  });

  it('accepts the settings as text, which the context option of the cdk command passes', () => {
    expect(parseConfig('{"scopes":["international"]}').scopes).toEqual(['international']);
  });

  it('accepts a host with a port, and removes the default port of https', () => {
    const { allowedHosts } = parseConfig({
      allowedHosts: ['Proxy.example:8443', 'proxy.example:443', '127.0.0.1', '[::1]:4110'],
    });
    expect(allowedHosts).toEqual(['proxy.example:8443', 'proxy.example', '127.0.0.1', '[::1]:4110']);
  });

  it('names the setting, the value and the allowed values in every error', () => {
    const odd = fc.oneof(
      fc.constantFrom(null, -1, 0, 1.5, '', 'x', true, [], {}, ['x'], { seconds: -1 }, 1e9),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), odd, (name, value) => {
        try {
          parseConfig({ [name]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          for (const line of String(error).replace('ConfigurationError: ', '').split('\n')) {
            expect(line).toMatch(/^voiceDesign\.\w+([.[].*)?: \S/);
            expect(line).not.toMatch(/Invalid|expected|undefined|\.$/);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names all invalid settings in one error', () => {
    const attempt = () => parseConfig({ scopes: ['mainland', 'mainland'], pollFirstSeconds: 300 });
    expect(attempt).toThrow(/contains a scope twice[\s\S]*longer than pollMaxSeconds/);
  });

  it('counts as many polls as a loop of waits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 90_000 }),
        (first, more, deadline) => {
          const schedule = {
            firstWaitSeconds: first,
            maxWaitSeconds: first + more,
            deadlineSeconds: deadline,
          };
          let elapsed = 0;
          let polls = 0;
          for (let wait = first; elapsed < deadline; wait = Math.min(wait * 2, first + more)) {
            elapsed += wait;
            polls += 1;
          }
          expect(maxPolls(schedule)).toBe(polls);
        },
      ),
    );
  });
});
