import type { VoiceClient } from '../../client/index.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { dryRunLines } from '../output/dry-run-text.ts';
import type { Terminal } from '../output/terminal.ts';
import { submitRequests } from './submit-requests.ts';

/** Checks requests without making them, and prints the results in the order of the requests. */
export async function checkRequests(
  client: VoiceClient,
  requests: readonly object[],
  { fromFile, json }: { readonly fromFile: boolean; readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const submissions = await submitRequests(requests, (request) => client.dryRunUnchecked(request), terminal);
  const results = submissions.map((each) =>
    'result' in each ? each.result : { valid: false, problem: each.problem.problem },
  );
  if (json) terminal.printJson(fromFile ? results : results[0]);
  else {
    for (const [i, result] of results.entries()) {
      const title = fromFile ? `request ${i + 1}  ` : '';
      terminal.printLines('problem' in result ? [`${title}refused`] : dryRunLines(terminal, title, result));
    }
  }
  return results.every(({ valid }) => valid) ? exitCodes.success : exitCodes.refused;
}
