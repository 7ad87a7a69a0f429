import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib';

// Prints what CloudFormation's own rules find in each template file, warnings included.
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
