/** Whoever deploys with rights of its own: every type asks for some, what no policy allows is refused, and nothing is made. */
import assert from "node:assert/strict";
import { asksOf } from "../../../local/aws/deployer/asks";
import { deployWith, isAllowed } from "../../../local/aws/deployer/deployer";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { AWS_TYPES } from "../../../local/aws/types";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider } from "../../../local/providers/provider";

const LOG = "aws:cloudwatch/logGroup:LogGroup";
const allow = (Action: string | string[], Resource: string, more: object = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource, ...more }] });

describe("whoever deploys", () => {
  let aws: LocalAws;
  let provider: LocalProvider;

  beforeEach(async () => {
    aws = await startLocalAws();
    provider = createAwsProvider();
    const endpoints = [Object.fromEntries(["apigatewayv2", "lambda", "iam", "logs"].map((name) => [name, aws.url]))];
    await provider.configure({ region: "eu-central-1", endpoints: JSON.stringify(endpoints) });
  });
  afterEach(() => aws.close());

  const logs = () => [...aws.world.logGroups.keys()];
  const make = () =>
    provider.create(LOG, provider.check(LOG, undefined, { name: "orders" }, { name: "orders" }).inputs);

  it("is asked for something by every operation on every type, but for what is left in the account", () => {
    for (const { token } of AWS_TYPES)
      for (const operation of ["create", "read", "update", "delete"] as const) {
        const subject = { region: "eu-central-1", id: "id", given: {}, changed: new Set<string>() };
        const asks = asksOf(token, operation, subject);
        assert.ok(asks, token);
        const isLeft = token === "aws:apigateway/account:Account" && operation === "delete";
        assert.equal(asks.length > 0, !isLeft, `${token} ${operation}`);
        for (const { action, resource } of asks) {
          assert.match(action, /^[a-z0-9]+:[A-Z][A-Za-z]+$/);
          assert.match(resource, /^(\*|arn:|id$|undefined)/, `${token} ${operation}`);
        }
      }
  });

  it("makes nothing that no policy allows, and is told which action it lacks, on what", async () => {
    deployWith(aws.world, [allow("logs:*", "arn:aws:logs:eu-central-1:*:log-group:other*")]);
    await assert.rejects(
      make(),
      /403: AccessDeniedException: .*perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-central-1:\d+:log-group:orders/,
    );
    assert.deepEqual(logs(), []);
    deployWith(aws.world, [allow("logs:*", "*")]);
    const made = await make();
    assert.deepEqual(logs(), ["orders"]);
    deployWith(aws.world, [
      allow("logs:*", "*"),
      JSON.stringify({ Statement: { Effect: "Deny", Action: "logs:DeleteLogGroup", Resource: "*" } }),
    ]);
    await assert.rejects(provider.delete(LOG, made), /logs:DeleteLogGroup/);
    assert.deepEqual(logs(), ["orders"]);
    deployWith(aws.world, undefined);
    await provider.delete(LOG, made);
    assert.deepEqual(logs(), []);
  });

  it("may read without a right to write, and change only what the change asks for", async () => {
    const made = await make();
    deployWith(aws.world, [allow(["logs:DescribeLogGroups", "logs:ListTagsForResource"], "*")]);
    assert.ok(await provider.read(LOG, made.id, made.inputs, made.outputs));
    const longer = provider.check(LOG, made.inputs, { name: "orders", retentionInDays: 30 }, { name: "orders" }).inputs;
    await assert.rejects(provider.update(LOG, made, longer), /logs:PutRetentionPolicy/);
  });

  it("hands a role to the service alone that the policy names; another condition allows nothing", () => {
    const ask = {
      action: "iam:PassRole",
      resource: "arn:aws:iam::000000000000:role/r",
      passedTo: "lambda.amazonaws.com",
    };
    const to = (services: unknown, more: object = {}) =>
      allow("iam:PassRole", ask.resource, {
        Condition: { StringEquals: { "iam:PassedToService": services }, ...more },
      });
    assert.equal(isAllowed([to(["lambda.amazonaws.com"])], ask), true);
    assert.equal(isAllowed([to(["apigateway.amazonaws.com"])], ask), false);
    assert.equal(isAllowed([to(["lambda.amazonaws.com"])], { ...ask, passedTo: undefined }), false);
    assert.equal(isAllowed([to(["lambda.amazonaws.com"], { Bool: { "aws:SecureTransport": "true" } })], ask), false);
    assert.equal(isAllowed([allow("iam:PassRole", ask.resource, { Condition: { IpAddress: {} } })], ask), false);
    assert.equal(isAllowed([], ask), false);
  });
});
