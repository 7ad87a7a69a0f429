import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib';

// Prints the findings of CloudFormation's validation rules in template files, including warnings.
const stackTemplates = process.argv.slice(2).map((templatePath) => ({
  stackConstructPath: templatePath,
  templatePath,
  accountId: undefined,
  region: undefined,
}));
const { violations } = new CloudFormationValidatePlugin().validate({
  templatePaths: [],
  stackTemplates,
  appConstruct: new App(),
});
process.stdout.write(
  JSON.stringify(violations.map(({ ruleName, description }) => ({ ruleName, description }))),
);
