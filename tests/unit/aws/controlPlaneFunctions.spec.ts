/** The local AWS's control plane: the life of a function, and who may call it. */
import assert from "node:assert/strict";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import { ECHO, type TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let refused: ControlPlane["refused"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, refused } = stand);
  });
  after(() => stand.close());

  describe("of functions", () => {
    const fn = (more: object = {}) => ({
      FunctionName: "f",
      Role: "arn:aws:iam::000000000000:role/test",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { Files: { "index.mjs": ECHO } },
      ...more,
    });

    it("makes, shows, changes and deletes one", async () => {
      const made = await api.make("POST", "/2015-03-31/functions", fn({ Tags: { a: "b" } }));
      assert.deepEqual([made.Timeout, made.MemorySize, made.Architectures], [3, 128, ["x86_64"]]);
      const code = await api.make("PUT", "/2015-03-31/functions/f/code", {
        Files: { "index.mjs": "export const handler = 1" },
      });
      assert.notEqual(code.CodeSha256, made.CodeSha256);
      await api.make("PUT", "/2015-03-31/functions/f/configuration", {
        Timeout: 9,
        Environment: { Variables: { AB: "1" } },
      });
      const { Configuration, Tags } = await api.make("GET", "/2015-03-31/functions/f");
      assert.deepEqual(
        [Configuration.Timeout, Configuration.Environment, Tags],
        [9, { Variables: { AB: "1" } }, { a: "b" }],
      );
      assert.equal((await api.call("DELETE", "/2015-03-31/functions/f")).status, 204);
      assert.equal((await api.call("GET", "/2015-03-31/functions/f")).status, 404);
    });

    it("refuses one that could not run", async () => {
      const cases: [object, number, RegExp][] = [
        [
          fn({ Role: "arn:aws:iam::000000000000:role/none" }),
          400,
          /^The role defined for the function cannot be assumed by Lambda.$/,
        ],
        [fn({ Runtime: "python3.13" }), 400, /^Runtime: must be one of `nodejs20.x`/],
        [fn({ Handler: "index" }), 400, /^Handler/],
        [fn({ Code: { Files: { "../index.mjs": "" } } }), 400, /path inside the archive/],
        [fn({ Code: { Files: { "/etc/x": "" } } }), 400, /path inside the archive/],
        [fn({ Timeout: 901 }), 400, /^Timeout/],
        [fn({ Layers: [] }), 400, /unknown field `Layers`/],
        [fn({ FunctionName: "echo" }), 409, /^Function already exist: echo$/],
      ];
      for (const [body, status, message] of cases)
        await refused("POST", "/2015-03-31/functions", body, status, message);
    });

    it("refuses a second permission of the same id, and lists those that there are", async () => {
      const policy = "/2015-03-31/functions/echo/policy";
      const permission = { StatementId: "api", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
      await refused("POST", policy, permission, 409, /already exists/);
      const { Policy } = await api.make("GET", policy);
      assert.deepEqual(JSON.parse(Policy).Statement, [
        {
          Sid: "api",
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: "arn:aws:lambda:us-east-1:000000000000:function:echo",
          Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}/*` } },
        },
      ]);
      await refused("DELETE", `${policy}/none`, undefined, 404, "Statement none is not found in resource policy.");
    });
  });
});
