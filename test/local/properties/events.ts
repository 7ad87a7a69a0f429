import { attribute, type Fixture, type Resources, ref, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';
import { receive } from './sqs.ts';

const queue = resource('AWS::SQS::Queue');
const event = {
  Source: 'test',
  DetailType: 'Voice Created',
  Detail: { voice: { status: 'OK', family: 'Qwen', size: 5, address: '10.0.0.7', tags: ['a', 'b'] } },
  Resources: ['voice/v1'],
};

interface RuleChange {
  readonly properties?: object;
  readonly target?: object;
  readonly resources?: Resources;
  readonly busName?: string;
}

/** Deploys a rule, puts the event and returns the messages of the queue `One`. */
async function delivered(fixture: Fixture, { properties, target, resources, busName }: RuleChange) {
  const { One = '' } = await fixture.deploy(
    {
      One: queue,
      Other: queue,
      ...resources,
      Rule: resource('AWS::Events::Rule', {
        EventPattern: { source: ['test'] },
        Targets: [{ Id: 'Target0', Arn: attribute('One'), ...target }],
        ...properties,
      }),
    },
    { One: ref('One') },
  );
  const entry = {
    ...event,
    Detail: JSON.stringify(event.Detail),
    EventBusName: busName,
  };
  await fixture.call('AWSEvents.PutEvents', { Entries: [entry] });
  return receive(fixture, One);
}

const countDelivered = async (fixture: Fixture, change: RuleChange) =>
  (await delivered(fixture, change)).length;

/** Returns whether a rule with the pattern delivers the event. */
const matches = async (fixture: Fixture, pattern: object) => {
  const EventPattern = { source: ['test'], ...pattern };
  const messages = await delivered(fixture, { properties: { EventPattern } });
  return messages.length === 1;
};
/** Returns whether the field of the event's voice matches. */
const matchesVoice =
  <Value>(voice: (value: Value) => object) =>
  (fixture: Fixture, value: Value) =>
    matches(fixture, { detail: { voice: voice(value) } });
/** The case of an operator on the field `family`, which is `Qwen`. */
const operator = (name: string, match: unknown, other: unknown) =>
  changes(
    matchesVoice((operand: unknown) => ({ family: [{ [name]: operand }] })),
    [match, true],
    [other, false],
  );
const ignoringCase = (text: string) => ({ 'equals-ignore-case': text });

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const patternCases = {
  value: changes(
    (fixture, type: string) => matches(fixture, { 'detail-type': [type] }),
    ['Voice Created', true],
    ['Voice Deleted', false],
  ),
  array: changes(
    matchesVoice((tag: string) => ({ tags: ['x', tag] })),
    ['b', true],
    ['c', false],
  ),
  'nested field': changes(
    (fixture, field: string) => matches(fixture, { detail: { [field]: { status: ['OK'] } } }),
    ['voice', true],
    ['audition', false],
  ),
  exists: changes(
    matchesVoice((exists: boolean) => ({ status: [{ exists }] })),
    [true, true],
    [false, false],
  ),
  $or: changes(
    matchesVoice((status: string) => ({ $or: [{ status: [status] }, { size: [{ numeric: ['>', 9] }] }] })),
    ['OK', true],
    ['FAILED', false],
  ),
  prefix: operator('prefix', 'Qw', 'qw'),
  suffix: operator('suffix', 'en', 'EN'),
  'equals-ignore-case': operator('equals-ignore-case', 'qWEN', 'qwe'),
  wildcard: operator('wildcard', 'Q*n', 'Q*x'),
  'anything-but': operator('anything-but', 'Cosy', 'Qwen'),
  numeric: changes(
    matchesVoice((limit: number) => ({ size: [{ numeric: ['>', limit] }] })),
    [4, true],
    [5, false],
  ),
  cidr: changes(
    matchesVoice((cidr: string) => ({ address: [{ cidr }] })),
    ['10.0.0.0/24', true],
    ['10.0.1.0/24', false],
  ),
  'prefix.equals-ignore-case': operator('prefix', ignoringCase('qw'), ignoringCase('we')),
  'suffix.equals-ignore-case': operator('suffix', ignoringCase('EN'), ignoringCase('we')),
  'anything-but.prefix': operator('anything-but', { prefix: 'qw' }, { prefix: 'Qw' }),
  'anything-but.suffix': operator('anything-but', { suffix: 'EN' }, { suffix: 'en' }),
  'anything-but.equals-ignore-case': operator('anything-but', ignoringCase('cosy'), ignoringCase('qwen')),
  'anything-but.wildcard': operator('anything-but', { wildcard: 'C*' }, { wildcard: 'Q*' }),
};

/** The only message of the queue, parsed. */
async function input(fixture: Fixture, target: object, properties: object = {}): Promise<unknown> {
  const [message = ''] = await delivered(fixture, { target, properties });
  return JSON.parse(message);
}
const transformer = (changed: object) => ({
  InputTransformer: {
    InputPathsMap: { status: '$.detail.voice.status' },
    InputTemplate: '{"is":<status>}',
    ...changed,
  },
});
const busOf = (Name: string) => resource('AWS::Events::EventBus', { Name });

const ruleCases = casesOf('AWS::Events::Rule', {
  EventBusName: changes(
    (fixture, bus: string) =>
      countDelivered(fixture, {
        resources: { A: busOf('bus-a'), B: busOf('bus-b') },
        properties: { EventBusName: ref(bus) },
        busName: 'bus-a',
      }),
    ['A', 1],
    ['B', 0],
  ),
  Name: changes(
    (fixture, Name: string) =>
      input(fixture, { InputTransformer: { InputTemplate: '"<aws.events.rule-name>"' } }, { Name }),
    ['one', 'one'],
    ['other', 'other'],
  ),
  State: changes(
    (fixture, State: string) => countDelivered(fixture, { properties: { State } }),
    ['ENABLED', 1],
    ['DISABLED', 0],
  ),
  'Targets.Arn': changes(
    (fixture, target: string) => countDelivered(fixture, { target: { Arn: attribute(target) } }),
    ['One', 1],
    ['Other', 0],
  ),
  'Targets.DeadLetterConfig.Arn': changes(
    (fixture, target: string) =>
      countDelivered(fixture, {
        target: {
          Arn: 'arn:aws:sqs:us-east-1:000000000000:missing',
          DeadLetterConfig: { Arn: attribute(target) },
        },
      }),
    ['One', 1],
    ['Other', 0],
  ),
  'Targets.Input': changes(
    (fixture, Input: string) => input(fixture, { Input }),
    ['{"a":1}', { a: 1 }],
    ['2', 2],
  ),
  'Targets.InputPath': changes(
    (fixture, InputPath: string) => input(fixture, { InputPath }),
    ['$.source', 'test'],
    ['$.detail.voice.size', 5],
  ),
  'Targets.InputTransformer.InputPathsMap.*': changes(
    (fixture, status: string) => input(fixture, transformer({ InputPathsMap: { status } })),
    ['$.detail.voice.status', { is: 'OK' }],
    ['$.detail.voice.family', { is: 'Qwen' }],
  ),
  'Targets.InputTransformer.InputTemplate': changes(
    (fixture, InputTemplate: string) => input(fixture, transformer({ InputTemplate })),
    ['{"is":<status>}', { is: 'OK' }],
    ['["<status>!"]', ['OK!']],
  ),
});

/** Puts an event to the bus `named-bus` and returns the error code of the entry, or none. */
async function putToNamedBus(fixture: Fixture, Name: string): Promise<unknown> {
  await fixture.deploy({ Bus: busOf(Name) });
  const entry = { Source: 'test', DetailType: 'Voice Created', Detail: '{}', EventBusName: 'named-bus' };
  return (await fixture.call('AWSEvents.PutEvents', { Entries: [entry] })).body.FailedEntryCount;
}

export const eventsCases = {
  ...ruleCases,
  ...casesOf('AWS::Events::EventBus', {
    Name: changes(putToNamedBus, ['other-bus', 1], ['named-bus', 0]),
  }),
  ...Object.fromEntries(
    Object.entries(patternCases).map(([part, one]) => [`AWS::Events::Rule.EventPattern#${part}`, one]),
  ),
};
