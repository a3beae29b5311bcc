/** The local AWS's control plane: the life of a role and of a log group. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { keptBy, type Kept } from "./kept";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

const TRUST = JSON.stringify({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] });

describe("the local AWS's control plane", () => {
  let aws: LocalAws;
  let kept: Kept;
  let world: LocalAws["world"];

  before(async () => {
    aws = await startLocalAws();
    ({ world } = aws);
    kept = keptBy(aws);
  });
  after(() => aws.close());

  describe("of roles and log groups", () => {
    const refused = (work: Promise<unknown>, status: number, message: string | RegExp) =>
      assert.rejects(work, { status, message });

    it("makes, shows, changes and deletes a role with a policy, which has to go first", async () => {
      const made = await kept.declare(ROLE, { name: "r", assumeRolePolicy: TRUST });
      assert.equal(made.arn, "arn:aws:iam::000000000000:role/r");
      const policy = { role: "r", name: "p" };
      await kept.declare(POLICY, { ...policy, policy: '{"a":1}' });
      assert.equal(world.roles.get("r")!.policies.get("p"), '{"a":1}');
      assert.equal((await kept.update(ROLE, "r", { assumeRolePolicy: TRUST, description: "d" })).description, "d");
      await refused(kept.drop(ROLE, "r"), 409, "Cannot delete entity, must delete policies first.");
      await kept.drop(POLICY, "r:p", policy);
      await kept.drop(ROLE, "r");
      await refused(kept.drop(ROLE, "r"), 404, "The role with name r cannot be found.");
      await refused(kept.declare(ROLE, { name: "r", assumeRolePolicy: "text" }), 400, /policy document in JSON/);
    });

    it("makes, shows, changes and deletes a log group", async () => {
      const made = await kept.declare(GROUP, { name: "/a/b", retentionInDays: 7 });
      assert.equal(made.arn, "arn:aws:logs:us-east-1:000000000000:log-group:/a/b");
      await kept.update(GROUP, "/a/b", { retentionInDays: 0 });
      assert.equal("retentionInDays" in world.logGroups.get("/a/b")!, false);
      await refused(kept.update(GROUP, "/a/b", { retentionInDays: 8 }), 400, /must be one of 1, 3, 5/);
      await refused(kept.declare(GROUP, { name: "/a/b" }), 400, "The specified log group already exists");
      await kept.drop(GROUP, "/a/b");
      await refused(kept.drop(GROUP, "/a/b"), 404, "The specified log group does not exist.");
    });
  });
});
