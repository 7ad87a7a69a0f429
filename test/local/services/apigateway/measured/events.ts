const localstack =
  'https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json';
const testTool =
  'https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.Tests.Common/HttpContextTestCases.cs';

/** A part of the event that AWS produced for a path after the stage. */
export interface MeasuredEvent {
  readonly name: string;
  readonly source: string;
  readonly path: string;
  readonly event: Readonly<Record<string, unknown>>;
}

const proxy = (path: string, sent: string, value: string) => ({
  resource: '/{proxy+}',
  path,
  pathParameters: { proxy: value },
  requestContext: { path: `/v1${sent}`, resourcePath: '/{proxy+}' },
});

/** Events that AWS produced, of an API with `/{proxy+}`, `/hardcoded` and `/api/{first}/of/{second}`. */
export const measuredEvents: readonly MeasuredEvent[] = [
  {
    name: 'a path',
    source: localstack,
    path: '/proxy-value',
    event: proxy('/proxy-value', '/proxy-value', 'proxy-value'),
  },
  {
    name: 'a path with a slash at the end',
    source: localstack,
    path: '/proxy-value/',
    event: proxy('/proxy-value/', '/proxy-value/', 'proxy-value'),
  },
  {
    name: 'two slashes after the stage',
    source: localstack,
    path: '//proxy-value',
    event: proxy('/proxy-value', '//proxy-value', 'proxy-value'),
  },
  {
    name: 'two slashes before a resource without parameters',
    source: localstack,
    path: '//hardcoded',
    event: {
      resource: '/hardcoded',
      path: '/hardcoded',
      pathParameters: null,
      requestContext: { path: '/v1//hardcoded', resourcePath: '/hardcoded' },
    },
  },
  {
    name: 'escapes in a greedy path',
    source: localstack,
    path: '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
    event: proxy(
      '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
      '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
      'proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
    ),
  },
  {
    name: 'spaces in path parameters',
    source: testTool,
    path: '/api/****%20Doe/of/Summer%20Sale%202023',
    event: {
      path: '/api/****%20Doe/of/Summer%20Sale%202023',
      pathParameters: { first: '****%20Doe', second: 'Summer%20Sale%202023' },
    },
  },
  {
    name: 'Unicode in path parameters',
    source: testTool,
    path: '/api/%E2%98%95%20Coffee/of/%F0%9F%98%8A%20Happy',
    event: {
      path: '/api/%E2%98%95%20Coffee/of/%F0%9F%98%8A%20Happy',
      pathParameters: { first: '%E2%98%95%20Coffee', second: '%F0%9F%98%8A%20Happy' },
    },
  },
  {
    name: 'a query after a slash',
    source: localstack,
    path: '/proxy-value/?urlparam=test',
    event: {
      path: '/proxy-value/',
      queryStringParameters: { urlparam: 'test' },
      multiValueQueryStringParameters: { urlparam: ['test'] },
    },
  },
  {
    name: 'escapes in a query',
    source: localstack,
    path: '/test-path/api?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/',
    event: {
      queryStringParameters: {
        dateTimeOffset: '2023-06-12T18:05:10.123456 00:00',
        email: 'test+alias@gmail.com',
        plus: 'test alias@gmail.com',
        url: 'https://www.google.com/',
        whitespace: 'foo bar',
        zhash: 'abort/',
      },
    },
  },
  {
    name: 'repeated parameters',
    source: localstack,
    path: '/test-path?category=electronics&category=books&price=10&price=20&price=30',
    event: {
      queryStringParameters: { category: 'books', price: '30' },
      multiValueQueryStringParameters: { category: ['electronics', 'books'], price: ['10', '20', '30'] },
    },
  },
  {
    name: 'repeated parameters with escapes',
    source: testTool,
    path: '/search?q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core',
    event: {
      queryStringParameters: { q: 'Hello World', tag: '.NET Core' },
      multiValueQueryStringParameters: { q: ['Hello World'], tag: ['C# Programming', '.NET Core'] },
    },
  },
  {
    name: 'neither query nor body',
    source: localstack,
    path: '/proxy-value',
    event: {
      body: null,
      isBase64Encoded: false,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    },
  },
];

/** The members of `requestContext` and of its identity. */
export const measuredContext = {
  source: localstack,
  members: [
    'accountId',
    'apiId',
    'deploymentId',
    'domainName',
    'domainPrefix',
    'extendedRequestId',
    'httpMethod',
    'identity',
    'path',
    'protocol',
    'requestId',
    'requestTime',
    'requestTimeEpoch',
    'resourceId',
    'resourcePath',
    'stage',
  ],
  identity: [
    'accessKey',
    'accountId',
    'caller',
    'cognitoAuthenticationProvider',
    'cognitoAuthenticationType',
    'cognitoIdentityId',
    'cognitoIdentityPoolId',
    'principalOrgId',
    'sourceIp',
    'user',
    'userAgent',
    'userArn',
  ],
} as const;
