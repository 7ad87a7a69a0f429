import type { FunctionResult } from '../../../../../local/core/ports.ts';

const localstack =
  'https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json';
const localstackFormat =
  'https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.py';
const testTool =
  'https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.Tests.Common/ApiGatewayResponseTestCases.cs';
const azulTooLarge = 'https://github.com/DataBiosphere/azul/pull/6624';
const azulErrors = 'https://github.com/DataBiosphere/azul/issues/7470';
const lambdaGo = 'https://github.com/aws/aws-lambda-go/issues/72';
const serverError = '{"message": "Internal server error"}';

/** The response of AWS to a client, for the result of a function. */
export interface MeasuredResponse {
  readonly name: string;
  readonly source: string;
  readonly result: FunctionResult;
  readonly binaryMediaTypes?: readonly string[];
  readonly status: number;
  readonly body: string;
  /** The values of each header in order, joined by a comma. */
  readonly headers?: Readonly<Record<string, string>>;
}

const base64 = Buffer.from('test-data').toString('base64');
const returned = (payload: unknown): FunctionResult => ({ payload });
const failed = (errorMessage: string): FunctionResult => ({
  functionError: { errorType: 'Error', errorMessage },
});
const malformed = {
  status: 502,
  body: serverError,
  headers: { 'x-amzn-ErrorType': 'InternalServerErrorException' },
};

/** Responses of AWS to the results of functions. */
export const measuredResponses: readonly MeasuredResponse[] = [
  { name: 'no body', source: localstack, result: returned({ statusCode: 200 }), status: 200, body: '' },
  {
    name: 'a boolean header',
    source: localstack,
    result: returned({ statusCode: 200, headers: { 'test-header': 'value', 'header-bool': true } }),
    status: 200,
    body: '',
    headers: {
      'test-header': 'value',
      'header-bool': 'true',
      'Content-Type': 'application/json',
      'Content-Length': '0',
    },
  },
  {
    name: 'null headers',
    source: localstack,
    result: returned({ statusCode: 200, headers: null }),
    status: 200,
    body: '',
  },
  {
    name: 'an unknown field',
    source: localstack,
    result: returned({ statusCode: 200, wrongValue: 'value' }),
    ...malformed,
  },
  { name: 'null', source: localstack, result: returned(null), ...malformed },
  { name: 'an empty object', source: localstackFormat, result: returned({}), status: 200, body: '' },
  { name: 'a string', source: localstack, result: returned('justAString'), ...malformed },
  {
    name: 'Base64 without binary media types',
    source: localstack,
    result: returned({ statusCode: 200, body: base64, isBase64Encoded: true }),
    status: 200,
    body: base64,
  },
  {
    name: 'Base64 that is not declared',
    source: localstack,
    result: returned({ statusCode: 200, body: base64 }),
    status: 200,
    body: base64,
  },
  {
    name: 'Base64 with all binary media types',
    source:
      'https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.IntegrationTests/ApiGatewayResponseExtensionsAdditionalTests.cs',
    result: returned({ statusCode: 200, body: base64, isBase64Encoded: true }),
    binaryMediaTypes: ['*/*'],
    status: 200,
    body: 'test-data',
  },
  {
    name: 'a header with two values',
    source: localstack,
    result: returned({ statusCode: 200, multiValueHeaders: { 'test-multi': ['value1', 'value2'] } }),
    status: 200,
    body: '',
    headers: { 'test-multi': 'value1, value2' },
  },
  {
    name: 'a header in both objects',
    source: localstack,
    result: returned({
      statusCode: 200,
      multiValueHeaders: { 'test-multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    }),
    status: 200,
    body: '',
    headers: { 'test-multi': 'value-multi, value-solo' },
  },
  {
    name: 'a header in both objects, in two cases',
    source: localstack,
    result: returned({
      statusCode: 200,
      multiValueHeaders: { 'tesT-Multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    }),
    status: 200,
    body: '',
    headers: { 'tesT-Multi': 'value-multi, value-solo' },
  },
  {
    name: 'one header in both objects, and others',
    source: testTool,
    result: returned({
      statusCode: 200,
      headers: {
        'Content-Type': 'application/json',
        'X-Custom-Header': 'single-value',
        'Combined-Header': 'single-value',
      },
      multiValueHeaders: {
        'X-Multi-Header': ['multi-value1', 'multi-value2'],
        'Combined-Header': ['multi-value1', 'multi-value2'],
      },
      body: '{}',
    }),
    status: 200,
    body: '{}',
    headers: {
      'X-Custom-Header': 'single-value',
      'X-Multi-Header': 'multi-value1, multi-value2',
      'Combined-Header': 'multi-value1, multi-value2, single-value',
    },
  },
  {
    name: 'a multi-value header without a list',
    source: localstack,
    result: returned({ statusCode: 200, multiValueHeaders: { 'test-multi-invalid': 'value1' } }),
    ...malformed,
  },
  {
    name: 'a word as the status',
    source: localstack,
    result: returned({ statusCode: 'test' }),
    ...malformed,
  },
  {
    name: 'the status zero',
    source: testTool,
    result: returned({ statusCode: 0, body: '{}' }),
    ...malformed,
  },
  {
    name: 'a status in digits',
    source: localstack,
    result: returned({ statusCode: '201' }),
    status: 201,
    body: '',
  },
  {
    name: 'headers alone',
    source: localstack,
    result: returned({ headers: { 'test-header': 'value' } }),
    status: 200,
    body: '',
    headers: { 'test-header': 'value' },
  },
  {
    name: 'no content type',
    source: testTool,
    result: returned({ statusCode: 200, body: 'Hello, World!' }),
    status: 200,
    body: 'Hello, World!',
    headers: { 'Content-Type': 'application/json', 'Content-Length': '13' },
  },
  { name: 'a function that fails', source: lambdaGo, result: failed('something bad happened'), ...malformed },
  {
    name: "a response over Lambda's limit",
    source: azulTooLarge,
    result: failed('Response payload size exceeded maximum allowed payload size (6291556 bytes).'),
    ...malformed,
  },
  {
    name: 'a function that fails, with its headers',
    source: azulErrors,
    result: failed('x'),
    status: 502,
    body: serverError,
    headers: { 'Content-Type': 'application/json', 'Content-Length': '36' },
  },
];
