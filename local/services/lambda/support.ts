import { ignoredReasons } from '../../core/ignored-reasons.ts';
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
    CodeSigningConfigArn: 'the bundle comes directly from the assembly',
    Description: ignoredReasons.description,
    EphemeralStorage: 'functions use the /tmp folder of the laptop',
    KmsKeyArn: ignoredReasons.encryption,
    RecursiveLoop: 'the local runner does not detect recursive loops',
    Role: ignoredReasons.permissions,
    RuntimeManagementConfig: 'functions run on the same Node.js as the runner',
    SnapStart: 'it affects only the start-up time',
    Tags: ignoredReasons.tags,
    TracingConfig: ignoredReasons.tracing,
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
