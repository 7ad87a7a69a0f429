import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { parseConfig } from '../../lib/settings/config.ts';
import { deployedStack } from '../harness/deployed-stack.ts';
import { simulationSettings, workflowSettings } from '../support/deployments.ts';
import { ApiCalls } from './api-calls.ts';
import { deploymentOf, SimulatedAccount } from './simulated-account.ts';

/** Simulates the deletion of a voice. @returns the seconds from its deletion to its purgeAt */
async function secondsKept(settings: VoiceDesignSettings): Promise<number> {
  const account = new SimulatedAccount(1, deploymentOf(deployedStack(settings)), { calm: true });
  const { time, table, engine } = account;
  const api = new ApiCalls(account);
  return account.simulate(async () => {
    const deleted = (async () => {
      const voiceId = await api.requestOnce('key');
      await time.sleep(600_000);
      await api.delete(voiceId);
      return voiceId;
    })();
    await time.pass(time.now() + 3_600_000);
    const item = table.item({ voiceId: { S: await deleted } });
    engine.close();
    const { deletedAt, purgeAt } = unmarshall(Object(item));
    return (Date.parse(purgeAt) - Date.parse(deletedAt)) / 1_000;
  });
}

describe('a simulated deployment', () => {
  it('keeps a deleted voice for the default of the configuration in lib', async () => {
    expect(workflowSettings).not.toHaveProperty('deletedGraceDays');
    const { deletedSeconds } = parseConfig(workflowSettings).grace;
    expect(await secondsKept(workflowSettings)).toBe(deletedSeconds);
  });

  it('keeps a deleted voice for the time in its settings', async () => {
    expect(await secondsKept(simulationSettings)).toBe(1_800);
  });
});
