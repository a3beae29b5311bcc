/** The people of the local org, held against the access file. */
import assert from "node:assert/strict";
import access from "../../../access";
import { personas } from "../../../local/okta/personas";
import { startStand } from "./support/stand";

describe("local Okta: personas", () => {
  const inGroup = (group: string) => personas.filter(({ groups }) => (groups as readonly string[]).includes(group));

  for (const group of Object.keys(access.groups)) {
    it(`has somebody in ${group}`, () => {
      assert.ok(inGroup(group).length > 0);
    });
  }

  it("has somebody in several groups, in none, in a group without an app, and somebody who has left", () => {
    const keys = (test: (persona: (typeof personas)[number]) => boolean) => personas.filter(test).map(({ key }) => key);
    assert.deepEqual(
      keys(({ groups }) => groups.length > 1),
      ["bruno"],
    );
    assert.deepEqual(
      keys(({ groups, otherGroups }) => groups.length === 0 && otherGroups === undefined),
      ["nora"],
    );
    assert.deepEqual(
      keys(({ groups, otherGroups }) => groups.length === 0 && otherGroups !== undefined),
      ["uli"],
    );
    assert.deepEqual(
      keys(({ status }) => status === "DEPROVISIONED"),
      ["dora"],
    );
  });

  it("gives each a key and a login of their own", () => {
    assert.equal(new Set(personas.map(({ key }) => key)).size, personas.length);
    assert.equal(new Set(personas.map(({ login }) => login)).size, personas.length);
  });

  it("puts people into a group that is made later, by its name", async () => {
    const okta = await startStand({ personas, directoryGroups: ["auditors"] });
    const groupsOf = async () =>
      (await okta.must(200, "GET", "/api/v1/users/ada@example.test/groups")).map(({ profile }: any) => profile.name);
    assert.deepEqual(await groupsOf(), ["Everyone"]);
    await okta.must(200, "POST", "/api/v1/groups", { profile: { name: "user-admins" } });
    assert.deepEqual(await groupsOf(), ["Everyone", "user-admins"]);
    const audit = await okta.must(200, "GET", "/api/v1/users/aldo@example.test/groups");
    assert.deepEqual(
      audit.map(({ profile }: any) => profile.name),
      ["Everyone", "auditors", "permissions-weekly-reports", "permissions-audit-reports"],
    );
    await okta.close();
  });
});
