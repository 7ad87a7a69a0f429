/** Imports that a rule forbids in a file, by the beginning of its message, and imports that it allows. */
export interface RuleCase {
  /** `includes` of the override in biome.json. */
  readonly rule: readonly string[];
  readonly file: string;
  readonly forbidden: Readonly<Record<string, readonly string[]>>;
  readonly allowed: readonly string[];
}

/** At least one case for each import rule of biome.json. */
export const cases: readonly RuleCase[] = [
  {
    rule: ['simulator/**'],
    file: 'simulator/operations/example.ts',
    forbidden: {
      'The simulator shares no code': [
        '../../lambdas/shared/dashscope/vocabulary.ts',
        '../../lib/settings/config.ts',
        '../../local/core/errors.ts',
        '../../cli/main.ts',
        '../../client/index.ts',
        '../../scripts/running-stack.ts',
        '../../test/support/voices.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
        '@aws-sdk/client-dynamodb',
        'aws-cdk-lib/aws-lambda',
      ],
    },
    allowed: ['../random.ts', '../store/database.ts', './create.ts', 'zod', 'node:http'],
  },
  {
    rule: ['local/**'],
    file: 'local/services/example.ts',
    forbidden: {
      'The local runner shares no code': [
        '../../lambdas/shared/contract.ts',
        '../../lib/settings/config.ts',
        '../../simulator/server.ts',
        '../../cli/main.ts',
        '../../client/index.ts',
        '../../scripts/running-stack.ts',
        '../../test/support/voices.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
        'aws-cdk-lib/aws-lambda',
      ],
    },
    allowed: ['../core/errors.ts', './dynamodb/indexes.ts', '@aws-sdk/client-dynamodb', 'zod'],
  },
  {
    rule: ['local/core/**'],
    file: 'local/core/example.ts',
    forbidden: {
      'The local runner shares no code': ['../../lambdas/shared/contract.ts', '../../simulator/server.ts'],
      'The core of the local runner': [
        '../assembly/template.ts',
        '../http/listen.ts',
        '../persistence/private-files.ts',
        '../services/create-services.ts',
        '../services/dynamodb/dynalite.ts',
        '../runner.ts',
      ],
    },
    allowed: ['./json.ts', 'zod', 'node:crypto'],
  },
  {
    rule: ['local/http/**', 'local/persistence/**', 'local/assembly/**', 'local/models/**'],
    file: 'local/http/example.ts',
    forbidden: {
      'The local runner shares no code': ['../../lambdas/shared/contract.ts', '../../simulator/server.ts'],
      'HTTP, persistence, assembly and models': [
        '../assembly/template.ts',
        '../persistence/private-files.ts',
        '../services/create-services.ts',
        '../services/dynamodb/dynalite.ts',
        '../runner.ts',
      ],
    },
    allowed: ['../core/json.ts', './listen.ts', 'zod', 'node:http'],
  },
  {
    rule: ['local/services/*/**'],
    file: 'local/services/lambda/example.ts',
    forbidden: {
      'The local runner shares no code': [
        '../../../lambdas/shared/contract.ts',
        '../../../simulator/server.ts',
      ],
      'A service of the local runner': [
        '../sqs/sqs-service.ts',
        '../states/executions.ts',
        '../create-services.ts',
        '../../assembly/template.ts',
        '../../runner.ts',
      ],
    },
    allowed: [
      './function-pool.ts',
      './runtime/messages.ts',
      '../fauxqs/fauxqs.ts',
      '../../core/ports.ts',
      '../../http/aws-json-server.ts',
      '../../persistence/database.ts',
    ],
  },
  {
    rule: ['lib/**', 'bin/**'],
    file: 'lib/operations/example.ts',
    forbidden: {
      'lib imports only': [
        '../../lambdas/create-voice/handler.ts',
        '../../lambdas/shared/dashscope/index.ts',
        '../../lambdas/shared/voice/record.ts',
      ],
      'lib defines the deployment': [
        '../../client/index.ts',
        '../../cli/main.ts',
        '../../local/runner.ts',
        '../../simulator/server.ts',
        '../../scripts/running-stack.ts',
        '../../test/support/template.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
        '@aws-sdk/client-dynamodb',
      ],
    },
    allowed: [
      '../../lambdas/create-voice/environment.ts',
      '../../lambdas/shared/contract.ts',
      '../../lambdas/shared/metrics.ts',
      '../../lambdas/shared/voice/transitions.ts',
      '../../lambdas/shared/voice/transition-expressions.ts',
      '../config.ts',
      'aws-cdk-lib/aws-lambda',
    ],
  },
  {
    rule: ['lib/**', 'bin/**'],
    file: 'bin/example.ts',
    forbidden: {
      'lib defines the deployment': ['../local/runner.ts', '../simulator/server.ts', '../cli/main.ts'],
      'lib imports only': ['../lambdas/create-voice/handler.ts'],
    },
    allowed: ['../lib/index.ts', 'cdk-nag'],
  },
  {
    rule: ['client/**'],
    file: 'client/example.ts',
    forbidden: {
      'The client imports types of lambdas only': [
        '../lambdas/shared/contract.ts',
        '../lib/settings/config.ts',
        '../local/errors.ts',
        '../simulator/server.ts',
        '../cli/main.ts',
        '../scripts/running-stack.ts',
        '../test/support/voices.ts',
        '../bench/keep-alive.ts',
        '../examples/embed.ts',
      ],
      'The client runs in browsers': ['node:crypto', '@aws-sdk/client-dynamodb'],
    },
    allowed: ['./types.ts', 'zod'],
  },
  {
    rule: ['studio/**'],
    file: 'studio/pages/example.tsx',
    forbidden: {
      'The studio imports the client': [
        '../../lambdas/shared/contract.ts',
        '../../lib/settings/config.ts',
        '../../local/core/errors.ts',
        '../../simulator/server.ts',
        '../../cli/main.ts',
        '../../scripts/running-stack.ts',
        '../../test/support/voices.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
      ],
      'The studio runs in browsers': ['node:crypto', '@aws-sdk/client-dynamodb'],
    },
    allowed: ['../../client/index.ts', '../core/store.ts', 'preact/hooks'],
  },
  {
    rule: ['cli/**'],
    file: 'cli/commands/example.ts',
    forbidden: {
      'The CLI imports the client': [
        '../../lambdas/shared/contract.ts',
        '../../lib/settings/config.ts',
        '../../local/core/errors.ts',
        '../../simulator/server.ts',
        '../../test/support/voices.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
      ],
      'The CLI imports only': ['../../scripts/start/main.ts', '../../scripts/launch/tasks.mjs'],
    },
    allowed: [
      '../../client/index.ts',
      '../../scripts/running-stack.ts',
      '../../scripts/launch/direct-loopback.mjs',
      '../run.ts',
      '@aws-sdk/client-sfn',
    ],
  },
  {
    rule: ['scripts/**', '.ci/**'],
    file: 'scripts/docs/example.ts',
    forbidden: {
      'Scripts import nothing of test': [
        '../../test/support/synthesized.ts',
        '../../bench/keep-alive.ts',
        '../../examples/embed.ts',
      ],
    },
    allowed: ['../../lambdas/shared/contract.ts', '../../lib/index.ts', '../../simulator/server.ts'],
  },
  {
    rule: ['scripts/**', '.ci/**'],
    file: '.ci/example.ts',
    forbidden: { 'Scripts import nothing of test': ['../test/support/synthesized.ts'] },
    allowed: ['../scripts/running-stack.ts', '../simulator/control-client.ts'],
  },
  {
    rule: ['bench/**'],
    file: 'bench/example.ts',
    forbidden: { 'Benchmarks import nothing of test': ['../test/support/voices.ts', '../examples/embed.ts'] },
    allowed: ['../lambdas/shared/dashscope/index.ts', '../simulator/server.ts'],
  },
  {
    rule: ['examples/**'],
    file: 'examples/example.ts',
    forbidden: {
      'Examples import the public modules only': [
        '../lambdas/shared/contract.ts',
        '../lib/settings/config.ts',
        '../client/caller.ts',
        '../local/runner.ts',
        '../simulator/settings.ts',
        '../cli/main.ts',
        '../scripts/running-stack.ts',
        '../test/support/voices.ts',
        '../bench/keep-alive.ts',
      ],
    },
    allowed: [
      '../lib/index.ts',
      '../client/index.ts',
      '../lambdas/shared/dashscope/index.ts',
      '../simulator/server.ts',
      '../simulator/control-client.ts',
      '@aws-sdk/client-eventbridge',
    ],
  },
  {
    rule: ['lambdas/*/*.ts', '!lambdas/shared/**'],
    file: 'lambdas/create-voice/handler.ts',
    forbidden: {
      'An operation imports lambdas/shared only': [
        '../query-voice/query-voice.ts',
        '../../lib/settings/config.ts',
        '../../local/runner.ts',
        '../../simulator/server.ts',
        '../../client/index.ts',
        '../../cli/main.ts',
        '../../scripts/running-stack.ts',
        '../../test/support/voices.ts',
      ],
      'Operations import no AWS SDK': ['@aws-sdk/client-dynamodb', 'aws-cdk-lib/aws-lambda'],
    },
    allowed: [
      '../shared/stores/voices.ts',
      '../shared/wiring/request-dependencies.ts',
      '../../package.json',
      './create-voice.ts',
      'zod',
    ],
  },
  {
    rule: [
      'lambdas/*/*.ts',
      '!lambdas/shared/**',
      '!lambdas/*/handler.ts',
      '!lambdas/*/environment.ts',
      '!lambdas/*/dependencies.ts',
    ],
    file: 'lambdas/create-voice/create-voice.ts',
    forbidden: {
      'An operation imports lambdas/shared only': [
        '../query-voice/query-voice.ts',
        '../../lib/settings/config.ts',
      ],
      'Operations import no AWS SDK': ['@aws-sdk/client-dynamodb', 'aws-cdk-lib/aws-lambda'],
      'Actions receive their dependencies': ['../shared/wiring/request-dependencies.ts'],
    },
    allowed: ['../shared/stores/voice-store.ts', '../shared/actions/request-voice.ts', './reasons.ts'],
  },
  {
    rule: ['lambdas/shared/contract.ts'],
    file: 'lambdas/shared/contract.ts',
    forbidden: {
      'The contract imports plain data only': [
        './voice/record.ts',
        './stores/voice-store.ts',
        './dashscope/index.ts',
        '../create-voice/environment.ts',
      ],
    },
    allowed: [
      './dashscope/vocabulary.ts',
      './dashscope/families.ts',
      './dashscope/scan-time.ts',
      './review-schedule.ts',
      'zod',
    ],
  },
  {
    rule: ['lambdas/shared/*.ts', '!lambdas/shared/contract.ts'],
    file: 'lambdas/shared/event-publisher.ts',
    forbidden: {
      'Single files of lambdas/shared': [
        './stores/voice-store.ts',
        './http/edge.ts',
        './wiring/request-dependencies.ts',
        '../create-voice/create-voice.ts',
      ],
    },
    allowed: ['./contract.ts', './platform/log.ts', './voice/record.ts', '@aws-sdk/client-eventbridge'],
  },
  {
    rule: ['lambdas/shared/platform/**'],
    file: 'lambdas/shared/platform/log.ts',
    forbidden: {
      'platform imports no other folder': [
        '../contract.ts',
        '../voice/record.ts',
        '../../create-voice/create-voice.ts',
        '../../../lib/settings/config.ts',
      ],
    },
    allowed: ['./once.ts', '@aws-sdk/client-dynamodb', 'zod'],
  },
  {
    rule: ['lambdas/shared/dashscope/*.ts'],
    file: 'lambdas/shared/dashscope/client.ts',
    forbidden: {
      'The provider client imports platform only': [
        '../contract.ts',
        '../http/problem.ts',
        '../stores/voice-store.ts',
        '../voice/record.ts',
        '../../create-voice/create-voice.ts',
        '@aws-sdk/client-secrets-manager',
        'aws-lambda',
      ],
    },
    allowed: ['./vocabulary.ts', './audio/wav.ts', '../platform/log.ts', 'undici', 'zod'],
  },
  {
    rule: ['lambdas/shared/dashscope/*/**'],
    file: 'lambdas/shared/dashscope/audio/wav.ts',
    forbidden: {
      'The provider client imports platform only': [
        '../../http/problem.ts',
        '../../stores/voice-store.ts',
        '../../../create-voice/create-voice.ts',
        '@aws-sdk/client-s3',
      ],
    },
    allowed: ['../vocabulary.ts', './mp3.ts', '../../platform/log.ts'],
  },
  {
    rule: ['lambdas/shared/preview-analysis/**'],
    file: 'lambdas/shared/preview-analysis/analyze-preview.ts',
    forbidden: {
      'The analysis of previews imports only': [
        '../contract.ts',
        '../platform/log.ts',
        '../voice/record.ts',
        '../dashscope/index.ts',
        '../previews.ts',
        '../../create-voice/create-voice.ts',
      ],
      'The analysis of previews imports no AWS': ['@aws-sdk/client-s3', 'aws-lambda', 'undici', 'node:fs'],
    },
    allowed: ['../voice/preview-analysis.ts', './audio.ts'],
  },
  {
    rule: ['lambdas/shared/voice/**'],
    file: 'lambdas/shared/voice/record.ts',
    forbidden: {
      'The domain imports the contract': [
        '../stores/voice-store.ts',
        '../http/problem.ts',
        '../validation/api-error.ts',
        '../actions/delete-voice.ts',
        '../wiring/request-dependencies.ts',
        '../provider/accounts.ts',
        '../dashscope/index.ts',
        '../event-publisher.ts',
        '../../create-voice/create-voice.ts',
      ],
      'The domain imports no AWS and no HTTP': [
        '@aws-sdk/client-dynamodb',
        'aws-lambda',
        'undici',
        'node:http',
        'node:https',
      ],
    },
    allowed: [
      '../contract.ts',
      '../platform/assert-never.ts',
      '../dashscope/vocabulary.ts',
      './ids.ts',
      'zod',
    ],
  },
  {
    rule: ['lambdas/shared/validation/**'],
    file: 'lambdas/shared/validation/voice-request.ts',
    forbidden: {
      'Validation imports the contract': [
        '../stores/voice-store.ts',
        '../http/problem.ts',
        '../actions/delete-voice.ts',
        '../wiring/request-dependencies.ts',
        '../dashscope/index.ts',
        '../../request-voice/handler.ts',
      ],
      'Validation imports no AWS and no HTTP': ['@aws-sdk/client-dynamodb', 'aws-lambda', 'undici'],
    },
    allowed: ['../contract.ts', '../voice/ids.ts', '../dashscope/target-models.ts', './text.ts', 'zod'],
  },
  {
    rule: ['lambdas/shared/stores/**'],
    file: 'lambdas/shared/stores/voice-store.ts',
    forbidden: {
      'Stores import the contract': [
        '../http/problem.ts',
        '../actions/delete-voice.ts',
        '../validation/api-error.ts',
        '../wiring/request-dependencies.ts',
        '../../get-voice/get-voice.ts',
      ],
      'Stores import no HTTP': ['aws-lambda', 'undici', 'node:http'],
    },
    allowed: ['../contract.ts', '../voice/record.ts', '../platform/dynamo.ts', '@aws-sdk/client-dynamodb'],
  },
  {
    rule: ['lambdas/shared/provider/**'],
    file: 'lambdas/shared/provider/accounts.ts',
    forbidden: {
      'provider imports the contract': [
        '../stores/account-store.ts',
        '../http/problem.ts',
        '../wiring/request-dependencies.ts',
        '../../get-voice/get-voice.ts',
      ],
    },
    allowed: ['../contract.ts', '../metrics.ts', '../dashscope/index.ts', '../platform/secrets.ts'],
  },
  {
    rule: ['lambdas/shared/actions/**'],
    file: 'lambdas/shared/actions/delete-voice.ts',
    forbidden: {
      'Actions import no HTTP, no wiring and no operation': [
        '../http/problem.ts',
        '../wiring/request-dependencies.ts',
        '../../delete-voice/handler.ts',
      ],
      'Actions import no AWS SDK': ['@aws-sdk/client-dynamodb', 'aws-lambda'],
    },
    allowed: ['../stores/voice-store.ts', '../validation/api-error.ts', '../provider/accounts.ts'],
  },
  {
    rule: ['lambdas/shared/http/*.ts'],
    file: 'lambdas/shared/http/edge.ts',
    forbidden: {
      'The HTTP edge imports the contract': [
        '../stores/voice-store.ts',
        '../actions/delete-voice.ts',
        '../wiring/request-dependencies.ts',
        '../dashscope/index.ts',
        '../../get-voice/get-voice.ts',
      ],
      'The HTTP edge imports no AWS SDK': ['@aws-sdk/client-dynamodb'],
    },
    allowed: [
      '../contract.ts',
      '../metrics.ts',
      '../voice/view.ts',
      '../validation/api-error.ts',
      './problem.ts',
      'aws-lambda',
    ],
  },
  {
    rule: ['lambdas/shared/http/*/**'],
    file: 'lambdas/shared/http/openapi/document.ts',
    forbidden: {
      'The HTTP edge imports the contract': [
        '../../stores/voice-store.ts',
        '../../wiring/request-dependencies.ts',
        '../../../get-voice/get-voice.ts',
      ],
      'The HTTP edge imports no AWS SDK': ['@aws-sdk/client-dynamodb'],
    },
    allowed: ['../problem.ts', '../../contract.ts', '../../voice/view.ts', './operations.ts'],
  },
  {
    rule: ['lambdas/shared/wiring/**'],
    file: 'lambdas/shared/wiring/request-dependencies.ts',
    forbidden: {
      'The wiring imports no operation and no HTTP': ['../http/edge.ts', '../../request-voice/handler.ts'],
    },
    allowed: ['../stores/voices.ts', '../provider/accounts.ts', '../platform/dynamo.ts'],
  },
  {
    rule: ['test/**/*.test.ts'],
    file: 'test/lambdas/shared/example.test.ts',
    forbidden: { 'Tests import test/support/fast-check.ts': ['fast-check'] },
    allowed: ['../../support/fast-check.ts', '@jest/globals'],
  },
];
