import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

const { description, tags, throughput } = ignoredReasons;
const oneAddress = 'the local API has one address, on 127.0.0.1';
const noCache = 'the local runner does not cache responses';
const noLog = 'the terminal shows every failed request';
const proxied = 'a proxy integration returns the response of the function';
const noValidator = 'it has an effect only with a request validator, which is refused';

export const apiGatewaySupport = {
  'AWS::ApiGateway::RestApi': {
    supported: ['BinaryMediaTypes', 'MinimumCompressionSize', 'Name'],
    ignored: {
      ApiKeySourceType: 'usage plans are ignored',
      Description: description,
      DisableExecuteApiEndpoint: oneAddress,
      EndpointConfiguration: oneAddress,
      FailOnWarnings: 'it affects only the import of an API description',
      Tags: tags,
    },
  },
  'AWS::ApiGateway::Resource': { supported: ['ParentId', 'PathPart', 'RestApiId'], ignored: {} },
  'AWS::ApiGateway::Method': {
    supported: [
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration.TimeoutInMillis',
      'Integration.Uri',
      'ResourceId',
      'RestApiId',
    ],
    fixed: {
      ApiKeyRequired: { value: false, reason: 'API keys of usage plans are not supported' },
      'Integration.IntegrationHttpMethod': { value: 'POST', reason: 'functions are invoked with POST' },
      'Integration.Type': { value: 'AWS_PROXY', reason: 'only AWS_PROXY is supported' },
    },
    ignored: {
      'Integration.CacheKeyParameters': noCache,
      'Integration.CacheNamespace': noCache,
      'Integration.IntegrationResponses': proxied,
      'Integration.PassthroughBehavior': 'a proxy integration passes each request to the function',
      MethodResponses: proxied,
      OperationName: 'it names the operation in generated clients',
      RequestModels: noValidator,
      RequestParameters: noValidator,
    },
  },
  'AWS::ApiGateway::Authorizer': {
    supported: ['AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource', 'RestApiId'],
    fixed: { Type: { value: 'REQUEST', reason: 'only REQUEST authorizers are supported' } },
    ignored: { AuthType: description, Name: description },
  },
  'AWS::ApiGateway::GatewayResponse': {
    supported: [
      'ResponseParameters.*',
      'ResponseTemplates.application/json',
      'ResponseType',
      'RestApiId',
      'StatusCode',
    ],
    ignored: {},
  },
  'AWS::ApiGateway::Deployment': { supported: ['RestApiId'], ignored: { Description: description } },
  'AWS::ApiGateway::Stage': {
    supported: [
      'DeploymentId',
      'MethodSettings.HttpMethod',
      'MethodSettings.ResourcePath',
      'MethodSettings.ThrottlingBurstLimit',
      'MethodSettings.ThrottlingRateLimit',
      'RestApiId',
      'StageName',
      'Variables.*',
    ],
    fixed: { 'MethodSettings.CachingEnabled': { value: false, reason: noCache } },
    ignored: {
      AccessLogSetting: noLog,
      Description: description,
      DocumentationVersion: description,
      'MethodSettings.CacheDataEncrypted': noCache,
      'MethodSettings.CacheTtlInSeconds': noCache,
      'MethodSettings.DataTraceEnabled': noLog,
      'MethodSettings.LoggingLevel': noLog,
      'MethodSettings.MetricsEnabled': ignoredReasons.metrics,
      Tags: tags,
      TracingEnabled: ignoredReasons.tracing,
    },
  },
  'AWS::ApiGateway::UsagePlan': {
    supported: [],
    ignored: {
      ApiStages: throughput,
      Description: description,
      Quota: throughput,
      Tags: tags,
      Throttle: throughput,
      UsagePlanName: description,
    },
  },
} satisfies Readonly<Record<string, ResourceSupport>>;
