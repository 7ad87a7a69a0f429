import { resource } from './fixture.ts';
import { casesOf, changes, type PropertyCases } from './property-case.ts';
import { compoundStateCases } from './states-compound.ts';
import { fieldCases } from './states-fields.ts';
import { handlerCases } from './states-handlers.ts';
import { integrationCases } from './states-integrations.ts';
import { languageCases } from './states-language.ts';

const documentOf = (property: string, cases: PropertyCases): PropertyCases =>
  Object.fromEntries(Object.entries(cases).map(([part, one]) => [`${property}#${part}`, one]));

const definition = (Result: string) => ({
  StartAt: 'One',
  States: { One: { Type: 'Pass', Result, End: true } },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const statesCases = casesOf('AWS::StepFunctions::StateMachine', {
  DefinitionString: changes(
    async (fixture, result: string) => {
      const DefinitionString = JSON.stringify(definition(result));
      await fixture.deploy({
        Machine: resource('AWS::StepFunctions::StateMachine', { DefinitionString, RoleArn: 'role' }),
      });
      const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${fixture.stackName}-Machine`;
      await fixture.call('AWSStepFunctions.StartExecution', { stateMachineArn });
      const machine = `${fixture.stackName}-Machine`;
      const ended = await fixture.recorder.waitFor(
        (event) => event.kind === 'executionEnded' && event.machine === machine,
      );
      return ended.kind === 'executionEnded' && ended.output;
    },
    ['one', '"one"'],
    ['two', '"two"'],
  ),
  RoleArn: changes(
    async (fixture, role: string) => {
      const RoleArn = `arn:aws:iam::000000000000:role/${role}`;
      await fixture.deploy({
        Machine: resource('AWS::StepFunctions::StateMachine', { Definition: definition('one'), RoleArn }),
      });
      const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${fixture.stackName}-Machine`;
      return (await fixture.call('AWSStepFunctions.DescribeStateMachine', { stateMachineArn })).body.roleArn;
    },
    ['one', 'arn:aws:iam::000000000000:role/one'],
    ['other', 'arn:aws:iam::000000000000:role/other'],
  ),
  StateMachineName: changes(
    async (fixture, StateMachineName: string) => {
      const Definition = definition('one');
      await fixture.deploy({
        Machine: resource('AWS::StepFunctions::StateMachine', {
          Definition,
          RoleArn: 'role',
          StateMachineName,
        }),
      });
      const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:named-machine';
      return (await fixture.call('AWSStepFunctions.DescribeStateMachine', { stateMachineArn })).status;
    },
    ['other-machine', 400],
    ['named-machine', 200],
  ),
  StateMachineType: changes(
    async (fixture, StateMachineType: string) => {
      const Definition = definition('one');
      await fixture.deploy({
        Machine: resource('AWS::StepFunctions::StateMachine', {
          Definition,
          RoleArn: 'role',
          StateMachineType,
        }),
      });
      const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${fixture.stackName}-Machine`;
      return (await fixture.call('AWSStepFunctions.ListExecutions', { stateMachineArn })).status;
    },
    ['STANDARD', 200],
    ['EXPRESS', 400],
  ),
  ...documentOf('Definition', {
    ...fieldCases,
    ...compoundStateCases,
    ...handlerCases,
    ...languageCases,
    ...integrationCases,
  }),
});
