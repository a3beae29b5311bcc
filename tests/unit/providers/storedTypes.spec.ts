/** The resource types that the local AWS keeps as they were declared: the life of each, and what is refused. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { AWS_TYPES, STORED_TYPES } from "../../../local/aws/types";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider } from "../../../local/providers/provider";
import type { Values } from "../../../local/providers/values";
import { dataClient } from "../aws/dataClient";
import { archive, CODE, FUNCTION, PERMISSION, ROLE, settings, TRUST } from "./awsProviderStand";
import { assertGone, createChecked, live } from "./oneType";
import { arn, REST_BODY, ROWS, type Made } from "./storedRows";

describe("the types that the local AWS keeps as they were declared", () => {
  let aws: LocalAws;
  let provider: LocalProvider;
  const made: Made = {};

  before(async () => {
    aws = await startLocalAws();
    provider = createAwsProvider();
    await provider.configure(settings(aws.url));
    made["http"] = await createChecked(provider, "aws:apigatewayv2/api:Api", { name: "a", protocolType: "HTTP" });
    made["empty"] = await createChecked(provider, "aws:apigateway/restApi:RestApi", { name: "empty" });
    await createChecked(provider, "aws:cloudwatch/logGroup:LogGroup", { name: "log" });
    const role = await createChecked(provider, ROLE, { name: "role", assumeRolePolicy: JSON.stringify(TRUST) });
    const service = { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" };
    const logs = await createChecked(provider, ROLE, {
      name: "logs",
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [service] }),
    });
    const write = { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: "*" };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [write] });
    await createChecked(provider, "aws:iam/rolePolicy:RolePolicy", { name: "write", role: logs.id, policy });
    await createChecked(provider, FUNCTION, {
      name: "f",
      role: role.outputs["arn"]!,
      runtime: "nodejs22.x",
      handler: "index.handler",
      code: archive(CODE),
    });
    await createChecked(provider, PERMISSION, {
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "elasticloadbalancing.amazonaws.com",
      sourceArn: "arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/target/*",
    });
  });
  after(() => aws.close());

  it("has a row here for every type", () => {
    const types = STORED_TYPES.map(({ token }) => token);
    assert.deepEqual(ROWS.map(([token]) => token).sort(), types.sort());
    assert.equal(new Set(AWS_TYPES.map(({ token }) => token)).size, AWS_TYPES.length);
    assert.deepEqual(
      AWS_TYPES.filter(({ source }) => !/^[a-z0-9]+\/[a-z_]+\.go$/.test(source)),
      [],
    );
  });

  for (const [token, inputs, outputs, change] of ROWS) {
    it(`makes, reads, changes and reads back \`${token}\``, async () => {
      const replaces = {};
      made[token] = await live(provider, { type: token, inputs: inputs(made), outputs, change, replaces });
    });
  }

  const wrong: [string, string, (made: Made) => Values, RegExp][] = [
    [
      "a document that API Gateway would not import",
      "aws:apigateway/restApi:RestApi",
      () => ({ name: "b", body: REST_BODY.replace('"POST"', '"GET"') }),
      /Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '\/users'/,
    ],
    [
      "an import into what is there",
      "aws:apigateway/restApi:RestApi",
      () => ({ name: "b", body: REST_BODY, putRestApiMode: "merge" }),
      /NotImplementedException: the local AWS does not model imports in the mode `merge`/,
    ],
    [
      "a deployment of an API without methods",
      "aws:apigateway/deployment:Deployment",
      (all) => ({ restApi: all["empty"]!.id }),
      /The REST API doesn't contain any methods/,
    ],
    [
      "two rules of one priority",
      "aws:lb/listenerRule:ListenerRule",
      (all) => ({
        listenerArn: arn(all, "aws:lb/listener:Listener"),
        priority: 1,
        conditions: [{ pathPattern: { values: ["/x"] } }],
        actions: [{ type: "forward", targetGroupArn: arn(all, "aws:lb/targetGroup:TargetGroup") }],
      }),
      /Priority '1' is currently in use/,
    ],
    [
      "a firewall before an HTTP API",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      (all) => ({ resourceArn: arn(all, "http"), webAclArn: arn(all, "aws:wafv2/webAcl:WebAcl") }),
      /The ARN isn't valid/,
    ],
    [
      "a role for the logs of API Gateway that it may not be",
      "aws:apigateway/account:Account",
      () => ({ cloudwatchRoleArn: "arn:aws:iam::000000000000:role/role" }),
      /The role ARN does not have required permissions configured/,
    ],
    [
      "a metric filter of a log group that is not there",
      "aws:cloudwatch/logMetricFilter:LogMetricFilter",
      () => ({
        name: "g",
        logGroupName: "none",
        pattern: "x",
        metricTransformation: { namespace: "n", name: "m", value: "1" },
      }),
      /The specified log group does not exist/,
    ],
  ];
  for (const [what, token, inputs, message] of wrong) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(createChecked(provider, token, inputs(made)), message);
    });
  }

  it("refuses inputs that a type does not have, or of a wrong shape", () => {
    const failures = (token: string, inputs: Values) =>
      provider.check(token, undefined, inputs, { name: "t" }).failures.map(({ reason }) => reason);
    assert.match(failures("aws:wafv2/webAcl:WebAcl", { scoop: "REGIONAL" })[0]!, /did you mean `scope`\?/);
    assert.match(failures("aws:lb/listenerRule:ListenerRule", { priority: 1.5 })[0]!, /must be a whole number/);
    assert.deepEqual(failures("aws:cloudwatch/eventRule:EventRule", {}).slice(-1), [
      "a rule needs a `scheduleExpression` or an `eventPattern`",
    ]);
    assert.match(
      failures("aws:lb/listener:Listener", { loadBalancerArn: "a", defaultActions: [], protocol: "HTTPS" })[0]!,
      /needs a `certificateArn`/,
    );
  });

  it("gives whoever may read it the newest value of a secret", async () => {
    const SecretId = made["aws:secretsmanager/secret:Secret"]!.id;
    const { body } = await dataClient(aws.url, aws.adminCredentials, { region: "eu-central-1" }).secrets(
      "GetSecretValue",
      { SecretId },
    );
    assert.equal(body.SecretString, "s3cret");
  });

  it("refuses services at different addresses: the account is one server", async () => {
    const other = createAwsProvider();
    const { url } = aws;
    const endpoints = [{ apigatewayv2: url, lambda: url, iam: url, logs: url, wafv2: "http://127.0.0.1:9" }];
    await assert.rejects(
      other.configure({ endpoints: JSON.stringify(endpoints) }),
      /`wafv2` in `aws:endpoints` must be/,
    );
  });

  it("deletes everything in the reverse order, and twice", async () => {
    for (const [token] of [...ROWS].reverse()) await assertGone(provider, token, made[token]!);
  });
});
