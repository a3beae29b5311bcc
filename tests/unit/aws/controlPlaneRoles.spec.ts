/** The local AWS's control plane: the life of a role and of a log group. */
import assert from "node:assert/strict";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { TestApi } from "./localApi";

const TRUST = JSON.stringify({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] });

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let refused: ControlPlane["refused"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, refused } = stand);
  });
  after(() => stand.close());

  describe("of roles and log groups", () => {
    it("makes, shows, changes and deletes a role with a policy, which has to go first", async () => {
      const made = await api.make("POST", "/iam/roles", { RoleName: "r", AssumeRolePolicyDocument: TRUST });
      assert.equal(made.Arn, "arn:aws:iam::000000000000:role/r");
      await api.make("PUT", "/iam/roles/r/policies/p", { PolicyDocument: '{"a":1}' });
      assert.equal((await api.make("GET", "/iam/roles/r/policies/p")).PolicyDocument, '{"a":1}');
      assert.equal((await api.make("PATCH", "/iam/roles/r", { Description: "d" })).Description, "d");
      await refused("DELETE", "/iam/roles/r", undefined, 409, "Cannot delete entity, must delete policies first.");
      await api.make("DELETE", "/iam/roles/r/policies/p");
      await api.make("DELETE", "/iam/roles/r");
      await refused("GET", "/iam/roles/r", undefined, 404, "The role with name r cannot be found.");
      await refused(
        "POST",
        "/iam/roles",
        { RoleName: "r", AssumeRolePolicyDocument: "text" },
        400,
        /policy document in JSON/,
      );
    });

    it("makes, shows, changes and deletes a log group", async () => {
      const path = `/logs/groups/${encodeURIComponent("/a/b")}`;
      const made = await api.make("POST", "/logs/groups", { logGroupName: "/a/b", retentionInDays: 7 });
      assert.equal(made.arn, "arn:aws:logs:us-east-1:000000000000:log-group:/a/b");
      assert.equal("retentionInDays" in (await api.make("PATCH", path, { retentionInDays: null })), false);
      await refused("PATCH", path, { retentionInDays: 8 }, 400, /must be one of 1, 3, 5/);
      await refused("POST", "/logs/groups", { logGroupName: "/a/b" }, 400, "The specified log group already exists");
      await api.make("DELETE", path);
      await refused("GET", path, undefined, 404, "The specified log group does not exist.");
    });
  });
});
