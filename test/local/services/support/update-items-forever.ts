import { Dynalite } from '../../../../local/services/dynamodb/dynalite.ts';

/**
 * Updates the items of a table in a loop until it is killed: each update moves an item to another entry of the index
 * `byStatus`. Prints a line for the first update that has returned.
 *
 * node update-items-forever.ts <folder> <table> <items>
 */
const [folder = '', TableName = '', items = '0'] = process.argv.slice(2);
const dynalite = new Dynalite(folder);
await dynalite.open();
for (let update = 0; ; update += 1) {
  await Promise.all(
    Array.from({ length: Number(items) }, (_, number) =>
      dynalite.call('UpdateItem', {
        TableName,
        Key: { voiceId: { S: `v${number}` } },
        UpdateExpression: 'SET #status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: `S${update}` } },
      }),
    ),
  );
  if (update === 0) process.stdout.write('updating\n');
}
