import { describe, expect, it } from '@jest/globals';
import { grantName } from '../../local/services/iam/grant-recorder.ts';
import type { Grant } from '../../local/services/iam/policy.ts';
import { deployedStack } from '../harness/deployed-stack.ts';
import { workflowSettings } from '../support/deployments.ts';
import { formatReport, reportGrants } from './report.ts';

const grant = (policy: string, action: string): Grant => ({
  policy,
  statement: 0,
  action,
  resource: 'arn',
  resourceIndex: 0,
});
const read = grant('One', 'dynamodb:GetItem');
const write = grant('One', 'dynamodb:PutItem');
const twice = grant('Two', 'dynamodb:GetItem');
const log = grant('One', 'logs:PutLogEvents');
const line = (...grants: Grant[]) => JSON.stringify(grants.map(grantName));

describe('the report of the grants', () => {
  it('counts a grant as needed only if it alone allowed a call', () => {
    const report = reportGrants([read, write, twice, log], [line(write), line(read, twice)]);
    expect(report).toMatchObject({ total: 3, needed: 1, unneeded: [read, twice] });
    expect(formatReport(report)).toContain('needed 1 of 3 grants');
    expect(formatReport(report)).toContain('One 0: dynamodb:GetItem on arn');
  });

  it('lists the grants of services that the local runner lacks, by action', () => {
    const { foreign } = reportGrants(deployedStack(workflowSettings).grants, []);
    expect([...foreign.keys()].every((action) => /^(logs|xray):/.test(action))).toBe(true);
    expect(foreign.get('logs:PutLogEvents')).toBeGreaterThan(30);
  });
});
