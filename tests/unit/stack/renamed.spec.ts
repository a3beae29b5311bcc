/** Keys that have changed: with `was` the engine goes on with what is there; without it a preview says what goes. */
import assert from "node:assert/strict";
import { earlierNames } from "../../../components/stack/earlierNames";
import { lostSince, renamedSince } from "../../../components/stack/sinceLastUpdate";
import { compile, earlierRuleName } from "../../../model/compile";
import { checkAccess } from "../../../model/file";
import { runStack } from "./runStack";

const ACCESS = {
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:delete": { description: "Delete an order", stepUp: { acr: "phr", maxAge: 300 } },
  },
  groups: {
    clerks: { scopes: ["orders:read"], was: "zz-clerks" },
    managers: { scopes: ["orders:delete"], managed: true, was: "heads" },
  },
  clients: {
    counter: { type: "spa", scopes: ["orders:read", "orders:delete"], was: "desk" },
    sync: { type: "service", scopes: ["orders:read"] },
  },
};

const SETTINGS = {
  "okta-api-access:clients": {
    counter: { redirectUris: ["https://desk.example.com/callback"] },
    sync: { jwksUri: "https://sync.example.com/jwks.json" },
  },
};

describe("keys that have changed", () => {
  it("give aliases to whatever has a key in its name, and to nothing else", async () => {
    const { recording } = await runStack({ accessFile: ACCESS, settings: SETTINGS });
    const aliased = recording.resources
      .map((one) => ({ ...one, aliases: one.aliases.filter((alias) => alias !== "") }))
      .filter(({ aliases }) => aliases.length > 0)
      .map(({ type, name, aliases }) => `${type.split(":").at(-1)} ${name}: ${aliases.join()}`);
    assert.deepEqual(aliased.sort(), [
      "ClientApp counter: desk",
      // Of the component's own name, which the engine puts in the place of the other's.
      "Group shop-clerks+managers: shop-heads+zz-clerks",
      "Group shop-managers: shop-heads",
      "GroupAssignment counter-group:clerks: counter-group:zz-clerks,desk-group:zz-clerks",
      "GroupAssignment counter-group:managers: counter-group:heads,desk-group:heads",
      "Rule shop-clerks+managers: shop-heads+zz-clerks",
      "ServerPolicy shop-counter: shop-desk",
      "ServerPolicyRule shop-counter: clerks 60 min: shop-desk: zz-clerks 60 min",
      "ServerPolicyRule shop-counter: clerks+managers 60 min: shop-desk: heads+zz-clerks 60 min",
      "ServerPolicyRule shop-counter: managers 60 min: shop-desk: heads 60 min",
      "SignOnPolicy counter-sign-on: desk-sign-on",
    ]);
  });

  it("give each rule the name that it had, whatever it is called after", () => {
    const file = (keys: readonly string[], was: readonly (string | undefined)[] = []) => {
      const scopes = [["orders:read"], ["orders:read", "orders:write"], ["orders:delete"]];
      return checkAccess({
        ...ACCESS,
        scopes: { ...ACCESS.scopes, "orders:write": { description: "Write orders" } },
        groups: Object.fromEntries(keys.map((key, i) => [key, { scopes: scopes[i], was: was[i] }])),
        clients: {
          desk: { type: "spa", scopes: "all", requests: [["orders:read", "orders:delete"], ["orders:write"]] },
          tools: { type: "spa", scopes: "all", enforcement: "gateway" },
          sync: { type: "service", scopes: ["orders:read"] },
        },
      }).access!;
    };
    const rulesOf = (access: ReturnType<typeof file>) => {
      const plan = compile(access);
      const { groups } = earlierNames(access, plan);
      return plan.policies.flatMap(({ rules }) => rules.map((rule) => earlierRuleName(rule, groups) ?? rule.name));
    };
    // `any` is how the rules of a client with enforcement at the gateway begin, which are called after no group.
    const before = rulesOf(file(["zeta", "till", "any"]));
    assert.deepEqual(rulesOf(file(["zeta", "till", "last"])), rulesOf(file(["any", "till", "last"], ["zeta"])));
    assert.deepEqual(rulesOf(file(["first", "till", "last"], ["zeta", undefined, "any"])), before);
    assert.ok(
      before.some((name) => name.includes("+") && name.includes(": ")),
      before.join("; "),
    );
    assert.ok(
      before.some((name) => name.startsWith("any assigned ")),
      before.join("; "),
    );
  });

  const access = checkAccess({
    ...ACCESS,
    groups: { clerks: { scopes: ["orders:read"] }, managers: { scopes: ["orders:delete"], managed: true } },
    clients: { counter: { type: "spa", scopes: "all" }, sync: { type: "service", scopes: ["orders:read"] } },
  }).access!;
  const before = {
    clientIds: { desk: "0oa1", sync: "0oa2" },
    groupIds: { staff: "00g1", managers: "00g2", "managers+staff": "00g3" },
    accessMatrix: { staff: { desk: "orders:read orders:write" }, sync: { sync: "orders:read" } },
  };

  it("are said to take things away, with the way to keep them", () => {
    const [client, group, scope, ...others] = lostSince(before, access);
    assert.match(client!, /^the client `desk` goes with this update: its client id and secret are refused/);
    assert.match(client!, /; if it is `clients\.counter` now, write `was: "desk"` there, and it stays$/);
    assert.match(group!, /^the group `staff` goes .*; if it is `groups\.clerks` now, write `was: "staff"` there/);
    assert.match(scope!, /^the scope `orders:write` goes with this update: whoever asks for it is refused/);
    assert.deepEqual(others, []);
  });

  it("are said nothing of where `was` keeps them, and where nothing is known of an update before", () => {
    const kept = checkAccess({
      ...ACCESS,
      groups: {
        clerks: { ...ACCESS.groups.clerks, was: "staff" },
        managers: { scopes: ["orders:delete"], managed: true },
      },
      scopes: { ...ACCESS.scopes, "orders:write": { description: "Write" } },
    }).access;
    const { clientIds, groupIds } = before;
    assert.deepEqual(kept && lostSince({ clientIds, groupIds }, kept), []);
    for (const none of [{}, { clientIds: "secret", groupIds: [], accessMatrix: null }])
      assert.deepEqual([lostSince(none, access), renamedSince(none, access, { clerks: "00g1" })], [[], []]);
  });

  it("stop an update where a group is the same in Okta and nothing is said of its old key", () => {
    const [finding, ...others] = renamedSince(before, access, { clerks: "00g1" });
    assert.deepEqual(others, []);
    assert.deepEqual(
      [finding!.path, finding!.message.endsWith('write `was: "staff"` here, and everything stays')],
      ["groups.clerks", true],
    );
    assert.deepEqual(renamedSince(before, access, { clerks: "00g9" }), []);
    assert.deepEqual(renamedSince(before, access, { clerks: undefined }), []);
  });
});
