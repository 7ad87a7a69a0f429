import { randomUUID } from 'node:crypto';
import { exitCodeOfResult, waitForCandidates } from '../../auditions/wait-for-candidates.ts';
import { defineCommand, type Input } from '../../core/define-command.ts';
import { parseDuration, parseWholeNumber } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { createFailure } from '../../errors/unknown-outcome-error.ts';
import { auditionDetails } from '../../output/audition-text.ts';
import { dryRunLines } from '../../output/dry-run-text.ts';
import { requestFromOptions, requestOptions } from '../../voices/request-options.ts';

const options = {
  ...requestOptions,
  candidates: { type: 'string', value: 'N', description: 'number of voices, 2 to 10 (default: 3)' },
  'keep-hours': {
    type: 'string',
    value: 'N',
    description: 'hours until the audition lapses without a choice, 1 to 720 (default: 72)',
  },
  alias: {
    type: 'string',
    value: 'ALIAS',
    description: 'alias that a choice points at the chosen voice',
  },
  'idempotency-key': {
    type: 'string',
    value: 'KEY',
    description: 'requests with the same key create one audition within 24 h (default: a random key)',
  },
  'dry-run': {
    type: 'boolean',
    description: 'check the request and show warnings, advice, cost and free places; create nothing',
  },
  'no-wait': { type: 'boolean', description: 'return as soon as the request is accepted' },
  timeout: {
    type: 'string',
    value: 'TIME',
    description: 'stop waiting after this time, such as 90s, 10m or 2h (default: 30m)',
  },
  ...jsonOption,
  ...connectionOptions,
} as const;

export const createAuditionCommand = defineCommand(
  {
    name: 'audition create',
    summary: 'requests several voices of one description and waits until they are settled',
    usage: ['--family FAMILY --target-model MODEL --voice-prompt TEXT --preview-text TEXT [options]'],
    details: [
      'Listen to the candidates with voice preview, then keep one with voice audition choose.',
      'Ctrl-C stops the command but not the creation of the voices; voice audition get shows them.',
    ],
    options,
    examples: [
      {
        command:
          "voice audition create --family cosyvoice --target-model cosyvoice-v3.5-plus --voice-prompt 'A warm, unhurried woman in her forties' --preview-text 'Good evening. The ferry leaves at nine.'",
        description: 'creates three candidates, and lists them once they are settled',
      },
      {
        command:
          "voice audition create --family cosyvoice --target-model cosyvoice-v3.5-plus --voice-prompt 'A warm, unhurried woman in her forties' --preview-text 'Good evening. The ferry leaves at nine.' --alias narrator",
        description: 'creates three candidates; the chosen one becomes the voice of the alias narrator',
      },
      {
        command:
          "voice audition create --family cosyvoice --target-model cosyvoice-v3.5-plus --voice-prompt 'A warm, unhurried woman in her forties' --preview-text 'Good evening. The ferry leaves at nine.' --candidates 5 --dry-run",
        description: 'shows the cost of five candidates and whether there are places for them',
      },
    ],
  },
  async ({ values }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const request = auditionRequest(values);
    const { auditions } = connect(terminal, values.state);
    if (values['dry-run']) {
      const result = await auditions.dryRunUnchecked(request);
      if (values.json) terminal.printJson(result);
      else terminal.printLines(dryRunLines(terminal, '', result));
      return result.valid ? exitCodes.success : exitCodes.refused;
    }
    const key = values['idempotency-key'] ?? randomUUID();
    const { audition } = await auditions
      .createUnchecked(request, { idempotencyKey: key })
      .catch((error: unknown) => {
        throw createFailure(error, key, false);
      });
    terminal.report(`${audition.auditionId}  accepted, ${audition.candidates.length} candidates`);
    const result = values['no-wait']
      ? { audition, timedOut: false }
      : await waitForCandidates(auditions, audition, timeoutMs, terminal);
    if (values.json) terminal.printJson(result.audition);
    else terminal.printLines(auditionDetails(terminal, result.audition));
    if (result.timedOut) terminal.report('Timed out while waiting. The workflows continue.');
    return values['no-wait'] ? exitCodes.success : exitCodeOfResult(result);
  },
);

function auditionRequest(values: Input<typeof options>['values']): object {
  const { candidates, alias } = values;
  const keepHours = values['keep-hours'];
  return {
    ...requestFromOptions(values),
    ...(candidates !== undefined && { candidates: parseWholeNumber('--candidates', candidates, 2, 10) }),
    ...(keepHours !== undefined && { keepHours: parseWholeNumber('--keep-hours', keepHours, 1, 720) }),
    ...(alias !== undefined && { alias }),
  };
}
