/** Reasons that several services give for an ignored property. */
export const ignoredReasons = {
  cost: 'it affects the cost on AWS only',
  description: 'descriptive text',
  encryption: 'the local runner encrypts nothing at rest',
  metrics: 'the local runner keeps only the metrics that alarms watch',
  tags: 'tags organize resources of an AWS account',
  throughput: 'the local runner sets no throughput limit',
  tracing: 'the local runner traces nothing',
} as const;
