import { describe, expect, it } from '@jest/globals';
import { nameSpaceEnvironment, nameSpaceOf } from '../../../../lambdas/shared/voice/name-space.ts';

function deployed({
  region = 'us-east-1',
  account = '111111111111',
  uuid = 'a',
  path = 'App/Voices',
  ns = '',
}) {
  return nameSpaceOf({
    NAME_SPACE: nameSpaceEnvironment.NAME_SPACE.parse(ns),
    DEPLOYMENT_ID: `arn:aws:cloudformation:${region}:${account}:stack/App/${uuid}/${path}`,
  });
}

describe('the name space of a deployment', () => {
  it('is the setting if there is one', () => {
    expect(deployed({ ns: 'vd' })).toBe('vd');
    expect(() => deployed({ ns: 'VD' })).toThrow();
  });

  it('is derived from the stack without a setting, and does not change', () => {
    expect(deployed({})).toBe(deployed({}));
    expect(deployed({})).toMatch(/^[a-z][a-z0-9]$/);
  });

  it('differs by account, region, stack and construct', () => {
    const others = [
      deployed({ region: 'eu-central-1' }),
      deployed({ account: '222222222222' }),
      deployed({ uuid: 'b' }),
      deployed({ path: 'App/Other' }),
    ];
    expect(others).not.toContain(deployed({}));
  });

  it('distributes deployments evenly over 540 values', () => {
    const all = Array.from({ length: 5_400 }, (_, index) => deployed({ uuid: String(index) }));
    expect(new Set(all).size).toBeGreaterThan(520);
    for (const name of all) expect(name).toMatch(/^[b-z][b-z2-8]$/);
  });
});
