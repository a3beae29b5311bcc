/** The IAM policy of `access preflight --needs`: every type has its actions, and names narrow them. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ACTIONS } from "../../../cli/preflight/iamActions";
import { awsNeeds, placeOf } from "../../../cli/preflight/iamPolicy";
import { CONSOLE } from "../../support/products";
import { runCli } from "../cli/runCli";

const PLACE = { region: "eu-central-1", account: "111122223333" };

const declared = (type: string, inputs: object = {}, name = "one") => ({
  type,
  name,
  custom: true,
  inputs: { ...inputs },
});

describe("the IAM policy that an up needs", () => {
  it("knows every type of AWS that the components declare", () => {
    const folder = join(__dirname, "../../../components/aws");
    const text = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    const used = [...text.matchAll(/new (\w+)\.([A-Z]\w+)\(/g)].filter(([, service]) => service !== "pulumi");
    const types = used.map(([, service, name]) => `aws:${service}/${name![0]!.toLowerCase()}${name!.slice(1)}:${name}`);
    assert.ok(types.length > 30);
    assert.deepEqual([...new Set(types)].sort(), Object.keys(ACTIONS).sort());
  });

  it("names each action once, as IAM writes them", () => {
    for (const list of Object.values(ACTIONS))
      for (const { actions } of list) {
        assert.equal(new Set(actions).size, actions.length);
        for (const action of actions) assert.match(action, /^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      }
  });

  it("is narrowed to names, account and region; a name that AWS or the engine makes is not known", () => {
    const table = declared("aws:dynamodb/table:Table", { name: "orders" });
    const role = declared("aws:iam/role:Role");
    const key = declared("aws:kms/key:Key");
    const of = (...all: ReturnType<typeof declared>[]) =>
      awsNeeds(all, PLACE).policy!.Statement.flatMap(({ Resource }) => Resource);
    assert.deepEqual(of(table), ["arn:aws:dynamodb:eu-central-1:111122223333:table/orders"]);
    assert.deepEqual(new Set(of(role)), new Set(["arn:aws:iam::111122223333:role/one-*"]));
    const log = declared("aws:cloudwatch/logMetricFilter:LogMetricFilter", {
      logGroupName: "Logs_id-of-orders-api/live",
    });
    assert.deepEqual(of(log), [
      "arn:aws:logs:eu-central-1:111122223333:log-group:Logs_*/live",
      "arn:aws:logs:eu-central-1:111122223333:log-group:Logs_*/live:*",
    ]);
    assert.deepEqual(of(key), ["*", "arn:aws:kms:eu-central-1:111122223333:key/*"]);
  });

  it("hands a role to the services alone that act as it", () => {
    const { policy } = awsNeeds([declared("aws:iam/role:Role", { name: "guard" })], PLACE);
    assert.deepEqual(
      policy!.Statement.find(({ Action }) => Action.includes("iam:PassRole")),
      {
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: ["arn:aws:iam::111122223333:role/guard"],
        Condition: { StringEquals: { "iam:PassedToService": ["apigateway.amazonaws.com", "lambda.amazonaws.com"] } },
      },
    );
  });

  it("joins what has the same actions or the same resources", () => {
    const { policy } = awsNeeds(
      [
        declared("aws:lambda/function:Function", { name: "guard" }),
        declared("aws:lambda/permission:Permission", { function: "guard" }),
        declared("aws:apigatewayv2/route:Route"),
        declared("aws:apigatewayv2/api:Api"),
      ],
      PLACE,
    );
    assert.deepEqual(
      policy!.Statement.map(({ Action, Resource }) => [Action.length, Resource.length]),
      [
        [16, 2],
        [4, 2],
        [4, 1],
      ],
    );
  });

  it("knows the account where the settings name one alone, and the partition of the region", () => {
    assert.deepEqual(placeOf({ "aws:region": "eu-central-1", "aws:allowedAccountIds": ["111122223333"] }), PLACE);
    assert.equal(placeOf({ "aws:allowedAccountIds": ["111122223333", "444455556666"] }).account, "*");
    assert.deepEqual(placeOf({}), { region: "*", account: "*" });
    const table = [declared("aws:dynamodb/table:Table", { name: "orders" })];
    const on = (region: string) => awsNeeds(table, { region, account: "*" }).policy!.Statement[0]!.Resource[0];
    assert.equal(on("cn-north-1"), "arn:aws-cn:dynamodb:cn-north-1:*:table/orders");
    assert.equal(on("*"), "arn:*:dynamodb:*:*:table/orders");
  });

  it("says of which type it is not known, and nothing of a stack without AWS", () => {
    assert.deepEqual(awsNeeds([declared("aws:s3/bucket:Bucket")], PLACE).unknown, ["aws:s3/bucket:Bucket"]);
    assert.deepEqual(awsNeeds([declared("okta:group/group:Group")], PLACE), { policy: undefined, unknown: [] });
  });

  it("is printed for a whole stack, and holds nothing that the stack does not name", async () => {
    const { out, status } = await runCli("preflight", "--product", CONSOLE, "--stack", "local", "--needs", "--json");
    assert.equal(status, 0);
    const { okta, aws } = JSON.parse(out);
    assert.deepEqual([okta.unknown, aws.unknown], [[], []]);
    const text = JSON.stringify(aws.policy);
    assert.equal(/id-of-|04da6b54|"[a-z0-9]+:\*"/.test(text), false);
    const words = (await runCli("preflight", "--product", CONSOLE, "--stack", "local", "--needs")).out;
    assert.match(words, /^ {2}SUPER_ADMIN$/m);
    assert.match(words, /"dynamodb:CreateTable"/);
  });
});
