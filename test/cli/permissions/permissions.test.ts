import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CommandPermissions,
  commandPermissions,
  findStack,
  type Permission,
} from '../../../cli/permissions/command-permissions.ts';
import { policyOf, resourceArns } from '../../../cli/permissions/policy.ts';
import { commands } from '../../../cli/registry.ts';
import { matcherOf } from '../../../local/services/iam/patterns.ts';
import { OperatorStack } from './support/operator-stack.ts';

/** A form of a command as a test runs it. */
interface RunnableForm {
  readonly words: (stack: OperatorStack) => readonly string[];
  /** Prepares each run, so that the form takes all of its actions. */
  readonly prepare?: (stack: OperatorStack) => Promise<unknown>;
}

const at = '2026-11-01T12:00:00.000Z';
/** Stores an item with a second account, whose key is in use. */
const putAccounts = (inForce: 'first' | 'second') => (stack: OperatorStack) =>
  stack.putItem({
    voiceId: 'ACCOUNT#international',
    first: 'first',
    current: 'first',
    keys: Object.fromEntries(['first', 'second'].map((id) => [id, { account: id, firstUsedAt: at }])),
    inForce: { keyId: inForce, at },
  });

/** Stores a message of each kind: for a function, for a queue, and without a destination. */
async function sendDeadLetters(stack: OperatorStack): Promise<void> {
  await stack.setSwitches(true);
  const [functionArn] = stack.arns.eventFunctions.filter((arn) => arn.includes('ReceiveVoiceRequest'));
  await stack.sendDeadLetter('VoiceRequestsFailed', {
    requestContext: { functionArn },
    requestPayload: {
      id: 'event-redriven',
      source: 'cli.test',
      'detail-type': 'Voice Creation Requested',
      detail: {
        requestKey: 'redriven',
        family: 'qwen',
        targetModel: 'qwen3-tts-vd-2026-01-26',
        voicePrompt: 'A calm voice.',
        previewText: 'Good evening to you all.',
      },
    },
  });
  await stack.sendDeadLetter('VoiceDesignEventsUndelivered', {}, stack.arns.eventsQueue[0]);
  await stack.sendDeadLetter('VoiceDesignEventsUndelivered', { unknown: 'message' });
}

const restore = (stack: OperatorStack) => ['admin', 'restore-items', '--from', stack.tableName];
const accountOf = (...words: string[]) => ['admin', 'account', '--scope', 'international', ...words];
let keyId = '';

const forms: Readonly<Record<string, RunnableForm>> = {
  doctor: { words: () => ['doctor'] },
  'keys create': { words: () => ['keys', 'create', '--owner', 'ann', '--scopes', 'read'] },
  'keys list': { words: () => ['keys', 'list'] },
  'keys revoke': {
    words: () => ['keys', 'revoke', keyId],
    prepare: async (stack) => {
      keyId = await stack.putKey();
    },
  },
  'admin purge': { words: () => ['admin', 'purge'] },
  'admin purge --all': {
    words: () => ['admin', 'purge', '--all', '--yes'],
    prepare: (stack) => stack.ensureVoice(),
  },
  'admin reconcile': { words: () => ['admin', 'reconcile'] },
  'admin account': { words: () => accountOf(), prepare: putAccounts('first') },
  'admin account --accept': { words: () => accountOf('--accept'), prepare: putAccounts('second') },
  'admin account --forget': { words: () => accountOf('--forget', 'second'), prepare: putAccounts('first') },
  'admin probe': { words: () => ['admin', 'probe'], prepare: (stack) => stack.setSwitches(true) },
  'admin redrive --dry-run': { words: () => ['admin', 'redrive', '--dry-run'] },
  'admin redrive': { words: () => ['admin', 'redrive'], prepare: sendDeadLetters },
  'admin restore-items --dry-run': { words: (stack) => [...restore(stack), '--dry-run'] },
  'admin restore-items': { words: restore, prepare: (stack) => stack.setSwitches(false) },
  'admin switch': { words: () => ['admin', 'switch'] },
  'admin switch creates|deletes on|off': { words: () => ['admin', 'switch', 'creates', 'on'] },
  'admin policy': { words: () => ['admin', 'policy'] },
};
const nameOf = ({ command, form }: CommandPermissions) =>
  form === undefined ? command : `${command} ${form}`;
const textOf = ({ action, on }: Permission) => `${action} on ${on}`;

let stack: OperatorStack;
beforeAll(async () => {
  stack = await OperatorStack.start();
  await stack.ensureVoice();
});
afterAll(() => stack.stop());

/** Runs a form with exactly these permissions. */
async function runWith(name: string, permissions: readonly Permission[]) {
  const form = forms[name];
  if (form === undefined) throw new Error(`No test runs ${name}.`);
  await form.prepare?.(stack);
  stack.operator.attach(policyOf(permissions, stack.arns));
  return stack.run(form.words(stack));
}

function isTaken({ action, on }: Permission): boolean {
  const patterns = stack.arns[on].map(matcherOf);
  return stack.operator.calls.some(
    (call) => call.action === action && patterns.some((matches) => matches(call.resource)),
  );
}

describe('the permissions of commands', () => {
  it('are listed for every command with the option --stack', () => {
    const withStack = commands.filter(({ options }) => 'stack' in options).map(({ name }) => name);
    expect([...new Set(commandPermissions.map(({ command }) => command))].toSorted()).toEqual(
      withStack.toSorted(),
    );
  });

  it.each(commandPermissions.map((each) => ({ name: nameOf(each), ...each })))(
    'are exactly those that voice $name needs',
    async ({ name, command, permissions }) => {
      const needed = [findStack, ...permissions];
      const allowed = await runWith(name, needed);
      expect(allowed.out).not.toContain('check_failed');
      if (command !== 'doctor') expect(allowed).toMatchObject({ code: 0 });
      expect(needed.filter((each) => !isTaken(each)).map(textOf)).toEqual([]);

      for (const missing of needed) {
        const denied = await runWith(
          name,
          needed.filter((each) => each !== missing),
        );
        const isCheck = command === 'doctor' && missing !== findStack;
        const message = isCheck
          ? new RegExp(`^check_failed: .* is not authorized to perform: ${missing.action} on`, 'im')
          : new RegExp(`^The credentials lack ${missing.action} on arn:aws:\\S+\\. voice admin policy`, 'm');
        expect({ missing: textOf(missing), ...denied }).toMatchObject({
          missing: textOf(missing),
          code: isCheck ? 1 : 4,
          [isCheck ? 'out' : 'err']: expect.stringMatching(message),
        });
      }
    },
  );
});

describe('voice admin policy', () => {
  const print = async (...words: readonly string[]) => {
    stack.operator.attach(policyOf([findStack], stack.arns));
    return stack.run(['admin', 'policy', ...words]);
  };
  const policyFor = (isIncluded: (each: CommandPermissions) => boolean) =>
    policyOf(
      [findStack, ...commandPermissions.filter(isIncluded).flatMap(({ permissions }) => permissions)],
      stack.arns,
    );

  it('prints the permissions of all commands, which fit a managed policy and let an operator work', async () => {
    const { code, out } = await print();
    const policy: unknown = JSON.parse(out);
    expect([code, policy]).toEqual([0, policyFor(({ command }) => command !== 'admin restore-items')]);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    const largest = JSON.stringify(policyFor(() => true));
    expect(largest.length).toBeLessThanOrEqual(6_144);
    stack.operator.attach(policy);
    for (const words of [
      ['keys', 'list'],
      ['admin', 'switch'],
      ['admin', 'redrive', '--dry-run'],
    ]) {
      expect(await stack.run(words)).toMatchObject({ code: 0 });
    }
    expect(await stack.run(['admin', 'restore-items', '--from', stack.tableName, '--dry-run'])).toMatchObject(
      {
        code: 4,
        err: expect.stringContaining('The credentials lack dynamodb:Scan on'),
      },
    );
  });

  it('prints the permissions of chosen commands, and of the forms that change nothing', async () => {
    const chosen = await print('keys create', 'doctor');
    expect(JSON.parse(chosen.out)).toEqual(
      policyFor(({ command }) => command === 'keys create' || command === 'doctor'),
    );
    const reading = await print('--read-only');
    expect(reading.out).not.toMatch(/PutItem|UpdateItem|DeleteItem|StartExecution|SendMessage|DeleteMessage/);
    expect(JSON.parse(reading.out)).toEqual(
      policyFor(({ command, isReadOnly }) => isReadOnly && command !== 'admin restore-items'),
    );
    const restoring = await print('admin restore-items', '--copy', stack.tableName);
    expect(JSON.parse(restoring.out)).toEqual(policyFor(({ command }) => command === 'admin restore-items'));
  });

  it('leaves out the stack of a local deployment, and a queue that the deployment lacks', () => {
    const { EventsQueueUrl: _, ...outputs } = stack.outputs;
    const arns = resourceArns(
      { outputs, stackId: null, output: (name) => stack.outputs[name] ?? '' },
      undefined,
    );
    const redrive = commandPermissions.filter(({ command }) => command === 'admin redrive');
    const permissions = [findStack, ...redrive.flatMap((each) => each.permissions)];
    const resources = policyOf(permissions, arns).Statement.flatMap(({ Resource }) => Resource);
    expect(resources.toSorted()).toEqual([...arns.deadLetterQueues, ...arns.eventFunctions].toSorted());
  });

  it.each([
    ['admin restore-items', '--copy TABLE is required for admin restore-items'],
    ['keys lists', "'keys lists' is not a command with the option --stack; did you mean 'keys list'?"],
    ['switch', "'switch' is not a command with the option --stack; did you mean 'admin switch'?"],
    ['create', 'the commands are doctor, keys create'],
  ])('refuses %s', async (command, message) => {
    expect(await print(command)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});
