import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { methodsOf, type Route, routes } from '../../lambdas/shared/contract.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import { physicalName } from '../physical-name.ts';
import { gatewayProblems, problemTemplate } from './problem-responses.ts';

export interface VoiceApiProps {
  /** The function that answers each call. */
  readonly functions: Readonly<Record<Route['operation'], IFunction>>;
  readonly authorizeRequest: IFunction;
  /** Answers what no route does: 404, or 405 with `Allow`. */
  readonly answerUnrouted: IFunction;
  /** Whether the role by which API Gateway writes the logs of all APIs of the account is set by this stack. */
  readonly apiLogRole: boolean;
  readonly settings: FunctionSettings;
}

/** The CDK's limit for a dimension of CloudWatch, which the name is in the API's metrics; API Gateway allows more. */
const apiNameMax = 255;

const open = { authorizationType: AuthorizationType.NONE };

/** The HTTP API: a REST API, stage `v1`, whose every refusal is a problem document. */
export class VoiceApi extends Construct {
  readonly api: RestApi;

  /** @internal */
  constructor(scope: Construct, id: string, props: VoiceApiProps) {
    super(scope, id);
    // An app without the flag would leave the stage on a deployment that has the former authorizer.
    this.node.setContext(APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID, true);
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: props.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'RestApi', {
      restApiName: physicalName(this, apiNameMax),
      description: 'Custom voices from DashScope',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: props.apiLogRole,
      // The account goes on naming the role after this stack is gone.
      ...(props.apiLogRole && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
      deployOptions: {
        stageName: 'v1',
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        // A request's body holds the texts: they are for the table and the provider alone.
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
      },
    });
    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorizeRequest,
      identitySources: [IdentitySource.header('Authorization')],
      // A revoked key stops at once.
      resultsCacheTtl: Duration.seconds(0),
    });
    this.#addRoutes(props.functions, authorizer);
    this.#addUnrouted(props.answerUnrouted);
    this.#addGatewayResponses();
    this.#acknowledge();
  }

  get url(): string {
    return this.api.url;
  }

  /** Adds the methods of the routes. Routes with one function share its integration. */
  #addRoutes(functions: VoiceApiProps['functions'], authorizer: IAuthorizer): void {
    const integrations = new Map<IFunction, LambdaIntegration>();
    for (const route of routes) {
      const target = functions[route.operation];
      const integration =
        integrations.get(target) ?? new LambdaIntegration(target, { allowTestInvoke: false });
      integrations.set(target, integration);
      const resource: IResource = this.api.root.resourceForPath(route.path);
      for (const method of methodsOf(route)) {
        resource.addMethod(
          method,
          integration,
          route.scope ? { authorizer, authorizationType: AuthorizationType.CUSTOM } : open,
        );
      }
    }
  }

  /** Adds a method to every path without a route, and to the other methods of every route. */
  #addUnrouted(answerUnrouted: IFunction): void {
    const integration = new LambdaIntegration(answerUnrouted, { allowTestInvoke: false });
    for (const path of new Set(['/', '/{proxy+}', ...routes.flatMap(({ path }) => prefixesOf(path))])) {
      this.api.root.resourceForPath(path).addMethod('ANY', integration, open);
    }
  }

  #addGatewayResponses(): void {
    for (const problem of gatewayProblems) {
      this.api.addGatewayResponse(problem.type.responseType, {
        type: problem.type,
        statusCode: String(problem.status),
        templates: { 'application/json': problemTemplate(problem) },
        responseHeaders: {
          'Content-Type': "'application/problem+json'",
          'Cache-Control': "'no-store'",
          'X-Content-Type-Options': "'nosniff'",
          ...Object.fromEntries(
            Object.entries(problem.headers ?? {}).map(([header, value]) => [header, `'${value}'`]),
          ),
        },
      });
    }
  }

  #acknowledge(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-APIG2',
        reason:
          'Requests are validated by one schema in the functions, whose answer names every field at once.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-APIG3',
        reason: 'A web ACL is a choice of the account; a REST API takes one at any time.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-APIG4',
        reason: 'Open are the health check and what answers paths and methods that are not there.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-COG4',
        reason: 'Callers are services with keys, not people with passwords.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'The policy that AWS makes for this role, which the whole account shares.',
      },
    );
  }
}

/** `/a/b` → `/a`, `/a/b`: every resource on the way is a path that somebody may call. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
