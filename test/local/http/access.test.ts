import { describe, expect, it } from '@jest/globals';
import { administrator } from '../../../local/core/principal.ts';
import { authorizationWith, identifyCaller, isLocalHost } from '../../../local/http/access.ts';

const id = 'LOCAL0123456789ABCDEF';
const port = 4101;
const host = `127.0.0.1:${port}`;
const authorization = authorizationWith(id);
const link = (accessKeyId: string) =>
  `/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${accessKeyId}%2F20261129%2Fus-east-1%2Fs3%2Faws4_request`;

describe('access to a local AWS port', () => {
  it.each([
    ['127.0.0.1:4101', true],
    ['localhost:4101', true],
    ['LOCALHOST:4101', true],
    ['[::1]:4101', true],
    ['127.0.0.1', false],
    ['127.0.0.1:4102', false],
    ['127.0.0.1.evil.example:4101', false],
    ['evil.example:4101', false],
    ['localhost.evil.example:4101', false],
    ['evil.example#127.0.0.1:4101', false],
    ['127.0.0.2:4101', false],
    ['0.0.0.0:4101', false],
    ['', false],
    [undefined, false],
  ])('accepts the host %s: %s', (sent, expected) => {
    expect(isLocalHost(sent, port)).toBe(expected);
  });

  it('accepts a host without a port on port 80', () => {
    expect([isLocalHost('localhost', 80), isLocalHost('localhost:80', 80)]).toEqual([true, true]);
  });

  it.each([
    ['an SDK', { host, authorization }, '/', undefined],
    [
      'an SDK that lists the parts in another order',
      { host, authorization: `AWS4-HMAC-SHA256 SignedHeaders=host, Credential=${id}/x` },
      '/',
      undefined,
    ],
    ['a signed link', { host }, link(id), undefined],
    ['a signed link in a browser’s address bar', { host, 'sec-fetch-site': 'none' }, link(id), undefined],
    ['a page opened from the API’s own port', { host, 'sec-fetch-site': 'same-site' }, link(id), undefined],
    ['no credentials', { host }, '/', 'noCredentials'],
    ['a bearer key', { host, authorization: `Bearer ${id}` }, '/', 'noCredentials'],
    ['another id', { host, authorization: authorizationWith('local') }, '/', 'unknownCredentials'],
    [
      'the beginning of the id',
      { host, authorization: authorizationWith(id.slice(0, -1)) },
      '/',
      'unknownCredentials',
    ],
    ['a link with another id', { host }, link('AKIAIOSFODNN7EXAMPLE'), 'unknownCredentials'],
    [
      'a valid link with a wrong header',
      { host, authorization: authorizationWith('local') },
      link(id),
      'unknownCredentials',
    ],
    ['a rebound host name', { host: 'evil.example:4101', authorization }, '/', 'foreignHost'],
    ['a page of another site', { host, authorization, origin: 'https://evil.example' }, '/', 'webPage'],
    ['a sandboxed page', { host, authorization, origin: 'null' }, '/', 'webPage'],
    [
      'a page of another local server',
      { host, authorization, origin: 'http://127.0.0.1:3000' },
      '/',
      'webPage',
    ],
    ['an image on a page of another site', { host, 'sec-fetch-site': 'cross-site' }, link(id), 'webPage'],
  ])('classifies %s', (_sender, headers, url, expected) => {
    const callerWith = (sent: string) => (sent === id ? administrator : undefined);
    expect(identifyCaller({ headers, url }, port, { callerWith })).toBe(expected ?? administrator);
  });
});
