import { beforeAll, describe, expect, it } from '@jest/globals';
import { type MeasuredHang, measureHang } from './benchmarks/scale/hang.ts';

/** The section "DashScope hangs" of docs/scale.md, with small numbers. */
describe('an hour in which DashScope accepts connections and answers nothing', () => {
  const requests = 20;
  const options = { requests, apartSeconds: 1, hangSeconds: 3_600, accountConcurrency: 10 } as const;
  let unreserved: MeasuredHang;
  let reserved: MeasuredHang;
  beforeAll(async () => {
    unreserved = await measureHang({ ...options, createConcurrency: null });
    reserved = await measureHang({ ...options, createConcurrency: 4 });
  });

  it('loses and doubles no voice', () => {
    expect([unreserved.violations, reserved.violations]).toEqual([[], []]);
  });

  it('ends each request as OK or FAILED', () => {
    for (const { records } of [unreserved, reserved])
      expect((records.OK ?? 0) + (records.FAILED ?? 0)).toBe(requests + 1);
  });

  it('occupies all functions of the account, so that the API refuses calls', () => {
    expect(unreserved.functions).toBe(options.accountConcurrency);
    expect(unreserved.apiRefused).toBeGreaterThan(0);
  });

  it('leaves the API the rest of the functions if creates have a reserve', () => {
    expect(reserved.apiRefused).toBe(0);
    expect(reserved.throttledPeriods).toBeGreaterThanOrEqual(3);
  });

  it('fails fewer requests if creates have a reserve, because they wait', () => {
    expect(reserved.records.FAILED ?? 0).toBeLessThan(unreserved.records.FAILED ?? 0);
  });
});
