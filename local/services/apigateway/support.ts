import type { ResourceSupport } from '../../core/service.ts';

const iam = 'no policy is enforced on a laptop';
const text = 'a text for people';
const limits = 'the laptop is the limit';
const tags = 'labels for AWS accounts';

export const apiGatewaySupport = {
  'AWS::ApiGateway::RestApi': {
    supported: ['BinaryMediaTypes'],
    ignored: {
      ApiKeySourceType: 'usage plans have no meaning here',
      Description: text,
      DisableExecuteApiEndpoint: 'there is one address, on 127.0.0.1',
      EndpointConfiguration: 'there is one address, on 127.0.0.1',
      FailOnWarnings: 'it is about the import of an API description',
      MinimumCompressionSize: 'nothing travels far',
      Name: text,
      Policy: iam,
      Tags: tags,
    },
  },
  'AWS::ApiGateway::Resource': { supported: ['ParentId', 'PathPart', 'RestApiId'], ignored: {} },
  'AWS::ApiGateway::Method': {
    supported: [
      'ApiKeyRequired',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration',
      'ResourceId',
      'RestApiId',
    ],
    ignored: {
      MethodResponses: 'the function answers for itself',
      OperationName: 'a name for generated clients',
      RequestModels: 'they have an effect only with a request validator, which is refused',
      RequestParameters: 'they have an effect only with a request validator, which is refused',
    },
  },
  'AWS::ApiGateway::Authorizer': {
    supported: ['AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource', 'RestApiId', 'Type'],
    ignored: { AuthType: text, AuthorizerCredentials: iam, Name: text },
  },
  'AWS::ApiGateway::GatewayResponse': {
    supported: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
    ignored: {},
  },
  'AWS::ApiGateway::Deployment': { supported: ['RestApiId'], ignored: { Description: text } },
  'AWS::ApiGateway::Stage': {
    supported: ['DeploymentId', 'RestApiId', 'StageName', 'Variables'],
    ignored: {
      AccessLogSetting: 'the terminal shows every request',
      Description: text,
      DocumentationVersion: text,
      MethodSettings: 'logging, metrics and throttling are matters of AWS',
      Tags: tags,
      TracingEnabled: 'there is no X-Ray to send traces to',
    },
  },
  'AWS::ApiGateway::UsagePlan': {
    supported: [],
    ignored: {
      ApiStages: limits,
      Description: text,
      Quota: limits,
      Tags: tags,
      Throttle: limits,
      UsagePlanName: text,
    },
  },
} satisfies Readonly<Record<string, ResourceSupport>>;
