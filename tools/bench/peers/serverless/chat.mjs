/** The chat of API Gateway's tutorial: who is connected is scanned for each message, and each is posted to. */
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

const { CHAT_TABLE: TableName, CHAT_STORE: endpoint, CHAT_POSTS: posts } = process.env;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const table = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
const management = new ApiGatewayManagementApiClient({ endpoint: posts, region: 'us-east-1', credentials });

export async function connect({ requestContext: { connectionId } }) {
  await table.send(new PutCommand({ TableName, Item: { connectionId } }));
  return { statusCode: 200 };
}

export async function disconnect({ requestContext: { connectionId } }) {
  await table.send(new DeleteCommand({ TableName, Key: { connectionId } }));
  return { statusCode: 200 };
}

export async function sendMessage({ requestContext, body }) {
  const Data = JSON.stringify({ text: JSON.parse(body).text });
  const { Items = [] } = await table.send(
    new ScanCommand({ TableName, ProjectionExpression: 'connectionId' }),
  );
  await Promise.all(
    Items.filter(({ connectionId }) => connectionId !== requestContext.connectionId).map(({ connectionId }) =>
      management.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data })),
    ),
  );
  return { statusCode: 200 };
}
