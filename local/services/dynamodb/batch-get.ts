import { z } from 'zod';

const megabyte = 1024 * 1024;

/**
 * Returns a view of dynalite's store in which the answer of BatchGetItem ends after 16 MB, as in DynamoDB. dynalite ends it
 * after 1 MB and the maximum size of an item less 3 bytes, and uses that size for nothing else in this operation.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function storeOfBatches<Store extends { readonly options: object }>(store: Store): Store {
  const options = { ...store.options, maxItemSize: 15 * megabyte + 3 };
  return Object.create(store, { options: { value: options } });
}

const requestSchema = z.object({
  RequestItems: z.record(
    z.string(),
    z.looseObject({
      ProjectionExpression: z.string().optional(),
      ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const answerSchema = z.looseObject({ UnprocessedKeys: z.record(z.string(), z.looseObject({})) });

/**
 * Adds the projections of the request to the unprocessed keys, so that they are the next request. dynalite leaves out the
 * expressions.
 * @param request a valid request
 */
export function withProjections(request: unknown, answer: unknown): unknown {
  const { UnprocessedKeys, ...rest } = answerSchema.parse(answer);
  const tables = Object.entries(UnprocessedKeys);
  if (tables.length === 0) return answer;
  const { RequestItems } = requestSchema.parse(request);
  const complete = tables.map(([table, unprocessed]) => {
    const { ProjectionExpression, ExpressionAttributeNames } = RequestItems[table] ?? {};
    return [
      table,
      {
        ...unprocessed,
        ...(ProjectionExpression === undefined ? {} : { ProjectionExpression }),
        ...(ExpressionAttributeNames === undefined ? {} : { ExpressionAttributeNames }),
      },
    ];
  });
  return { ...rest, UnprocessedKeys: Object.fromEntries(complete) };
}
