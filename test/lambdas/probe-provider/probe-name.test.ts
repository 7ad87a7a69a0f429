import { expect, it } from '@jest/globals';
import {
  newProbeToken,
  probeOwner,
  readProbeOwner,
  readProbeToken,
} from '../../../lambdas/probe-provider/probe-name.ts';
import { FAMILY_ROWS } from '../../../lambdas/shared/dashscope/index.ts';
import {
  newNameToken,
  newVoiceId,
  providerName,
  readProviderName,
} from '../../../lambdas/shared/voice/ids.ts';
import { instant } from '../../support/voices.ts';

it('a probe’s name is valid, differs from voice names, and is recognized by its deployment only', () => {
  for (let n = 0; n < 200; n += 1) {
    const token = newProbeToken();
    const name = `vd${token}`;
    expect(name).toMatch(FAMILY_ROWS.cosyvoice.limits.namePattern);
    expect(name).toHaveLength(FAMILY_ROWS.cosyvoice.limits.nameMax);
    expect(readProviderName('vd', name)).toBeNull();
    expect(readProbeToken('vd', name)).toBe(token);
    expect(readProbeToken('bc', name)).toBeNull();
    expect(readProbeToken('vd', providerName('vd', newNameToken(), 1))).toBeNull();
  }
});

it('the owner of a probe’s token contains the start of the probe, unlike that of a voice', () => {
  expect(readProbeOwner(probeOwner(instant))).toEqual(instant);
  for (const other of [newVoiceId(instant), '', 'PROBE', 'PROBE soon'])
    expect(readProbeOwner(other)).toBeNull();
});
