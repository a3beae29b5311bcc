/** Calls of AWS from inside a function: what is asked, what is asked again, and what of an answer an error may repeat. */
import assert from "node:assert/strict";
import { GetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { asked, AWS_ATTEMPTS_MAX, AWS_TIMEOUT_MS, clientConfig, IDLE_MS } from "../../../service/aws/awsClient";
import { AwsCallError } from "../../../service/aws/awsError";
import { takeClock, type SenderClock } from "./support/senderClock";
import { startServer, type ScriptedServer } from "./support/scriptedServer";

const SECRET = "s3cret-value";

describe("a client of AWS", () => {
  let server: ScriptedServer;
  before(async () => void (server = await startServer()));
  after(() => server.close());
  let clock: SenderClock;
  beforeEach(() => {
    server.asked.length = 0;
    clock = takeClock();
  });
  afterEach(() => clock.restore());

  const service = {
    title: "The service",
    region: "eu-central-1",
    endpointVariable: "AWS_ENDPOINT_URL_SOME",
    repeatable: false,
  };
  const environment = () => ({
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "key",
    AWS_ENDPOINT_URL_SOME: `${server.url}/some`,
  });
  type More = Partial<typeof service>;
  const call = async (more: More = {}, where: Record<string, string | undefined> = environment()) => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig({ ...service, ...more }, where)));
    const { Item } = await asked("The service", () =>
      client.send(new GetCommand({ TableName: "own", Key: { id: SECRET } })),
    );
    return Item;
  };

  it("asks with a signature of its region, at the address that the environment names", async () => {
    server.script = [{ status: 200, body: '{"Item":{"a":{"N":"1"}}}' }];
    assert.deepEqual(await call(), { a: 1 });
    const { method, url, headers, body } = server.asked[0]!;
    assert.deepEqual([method, url], ["POST", "/some/"]);
    assert.deepEqual(JSON.parse(body), { TableName: "own", Key: { id: { S: SECRET } } });
    assert.match(
      headers["authorization"]!,
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, /,
    );
    assert.equal(headers["x-amz-security-token"], undefined);
  });

  const errors: [string, string, string][] = [
    ["com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "ConditionalCheckFailedException", "the name"],
    [`x#${SECRET}-1`, "", "no name, where there is none"],
  ];
  for (const [type, shown, what] of errors) {
    it(`tells of an error the status and ${what}, and nothing else`, async () => {
      server.script = [{ status: 400, body: JSON.stringify({ __type: type, message: SECRET }) }];
      await assert.rejects(call(), (error: unknown) => {
        assert.ok(error instanceof AwsCallError);
        assert.deepEqual([error.name, error.status, error.type], ["AwsCallError", 400, shown]);
        assert.equal(error.message, `The service answered with status 400${shown === "" ? "" : ` (${shown})`}`);
        assert.equal(JSON.stringify({ ...error, stack: error.stack, cause: error.cause }).includes(SECRET), false);
        return true;
      });
    });
  }

  for (const body of [SECRET, "null", "7", '{"__type":5}', ""]) {
    it(`tells of an error that is ${JSON.stringify(body)} the status alone`, async () => {
      server.script = [{ status: 500, body }];
      await assert.rejects(call(), { message: "The service answered with status 500", type: "" });
    });
  }

  for (const body of [SECRET, `{"Text":"${SECRET}`]) {
    it(`refuses the answer ${JSON.stringify(body)}, and repeats nothing of it`, async () => {
      server.script = [{ status: 200, body }];
      await assert.rejects(call(), { message: "the answer of The service cannot be read" });
    });
  }

  const refusal = (status: number, type: string) => ({
    status,
    body: JSON.stringify({ __type: `com.amazonaws#${type}` }),
  });
  const done = { status: 200, body: "{}" };
  const THROTTLED = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];

  for (const type of THROTTLED) {
    it(`asks again after ${type}, which has had no effect`, async () => {
      server.script = [refusal(400, type), refusal(400, type), done];
      assert.equal(await call(), undefined);
      assert.equal(server.asked.length, AWS_ATTEMPTS_MAX);
      assert.equal(new Set(server.asked.map(({ body }) => body)).size, 1);
    });
  }

  it("gives up after three attempts, and says why", async () => {
    server.script = [refusal(400, "ThrottlingException")];
    await assert.rejects(call(), { type: "ThrottlingException", status: 400 });
    assert.equal(server.asked.length, 3);
  });

  it("asks again after a fault of the service only where that does no harm", async () => {
    server.script = [refusal(500, "InternalServerError"), done];
    await assert.rejects(call(), { type: "InternalServerError" });
    assert.equal(server.asked.length, 1);
    server.script = [refusal(500, "InternalServerError"), refusal(503, ""), done];
    assert.equal(await call({ repeatable: true }), undefined);
    assert.equal(server.asked.length, 4);
  });

  for (const type of ["ConditionalCheckFailedException", "ResourceNotFoundException", "AccessDeniedException", ""]) {
    it(`takes ${type === "" ? "a refusal without a name" : type} for an answer`, async () => {
      server.script = [refusal(400, type), done];
      await assert.rejects(call({ repeatable: true }), { status: 400, type });
      assert.equal(server.asked.length, 1);
    });
  }

  for (const [step, message] of [
    ["breaks", "there is no whole answer of The service"],
    ["breaks in the middle", "the answer of The service cannot be read"],
  ] as const) {
    it(`does not ask again where the connection ${step}`, async () => {
      server.script = [step, done];
      await assert.rejects(call({ repeatable: true }), { message });
      assert.equal(server.asked.length, 1);
    });
  }

  it("uses a connection again, and none that idled for longer than a few seconds", async () => {
    server.script = [done];
    const connectionAfter = async (milliseconds: number) => {
      // The connection is free once the answer has ended.
      await new Promise((resolve) => setImmediate(resolve));
      clock.time += milliseconds;
      await call();
      return server.asked.at(-1)!.connection;
    };
    const first = await connectionAfter(IDLE_MS + 1);
    assert.equal(await connectionAfter(IDLE_MS), first);
    assert.equal(await connectionAfter(IDLE_MS), first);
    const second = await connectionAfter(IDLE_MS + 1);
    assert.notEqual(second, first);
    assert.equal(await connectionAfter(0), second);
  });

  it("drops the one that idled, though others were used meanwhile", async () => {
    server.script = [done];
    await Promise.all([call(), call()]);
    await new Promise((resolve) => setImmediate(resolve));
    const known = server.asked.map(({ connection }) => connection);
    assert.equal(new Set(known).size, 2);
    for (let i = 0; i < 2; i += 1) {
      clock.time += IDLE_MS - 1_000;
      await call();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const used = server.asked.at(-1)!.connection;
    await Promise.all([call(), call()]);
    const [first, second] = server.asked.slice(-2).map(({ connection }) => connection);
    assert.ok([first, second].includes(used));
    assert.equal(
      [first, second].every((connection) => known.includes(connection!)),
      false,
    );
  });

  it("leaves alone what is under way, however long that takes", async () => {
    let second: Promise<unknown> | undefined;
    const before = () => {
      clock.time += IDLE_MS + 1;
      second = call();
    };
    server.script = [{ ...done, before }, done];
    assert.equal(await call(), undefined);
    assert.equal(await second, undefined);
    assert.equal(server.asked.length, 2);
  });

  it("waits for an answer no longer than it may, and does not ask again", async () => {
    server.script = ["hangs"];
    const config = clientConfig({ ...service, repeatable: true }, environment());
    const { requestTimeout, throwOnRequestTimeout } = config.requestHandler;
    assert.deepEqual([requestTimeout, throwOnRequestTimeout], [AWS_TIMEOUT_MS, true]);
    const hasty = new DynamoDBClient({ ...config, requestHandler: { ...config.requestHandler, requestTimeout: 20 } });
    const command = new GetCommand({ TableName: "own", Key: { id: SECRET } });
    const message = "there is no whole answer of The service";
    await assert.rejects(
      asked("The service", () => DynamoDBDocumentClient.from(hasty).send(command)),
      { message },
    );
    assert.equal(server.asked.length, 1);
  });

  const unready = /^The service needs a region, and credentials in the environment$/;
  it("refuses to ask without region or credentials", async () => {
    await assert.rejects(call({ region: "" }), { message: unready });
    await assert.rejects(call({}, { ...environment(), AWS_ACCESS_KEY_ID: undefined }), { message: unready });
    await assert.rejects(call({}, { ...environment(), AWS_SECRET_ACCESS_KEY: "" }), { message: unready });
    assert.equal(server.asked.length, 0);
  });

  it("asks AWS itself where the environment names no other address", async () => {
    const config = clientConfig(service, { ...environment(), AWS_ENDPOINT_URL_SOME: "" });
    assert.equal(config.endpoint, undefined);
    const { url } = new DynamoDBClient(config).config.endpointProvider({ Region: "eu-central-1" });
    assert.equal(url.hostname, "dynamodb.eu-central-1.amazonaws.com");
  });
});
