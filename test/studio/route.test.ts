import { describe, expect, it } from '@jest/globals';
import { link, matchPath, parseRoute } from '../../studio/core/route.ts';
import fc from '../support/fast-check.ts';

describe('an address of the studio', () => {
  it.each(['', '#', '#/', '#voices', '#key=vdk_x', '#//'])('%j is the start page', (hash) => {
    expect(matchPath('/voices', parseRoute(hash).path)).toEqual(hash === '#//' ? null : {});
  });

  it('has a path and a query', () => {
    const { path, query } = parseRoute('#/voices/01J?status=OK&label=a%3Ab');
    expect([path, [...query]]).toEqual([
      '/voices/01J',
      [
        ['status', 'OK'],
        ['label', 'a:b'],
      ],
    ]);
  });

  it('leads back to the path and the query of its link, whatever they contain', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (id, value) => {
          fc.pre(id.isWellFormed() && value.isWellFormed());
          const { path, query } = parseRoute(
            link(`/voices/${encodeURIComponent(id)}`, { label: value, family: undefined }),
          );
          expect(matchPath('/voices/:voiceId', path)).toEqual({ voiceId: id });
          expect([...query]).toEqual([['label', value]]);
        },
      ),
    );
  });

  it('matches no pattern of another length, without a parameter, or with a broken escape', () => {
    for (const path of ['/voices', '/voices/', '/voices/a/b', '/aliases/a', '/voices/%E0%A4%A']) {
      expect(matchPath('/voices/:voiceId', path)).toBeNull();
    }
  });
});
