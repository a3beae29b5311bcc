/** The services' table in a local DynamoDB, with a clock of the spec's own. */
import type { Environment } from "../../../../guard/contract";
import { createTable, type Table } from "../../../../service/store/table";
import { startLocalAws, type LocalAws } from "../../../../local/aws/start";
import { keptBy } from "../../aws/kept";
import type { Json } from "../../aws/localApi";

export interface TestTable {
  readonly aws: LocalAws;
  readonly table: Table;
  /** With the credentials of the account's owner. */
  readonly environment: Environment;
  /** Milliseconds since the epoch; a spec sets it. */
  time: number;
  /** Makes what is declared of a kind: what is kept. */
  make(kind: string, properties: object): Promise<Json>;
  close(): Promise<void>;
}

export const START = 1_800_000_000_000;

export async function startTable(): Promise<TestTable> {
  const aws = await startLocalAws();
  const make = (kind: string, properties: object) => keptBy(aws).make(kind, properties);
  const attributes = [{ name: "id", type: "S" }];
  await make("dynamodb.Table", { name: "own", attributes, hashKey: "id", billingMode: "PAY_PER_REQUEST" });
  const environment = {
    AWS_ACCESS_KEY_ID: aws.adminCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.adminCredentials.secretAccessKey,
    AWS_SESSION_TOKEN: aws.adminCredentials.sessionToken,
    AWS_ENDPOINT_URL_DYNAMODB: `${aws.url}/dynamodb`,
    AWS_ENDPOINT_URL_KMS: `${aws.url}/kms`,
  };
  const test: TestTable = {
    aws,
    table: createTable("own", "us-east-1", environment, () => test.time),
    environment,
    time: START,
    make,
    close: () => aws.close(),
  };
  return test;
}
