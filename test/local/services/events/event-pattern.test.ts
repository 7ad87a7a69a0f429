import { describe, expect, it } from '@jest/globals';
import {
  compileEventPattern,
  InvalidEventPatternError,
} from '../../../../local/services/events/event-pattern.ts';

/** The operators of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const vectors: [name: string, pattern: object, matching: object[], others: object[]][] = [
  [
    'an exact string',
    { state: ['running'] },
    [{ state: 'running' }],
    [{ state: 'Running' }, { state: 1 }, {}],
  ],
  ['one of several', { state: ['running', 'stopped'] }, [{ state: 'stopped' }], [{ state: 'pending' }]],
  ['and', { a: ['x'], b: [1] }, [{ a: 'x', b: 1, c: true }], [{ a: 'x', b: 2 }, { a: 'x' }]],
  ['null', { user: [null] }, [{ user: null }], [{}, { user: '' }, { user: 'null' }]],
  ['an empty string', { user: [''] }, [{ user: '' }], [{ user: null }, {}]],
  ['a number', { n: [300] }, [{ n: 300.0 }, { n: 3e2 }], [{ n: '300' }]],
  ['a boolean', { on: [true] }, [{ on: true }], [{ on: 'true' }, { on: false }]],
  [
    'nested',
    { detail: { voice: { status: ['OK'] } } },
    [{ detail: { voice: { status: 'OK' } } }],
    [{ detail: { status: 'OK' } }, { detail: 'OK' }],
  ],
  [
    'an array of the event',
    { tags: ['b'] },
    [{ tags: ['a', 'b'] }, { tags: 'b' }, { tags: [['b']] }],
    [{ tags: [] }, { tags: ['a'] }],
  ],
  [
    'an array of objects',
    { items: { id: [2] } },
    [{ items: [{ id: 1 }, { id: 2 }] }],
    [{ items: [{ id: 1 }] }],
  ],
  [
    'prefix',
    { time: [{ prefix: '2026-11' }] },
    [{ time: '2026-11-24' }],
    [{ time: '2026-12-24' }, { time: 2026 }],
  ],
  [
    'prefix ignoring case',
    { service: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
    [{ service: 'EVENTBRIDGE' }],
    [{ service: 'bridge' }],
  ],
  ['suffix', { file: [{ suffix: '.png' }] }, [{ file: 'a.png' }], [{ file: 'a.PNG' }]],
  [
    'suffix ignoring case',
    { file: [{ suffix: { 'equals-ignore-case': '.png' } }] },
    [{ file: 'a.PNG' }],
    [{ file: 'a.jpg' }],
  ],
  [
    'anything but a string',
    { state: [{ 'anything-but': 'init' }] },
    [{ state: 'run' }, { state: 1 }],
    [{ state: 'init' }, {}],
  ],
  [
    'anything but several',
    { state: [{ 'anything-but': ['a', 'b'] }] },
    [{ state: 'c' }],
    [{ state: 'a' }, { state: 'b' }],
  ],
  ['anything but numbers', { n: [{ 'anything-but': [100, 200] }] }, [{ n: 300 }, { n: '100' }], [{ n: 200 }]],
  [
    'anything but a prefix',
    { s: [{ 'anything-but': { prefix: 'init' } }] },
    [{ s: 'run' }],
    [{ s: 'initial' }],
  ],
  [
    'anything but prefixes',
    { s: [{ 'anything-but': { prefix: ['init', 'err'] } }] },
    [{ s: 'run' }],
    [{ s: 'error' }],
  ],
  [
    'anything but a suffix',
    { f: [{ 'anything-but': { suffix: '.txt' } }] },
    [{ f: 'a.wav' }],
    [{ f: 'a.txt' }],
  ],
  [
    'anything but suffixes',
    { f: [{ 'anything-but': { suffix: ['.txt', '.rtf'] } }] },
    [{ f: 'a.wav' }],
    [{ f: 'a.rtf' }],
  ],
  [
    'anything but ignoring case',
    { s: [{ 'anything-but': { 'equals-ignore-case': ['Init', 'Err'] } }] },
    [{ s: 'run' }],
    [{ s: 'INIT' }, { s: 'err' }],
  ],
  [
    'anything but wildcards',
    { p: [{ 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } }] },
    [{ p: 'a/src/b' }],
    [{ p: 'a/lib/b' }, { p: 'a/bin/b' }],
  ],
  ['numeric =', { n: [{ numeric: ['=', 5] }] }, [{ n: 5 }], [{ n: 5.1 }, { n: '5' }]],
  ['numeric range', { n: [{ numeric: ['>', 0, '<=', 5] }] }, [{ n: 0.1 }, { n: 5 }], [{ n: 0 }, { n: 5.1 }]],
  ['numeric lower bound', { n: [{ numeric: ['>=', -2] }] }, [{ n: -2 }], [{ n: -3 }]],
  ['cidr', { ip: [{ cidr: '10.0.0.0/24' }] }, [{ ip: '10.0.0.255' }], [{ ip: '10.0.1.0' }, { ip: 'x' }]],
  [
    'cidr of IPv6',
    { ip: [{ cidr: '2001:db8::/32' }] },
    [{ ip: '2001:db8::1' }],
    [{ ip: '2001:db9::1' }, { ip: '10.0.0.1' }],
  ],
  [
    'exists',
    { user: [{ exists: true }] },
    [{ user: null }, { user: 'x' }, { user: [0] }],
    [{}, { user: {} }],
  ],
  ['exists not', { user: [{ exists: false }] }, [{}, { other: 1 }], [{ user: 'x' }]],
  [
    'exists not, below a missing field',
    { detail: { user: [{ exists: false }] } },
    [{}, { detail: {} }],
    [{ detail: { user: 1 } }],
  ],
  [
    'equals ignoring case',
    { s: [{ 'equals-ignore-case': 'alice-bob' }] },
    [{ s: 'ALICE-Bob' }],
    [{ s: 'alice' }],
  ],
  [
    'wildcard',
    { path: [{ wildcard: 'dir/*.png' }] },
    [{ path: 'dir/a/b.png' }, { path: 'dir/.png' }],
    [{ path: 'dir/a.jpg' }, { path: 'xdir/a.png' }],
  ],
  [
    'an escaped star in a wildcard',
    { path: [{ wildcard: 'a\\*b.(c)*' }] },
    [{ path: 'a*b.(c)d' }],
    [{ path: 'axb.(c)' }, { path: 'a*bx(c)' }],
  ],
  [
    '$or',
    { source: ['s'], $or: [{ a: [1] }, { b: [2] }] },
    [
      { source: 's', a: 1 },
      { source: 's', b: 2 },
    ],
    [{ source: 's', a: 2 }, { a: 1 }],
  ],
  [
    'a nested $or',
    { detail: { $or: [{ a: [1] }, { b: [{ exists: false }] }] } },
    [{ detail: { a: 1, b: 1 } }, { detail: {} }],
    [{ detail: { b: 1 } }],
  ],
  [
    'mixed',
    { s: ['x', { prefix: 'y' }, { 'anything-but': ['z', 'zz'] }] },
    [{ s: 'x' }, { s: 'yy' }, { s: 'q' }],
    [{ s: 'z' }],
  ],
  ['the name of an inherited member', { constructor: [{ exists: false }] }, [{}], [{ constructor: 'x' }]],
];

describe('an event pattern', () => {
  it.each(vectors)('matches by %s', (_name, pattern, matching, others) => {
    const matches = compileEventPattern(pattern);
    for (const event of matching)
      expect({ event, matches: matches(event) }).toEqual({ event, matches: true });
    for (const event of others) expect({ event, matches: matches(event) }).toEqual({ event, matches: false });
  });

  it.each([
    [[]],
    [{}],
    [{ source: 'text' }],
    [{ source: [] }],
    [{ source: [['nested']] }],
    [{ source: [{ regex: '.*' }] }],
    [{ source: [{ prefix: 1 }] }],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }],
    [{ source: [{ wildcard: 'a**' }] }],
    [{ source: [{ cidr: '10.0.0.0/33' }] }],
    [{ source: [{ exists: 'yes' }] }],
    [{ source: [{ 'anything-but': { numeric: ['>', 1] } }] }],
    [{ n: [{ numeric: ['>', 1, '>', 2] }] }],
    [{ n: [{ numeric: ['!', 1] }] }],
    [{ $or: [{ a: [1] }] }],
    [{ detail: {} }],
  ])('is refused: %j', (pattern) => {
    expect(() => compileEventPattern(pattern)).toThrow(InvalidEventPatternError);
  });
});
