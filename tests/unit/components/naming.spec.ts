/** Names that an org or an account keeps unique. */
import assert from "node:assert/strict";
import accessFile from "../../models/console/access";
import { planGroups } from "../../../components/okta/planGroups";
import { managedGroupName, uniqueName, withOrgNames } from "../../../components/naming";
import { loadAccess } from "../../../model/file/load";

const dev = { product: "admin", stack: "dev", carryStack: true };
const alone = { product: "admin", stack: "prod", carryStack: false };

describe("orgName", () => {
  it("joins product, parts and stack", () => {
    assert.equal(uniqueName("app", dev, "support-console"), "admin-support-console-dev");
    assert.equal(uniqueName("authorizationServer", dev), "admin-dev");
  });

  it("leaves the stack out where it has an org of its own", () => {
    assert.equal(uniqueName("app", alone, "support-console"), "admin-support-console");
  });

  it("cuts a name that is too long for its kind, keeps the stack and adds a hash of the whole", () => {
    const long = "x".repeat(80);
    assert.equal(uniqueName("app", dev, long), `admin-${long}-dev`);
    const role = uniqueName("role", dev, long);
    assert.equal(role.length, 64);
    assert.match(role, /^admin-x{45}-[0-9a-f]{8}-dev$/);
    assert.equal(uniqueName("groupRule", alone, long).length, 50);
    assert.match(uniqueName("groupRule", alone, long), /^admin-x{35}-[0-9a-f]{8}$/);
  });

  it("keeps two long names apart", () => {
    const long = "x".repeat(80);
    assert.notEqual(uniqueName("role", dev, `${long}a`), uniqueName("role", dev, `${long}b`));
  });

  it("cleans what a kind does not take, and keeps cleaned names apart", () => {
    const names = ["a.b", "a+b", "a-b"].map((part) => uniqueName("function", dev, part));
    assert.match(names[0]!, /^admin-a-b-[0-9a-f]{8}-dev$/);
    assert.match(names[1]!, /^admin-a-b-[0-9a-f]{8}-dev$/);
    assert.equal(names[2], "admin-a-b-dev");
    assert.equal(new Set(names).size, 3);
    assert.equal(uniqueName("group", dev, "a+b"), "admin-a+b-dev");
  });

  it("has room in the names of load balancers and target groups, which are the shortest", () => {
    const name = uniqueName("targetGroup", dev, "orders_api", "order.service");
    assert.match(name, /^admin-orders-api-or-[0-9a-f]{8}-dev$/);
    assert.equal(name.length, 32);
    assert.equal(uniqueName("loadBalancer", dev, "orders"), "admin-orders-dev");
  });

  it("stays within the limit with a long stack name", () => {
    const stack = "a-review-stack-of-somebody-with-a-very-long-name";
    assert.ok(uniqueName("groupRule", { ...dev, stack }, "support-agents").length <= 50);
  });
});

describe("withOrgNames", () => {
  const access = loadAccess(accessFile, { stack: "dev" });

  it("renames the groups that the stack creates, and no other", () => {
    const { groups } = withOrgNames(access, dev);
    const names = [...groups.values()].map(({ key, name }) => [key, name]);
    assert.deepEqual(Object.fromEntries(names), {
      "support-agents": "support-agents",
      "support-leads": "support-leads",
      "factor-desk": "factor-desk",
      "user-admins": "user-admins-dev",
      auditors: "auditors",
      customers: "customers-dev",
    });
    assert.equal(access.groups.get("user-admins")!.name, "user-admins");
  });

  it("refuses two groups that come to one name in this stack", () => {
    const clash = {
      ...access.groups.get("user-admins")!,
      key: "other-admins",
      name: "user-admins-dev",
      managed: false,
    };
    const file = { ...access, groups: new Map([...access.groups, ["other-admins", clash]]) };
    const message =
      "is the Okta group `user-admins-dev` in stack `dev`, and so is `groups.user-admins`; give one of the two another name";
    assert.throws(() => withOrgNames(file, dev), {
      name: "AccessError",
      message: `the access file has 1 error:\nerror: groups.other-admins: ${message}`,
    });
    assert.doesNotThrow(() => withOrgNames(file, alone));
    const groups = [
      { key: "a", name: "p-b+c-dev", managed: true },
      { name: "b+c", allOf: ["b", "c"] },
    ];
    assert.throws(() => planGroups(groups, { product: "p", stack: "dev", carryStack: true }), { name: "AccessError" });
  });

  it("never gives a name that AWS keeps for itself, or that ends in a hyphen", () => {
    const name = (kind: "loadBalancer" | "targetGroup" | "securityGroup", product: string, stack: string) =>
      uniqueName(kind, { product, stack, carryStack: true }, "shop");
    assert.match(name("loadBalancer", "internal-tools", "dev"), /^n-internal-tool[a-z]*-?[a-z]*-[0-9a-f]{8}-dev$/);
    assert.match(name("securityGroup", "sg", "dev"), /^n-sg-shop-[0-9a-f]{8}-dev$/);
    for (const kind of ["loadBalancer", "targetGroup"] as const) {
      const long = name(kind, "ba", "integration-testing-environment");
      assert.ok(long.length <= 32 && /^[a-z0-9].*[a-z0-9]$/.test(long), long);
    }
    assert.equal(name("loadBalancer", "internals", "dev"), "internals-shop-dev");
  });

  it("changes nothing where names do not carry the stack", () => {
    assert.deepEqual(withOrgNames(access, alone), access);
    assert.equal(managedGroupName("user-admins", alone), "user-admins");
  });
});
