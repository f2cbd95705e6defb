/** What lies in the tables under a room, whatever it is. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';

export const rowsUnder = (endpoint: string) => {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  return async (room: string): Promise<string[]> => {
    const pages = await Promise.all(
      Object.values(TABLES).map(TableName =>
        documents.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'PK = :pk',
            ExpressionAttributeValues: { ':pk': `ROOM#${room}` },
          }),
        ),
      ),
    );
    return pages.flatMap(({ Items = [] }) => Items.map(({ SK }) => String(SK)));
  };
};
