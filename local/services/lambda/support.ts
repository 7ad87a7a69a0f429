import type { ResourceSupport } from '../../core/service.ts';

export const functionSupport: ResourceSupport = {
  supported: [
    'Code',
    'DeadLetterConfig',
    'Environment',
    'FunctionName',
    'Handler',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Runtime',
    'Timeout',
  ],
  ignored: {
    Architectures: 'functions run on the architecture of the laptop',
    CodeSigningConfigArn: 'the bundle comes from the assembly itself',
    Description: 'a text for people',
    EphemeralStorage: "/tmp is the laptop's",
    KmsKeyArn: 'nothing is encrypted at rest',
    RecursiveLoop: 'loop detection is a safeguard of AWS',
    Role: 'no policy is enforced on a laptop',
    RuntimeManagementConfig: 'the Node.js that runs the runner runs the functions',
    SnapStart: 'only a matter of start-up time',
    Tags: 'labels for AWS accounts',
    TracingConfig: 'there is no X-Ray to send traces to',
  },
};

export const eventInvokeConfigSupport: ResourceSupport = {
  supported: [
    'DestinationConfig',
    'FunctionName',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
    'Qualifier',
  ],
  ignored: {},
};
