import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

export const functionSupport: ResourceSupport = {
  supported: [
    'Code.S3Key',
    'DeadLetterConfig.TargetArn',
    'Environment.Variables.*',
    'FunctionName',
    'Handler',
    'LoggingConfig.ApplicationLogLevel',
    'LoggingConfig.LogFormat',
    'LoggingConfig.LogGroup',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'Role',
    'Timeout',
  ],
  fixed: {
    PackageType: { value: 'Zip', reason: 'container images are not supported' },
    Runtime: { value: 'nodejs24.x', reason: 'functions run on Node.js 24, as the runner does' },
  },
  ignored: {
    Architectures: 'functions run on the architecture of the laptop',
    'Code.S3Bucket': 'the bundle comes directly from the assembly',
    CodeSigningConfigArn: 'the bundle comes directly from the assembly',
    Description: ignoredReasons.description,
    EphemeralStorage: 'functions use the /tmp folder of the laptop',
    KmsKeyArn: ignoredReasons.encryption,
    'LoggingConfig.SystemLogLevel': 'the local runner writes no system log',
    RecursiveLoop: 'the local runner does not detect recursive loops',
    RuntimeManagementConfig: 'functions run on the same Node.js as the runner',
    SnapStart: 'it affects only the start-up time',
    Tags: ignoredReasons.tags,
    TracingConfig: ignoredReasons.tracing,
  },
};

export const eventInvokeConfigSupport: ResourceSupport = {
  supported: [
    'DestinationConfig.OnFailure.Destination',
    'DestinationConfig.OnSuccess.Destination',
    'FunctionName',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
  ],
  fixed: { Qualifier: { value: '$LATEST', reason: 'only $LATEST is supported' } },
  ignored: {},
};
