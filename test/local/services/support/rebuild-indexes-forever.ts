/** A process that rebuilds the indexes of a stored table until it is killed. Argument 2: the table's properties. */
import { DynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { deploy } from './resources.ts';

const [, , stateFolder = '', properties = ''] = process.argv;
const registry = { serve: () => {} };
const service = new DynamoDbService({ stateFolder, registry, observer: () => {} });
await service.start();
process.stdout.write('started\n');
for (;;) await deploy(service, 'Voices', 'AWS::DynamoDB::Table', JSON.parse(properties));
