import { createServer, type Server } from 'node:http';
import type { AccessControl } from '../../../../local/core/access-control.ts';
import { AccessDeniedError } from '../../../../local/core/access-denied.ts';
import { close, listen } from '../../../../local/http/listen.ts';

export const stackId = 'arn:aws:cloudformation:us-east-1:000000000000:stack/VoiceDesign/0b1c';

/** CloudFormation's `DescribeStacks` of one stack, which the local runner lacks, with the permissions of its callers. */
export class CloudFormation {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(
    outputs: Readonly<Record<string, string>>,
    access: () => AccessControl,
  ): Promise<CloudFormation> {
    const members = Object.entries(outputs).map(
      ([name, value]) =>
        `<member><OutputKey>${name}</OutputKey><OutputValue>${value.replaceAll('&', '&amp;')}</OutputValue></member>`,
    );
    const stack = `<StackName>VoiceDesign</StackName><StackId>${stackId}</StackId><Outputs>${members.join('')}</Outputs>`;
    const server = createServer(({ headers }, response) => {
      const [, id = ''] = /Credential=([^/]+)/.exec(headers.authorization ?? '') ?? [];
      const caller = access().callerWith(id);
      try {
        if (caller)
          access().authorize(caller, { action: 'cloudformation:DescribeStacks', resource: stackId });
        response
          .setHeader('Content-Type', 'text/xml')
          .end(
            `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
          );
      } catch (error) {
        if (!(error instanceof AccessDeniedError)) throw error;
        response
          .writeHead(403, { 'Content-Type': 'text/xml' })
          .end(
            `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${error.message}</Message></Error></ErrorResponse>`,
          );
      }
    });
    return new CloudFormation(server, await listen(server, 0));
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }
}
