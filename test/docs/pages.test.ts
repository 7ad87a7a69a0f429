import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as client from '../../client/index.ts';
import { surprisesIn, unreadableAnswer } from '../../lambdas/create-voice/answer-warnings.ts';
import { otherAccountCode } from '../../lambdas/reconcile-list/survey-records.ts';
import { keyScopes, problems, reasonCodes, statuses } from '../../lambdas/shared/contract.ts';
import {
  DashScopeUnreadableAnswerError,
  type VoiceMade,
  warningsAbout,
} from '../../lambdas/shared/dashscope/index.ts';
import { errorResponse } from '../../lambdas/shared/http/error-map.ts';
import { log } from '../../lambdas/shared/platform/log.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import { parseConfig } from '../../lib/settings/config.ts';
import { settingNames } from '../../lib/settings/schema.ts';
import { mutants } from '../mutants/mutants.ts';
import { requestedVoice } from '../support/voices.ts';
import { codeBlocks, pages } from './support/code-blocks.ts';
import { anchorsOf, namesIn, rowsOf, sectionOf } from './support/markdown.ts';

/** Names in the first cells of the tables of a section. */
const explained = (page: string, heading: string): readonly string[] =>
  rowsOf(sectionOf(page, heading)).flatMap(([cell]) => namesIn(cell));

describe('docs/operations.md', () => {
  it('explains every reason code', () => {
    expect([...explained('docs/operations.md', 'Reasons')].sort()).toEqual([...reasonCodes].sort());
  });

  const qwen = { family: 'qwen', scope: 'international', targetModel: 'tomorrow' } as const;
  const made: VoiceMade = {
    kind: 'made',
    providerVoiceId: 'x',
    isIdDocumented: false,
    targetModel: 'other',
    preview: { kind: 'invalid', reason: 'missing' },
    requestId: null,
    usageCount: null,
  };
  const unclear = { certainlyNotDone: false, retryable: false, httpStatus: 405 };
  const warnings = [
    ...['2026-10-09', '2026-10-10'].flatMap((date) => warningsAbout(qwen, new Date(date))),
    ...surprisesIn(made, requestedVoice()),
    unreadableAnswer(new DashScopeUnreadableAnswerError('unclear', unclear)),
    { code: otherAccountCode },
  ];
  it('explains every warning', () => {
    const codes = new Set(warnings.flatMap((warning) => warning?.code ?? []));
    expect([...explained('docs/operations.md', 'Warnings')].sort()).toEqual([...codes].sort());
  });

  const sections = sectionOf('docs/operations.md', 'Alarms').split(/^### /m).slice(1);
  const alarms = sections.map((text) => ({ name: text.split('\n')[0], text }));
  it.each(alarms)('gives description, investigation and resolution of $name', ({ text }) => {
    expect(text.match(/^\*\*\w+\.\*\*/gm)).toEqual([
      '**Description.**',
      '**Investigation.**',
      '**Resolution.**',
    ]);
  });
});

describe('docs/deploying.md', () => {
  const page = 'docs/deploying.md';
  const [settings = ''] = sectionOf(page, 'Settings').split('\n### ');
  const rows = [...rowsOf(settings), ...rowsOf(sectionOf(page, 'The timers of a create'))];

  it('explains every setting and timer once', () => {
    const timers = Object.keys(parseConfig({}).createTimers);
    expect(rows.flatMap(([cell]) => namesIn(cell)).sort()).toEqual([...settingNames, ...timers].sort());
  });

  const documented = rows.flatMap(([cell, value = '']) => {
    const [name = ''] = namesIn(cell);
    const text = value.replaceAll('`', '');
    return /^(\d+|".*"|\[[^\]]*\]|true|false)$/.test(text)
      ? [{ name, value: JSON.parse(text) as unknown }]
      : [];
  });
  it.each(documented)('states the default of $name', ({ name, value }) => {
    const isTimer = !settingNames.includes(name);
    expect(parseConfig(isTimer ? { createTimers: { [name]: value } } : { [name]: value })).toEqual(
      parseConfig({}),
    );
  });

  it('states a default for most settings', () => {
    expect(documented.length).toBeGreaterThan(20);
  });
});

const operation = z.looseObject({
  security: z.array(z.object({ key: z.array(z.string()) })),
  responses: z.record(z.string(), z.unknown()),
});
const openApi = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    components: z.object({
      schemas: z.object({
        Voice: z.object({ properties: z.record(z.string(), z.unknown()) }),
        VoiceRequest: z.object({
          properties: z.record(z.string(), z.unknown()),
          required: z.array(z.string()),
        }),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));

/** The calls of the OpenAPI document: key scope and success statuses by method and path. */
function callsOfApi(): Record<string, { readonly keyScope: string; readonly success: readonly string[] }> {
  const calls = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, value]) => {
      const { success, data } = operation.safeParse(value);
      if (!success) return [];
      const [security] = data.security;
      const keyScope = security === undefined ? 'none' : (security.key[0] ?? 'any');
      const statuses = Object.keys(data.responses).filter((status) => /^[23]/.test(status));
      return [[`${method.toUpperCase()} /v1${path}`, { keyScope, success: statuses }] as const];
    }),
  );
  return Object.fromEntries(calls);
}

describe('docs/http-api.md', () => {
  const page = 'docs/http-api.md';

  it('lists every call with its key scope and its success statuses', () => {
    const calls = new Map<string, { keyScope: string; success: string[] }>();
    for (const [call, keyScope = '', success = ''] of rowsOf(sectionOf(page, 'Calls'))) {
      const [name = ''] = (namesIn(call)[0] ?? '').split('?');
      const found = [...success.matchAll(/\b[23]\d\d\b/g)].map(([status]) => status);
      const before = calls.get(name);
      calls.set(name, {
        keyScope: before?.keyScope ?? keyScope.replaceAll('`', ''),
        success: [...new Set([...(before?.success ?? []), ...found])].sort(),
      });
    }
    expect(Object.fromEntries(calls)).toEqual(callsOfApi());
  });

  it('explains every field of a request and whether it is required', () => {
    const { properties, required } = openApi.components.schemas.VoiceRequest;
    const rows = rowsOf(sectionOf(page, 'Create a voice'));
    expect(rows.map(([cell]) => namesIn(cell)[0]).sort()).toEqual(Object.keys(properties).sort());
    const needed = rows.filter(([, isRequired]) => isRequired === 'yes').map(([cell]) => namesIn(cell)[0]);
    expect(needed.sort()).toEqual([...required].sort());
  });

  it('explains every status and every key scope', () => {
    expect([...explained(page, 'Wait for the voice')].sort()).toEqual([...statuses].sort());
    expect([...explained(page, 'Keys')].sort()).toEqual([...keyScopes].sort());
  });

  it('lists every problem code with its status', () => {
    const rows = rowsOf(sectionOf(page, 'Problems')).map(([status, code]) => [
      namesIn(code)[0],
      Number(status),
    ]);
    const all = Object.entries(problems);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(all.map(([code, { status }]) => [code, status])),
    );
  });

  it('shows a problem document that the API returns', () => {
    const [example = ''] = codeBlocks(page)
      .map(({ text }) => text)
      .filter((text) => text.includes('"type": "urn:'));
    const issues = [{ pointer: '/previewText', code: 'required', detail: 'is missing' }] as const;
    const error = new ApiError({ code: 'invalid_request', issues });
    const { requestId } = z.object({ requestId: z.string() }).parse(JSON.parse(example));
    expect(JSON.parse(example)).toEqual(JSON.parse(errorResponse(error, requestId, log).body));
  });
});

it('docs/guarantees.md states the number of mutants', () => {
  const [, count] = /removes (\d+) safety checks/.exec(readFileSync('docs/guarantees.md', 'utf8')) ?? [];
  expect(Number(count)).toBe(mutants.length);
});

it('docs/typescript-client.md lists every error and every method of the client', () => {
  const page = 'docs/typescript-client.md';
  const errors = Object.keys(client).filter((name) => name.endsWith('Error'));
  expect([...explained(page, 'Errors')].sort()).toEqual(errors.sort());
  const methods = Object.getOwnPropertyNames(client.VoiceClient.prototype).filter(
    (name) => name !== 'constructor',
  );
  expect([...explained(page, 'Methods')].sort()).toEqual(
    [...methods, 'aliases', 'auditions', 'deployment', 'provider'].sort(),
  );
});

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(
      ([, file = '', anchor]) => ({ page, target: file === '' ? page : join(dirname(page), file), anchor }),
    ),
  );

  it('lead to files and headings that exist', () => {
    const broken = links.filter(
      ({ target, anchor }) =>
        !existsSync(target) ||
        (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('reach every page from README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) for (const link of links) if (link.page === page) reached.add(link.target);
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('pages', () => {
  it.each(pages)('%s has no table with two equal rows', (page) => {
    const tables = readFileSync(page, 'utf8').match(/(?:^\|.*\n)+/gm) ?? [];
    const repeated = tables.flatMap((table) => {
      const [, , ...rows] = table.trim().split('\n');
      return rows.filter((row, index) => rows.indexOf(row) !== index);
    });
    expect(repeated).toEqual([]);
  });

  it('docs/decisions.md numbers the decisions from 1', () => {
    const decisions = [...readFileSync('docs/decisions.md', 'utf8').matchAll(/^(\d+)\. \*\*/gm)];
    expect(decisions.length).toBeGreaterThan(50);
    expect(decisions.map(([, number]) => Number(number))).toEqual(decisions.map((_, index) => index + 1));
  });
});
