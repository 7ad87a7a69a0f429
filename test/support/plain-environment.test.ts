import { isContext } from 'node:vm';
import { expect, it } from '@jest/globals';

it('reads of globals call no proxy', () => {
  expect(isContext(globalThis)).toBe(true);
});
