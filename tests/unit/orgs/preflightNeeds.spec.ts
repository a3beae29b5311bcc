/** What `access preflight --needs` tells suffices and is the least: tried with each scope and each role taken away. */
import assert from "node:assert/strict";
import { productAt, readModule } from "../../../components/stack/product";
import { stackResources } from "../../../cli/plans/stackResources";
import { oktaNeeds, type Needs } from "../../../cli/preflight/needs";
import type { Registration } from "../../../local/engine/recordProgram";
import { loadAccess } from "../../../model/file";
import { CONSOLE, EXAMPLES } from "../../support/products";
import { replayOkta } from "../../support/replayOkta";
import { runCli } from "../cli/runCli";
import { newServiceApp } from "../okta/support/serviceApp";
import { startStand } from "../okta/support/stand";

interface Declared {
  readonly resources: readonly Registration[];
  /** The names of groups that the stack looks up. */
  readonly groups: readonly string[];
  readonly needs: Needs;
}

async function declared(folder: string, stack: string): Promise<Declared> {
  const product = productAt(folder);
  const access = loadAccess(readModule(product.accessFile), { stack, source: "access.ts" });
  const groups = [...access.groups.values()].filter(({ managed }) => !managed).map(({ name }) => name);
  const resources = await stackResources(product, access, stack);
  return { resources, groups, needs: oktaNeeds(resources, groups.length > 0) };
}

type Custom = Pick<Needs["custom"], "permissions" | "resources">;

/** Makes all that is declared in an org of its own, as a service application with these scopes and roles. */
async function up(
  { resources, groups }: Declared,
  scopes: readonly string[],
  roles: readonly string[],
  { wholeLife = false, custom }: { wholeLife?: boolean; custom?: Custom } = {},
) {
  const okta = await startStand();
  try {
    const ids = new Map<string, string>();
    for (const name of groups)
      ids.set(name, (await okta.must(200, "POST", "/api/v1/groups", { profile: { name } })).id);
    const app = await newServiceApp(okta, "deployer", scopes);
    for (const type of roles) await app.assign({ type });
    if (custom !== undefined) {
      const { permissions, resources: paths } = custom;
      const label = { label: "deploys", description: "deploys" };
      const { id: role } = await okta.must(200, "POST", "/api/v1/iam/roles", { ...label, permissions });
      const inSet = paths.map((path) => `${okta.url}${path}`);
      const set = await okta.must(200, "POST", "/api/v1/iam/resource-sets", { ...label, resources: inSet });
      await app.assign({ type: "CUSTOM", role, "resource-set": set.id });
    }
    const { access_token: accessToken } = (await app.ask(scopes.join(" "))).body;
    return await replayOkta(
      { resources },
      { url: okta.localUrl, credentials: { accessToken }, groups: ids, wholeLife },
    );
  } finally {
    await okta.close();
  }
}

const NONE_ELSE = "okta.logs.read";

describe("the rights that an up needs", () => {
  for (const [name, folder, stack, scopes, roles] of [
    [
      "okta-only",
      EXAMPLES["okta-only"]!,
      "dev",
      ["okta.apps.manage", "okta.authorizationServers.manage", "okta.groups.manage", "okta.policies.manage"],
      ["API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN", "ORG_ADMIN"],
    ],
    [
      "the console",
      CONSOLE,
      "local",
      [
        "okta.appGrants.manage",
        "okta.apps.manage",
        "okta.authorizationServers.manage",
        "okta.groups.manage",
        "okta.policies.manage",
        "okta.roles.manage",
        "okta.trustedOrigins.manage",
      ],
      ["SUPER_ADMIN"],
    ],
  ] as const) {
    describe(name, () => {
      let all: Declared;
      before(async () => void (all = await declared(folder, stack)));

      it("are told", () => {
        const { custom: _, ...needs } = all.needs;
        assert.deepEqual(needs, { scopes, roles, unknown: [] });
      });

      it("suffice, to make all of it, to read, change and delete it", async () =>
        assert.ok((await up(all, scopes, roles, { wholeLife: true })) > 10));

      for (const scope of scopes)
        it(`do not suffice without \`${scope}\``, async () => {
          const rest = scopes.filter((one) => one !== scope);
          await assert.rejects(up(all, [...rest, NONE_ELSE], roles), /E0000006/);
          // To read is not enough where it says to manage: shown on the smaller of the two.
          if (name === "okta-only")
            await assert.rejects(up(all, [...rest, scope.replace(".manage", ".read")], roles), /E0000006/);
        });

      for (const role of roles)
        it(`do not suffice without the role \`${role}\``, async () => {
          const rest = roles.filter((one) => one !== role);
          await assert.rejects(up(all, scopes, rest), /E0000006/);
        });

      if (roles.includes("SUPER_ADMIN" as never))
        it("are not had by lesser roles together", async () => {
          const lesser = ["API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN", "ORG_ADMIN", "USER_ADMIN"];
          await assert.rejects(up(all, scopes, lesser), /E0000006/);
        });
    });
  }

  it("are less than the greatest role where a lesser one does", async () => {
    const { resources } = await declared(EXAMPLES["okta-only"]!, "dev");
    const only = (...parts: string[]) =>
      oktaNeeds(
        resources.filter(({ type }) => parts.some((part) => type.includes(part))),
        true,
      );
    assert.deepEqual(only("auth/server"), {
      scopes: ["okta.authorizationServers.manage", "okta.groups.read"],
      roles: ["API_ACCESS_MANAGEMENT_ADMIN", "READ_ONLY_ADMIN"],
      custom: {
        permissions: ["okta.authzServers.manage", "okta.groups.read"],
        resources: ["/api/v1/authorizationServers", "/api/v1/groups"],
        without: [],
        beside: [],
      },
      unknown: [],
    });
    assert.deepEqual(only("group/"), {
      scopes: ["okta.groups.manage"],
      roles: ["ORG_ADMIN"],
      custom: { permissions: [], resources: [], without: ["group rules"], beside: ["ORG_ADMIN"] },
      unknown: [],
    });
    assert.deepEqual(oktaNeeds([{ type: "okta:user/user:User", custom: true }], false), {
      scopes: [],
      roles: [],
      custom: { permissions: [], resources: [], without: [], beside: [] },
      unknown: ["okta:user/user:User"],
    });
  });

  describe("with a custom role", () => {
    let all: Declared;
    /** What a custom role can do alone: servers, groups that are made, and looking others up. */
    let alone: Declared;

    before(async () => {
      all = await declared(EXAMPLES["okta-only"]!, "dev");
      const resources = all.resources.filter(
        ({ type, inputs }) => /auth\/server(Scope)?:|group\/group:/.test(type) || inputs["type"] === "service",
      );
      alone = { ...all, resources, needs: oktaNeeds(resources, all.groups.length > 0) };
    });

    it("are told, with what has to come beside it", () => {
      assert.deepEqual(all.needs.custom, {
        permissions: ["okta.authzServers.manage"],
        resources: ["/api/v1/authorizationServers"],
        without: ["group rules", "sign-on policies", "the sign-on policy of an application"],
        beside: ["APP_ADMIN", "ORG_ADMIN"],
      });
      assert.deepEqual(alone.needs.custom, {
        permissions: ["okta.apps.manage", "okta.authzServers.manage", "okta.groups.manage"],
        resources: ["/api/v1/apps", "/api/v1/authorizationServers", "/api/v1/groups"],
        without: [],
        beside: [],
      });
    });

    it("suffice, to make all of it, to read, change and delete it", async () => {
      for (const { resources, groups, needs } of [all, alone]) {
        const { scopes, custom } = needs;
        assert.ok((await up({ resources, groups, needs }, scopes, custom.beside, { wholeLife: true, custom })) > 3);
      }
    });

    it("are the least: without a permission, a resource or the role beside it, Okta refuses", async () => {
      const without = <T>(items: readonly T[], left: T) => items.filter((one) => one !== left);
      for (const one of [all, alone]) {
        const { scopes, custom } = one.needs;
        const { permissions, resources, beside } = custom;
        const refused = (part: Partial<Custom>, roles = beside) =>
          assert.rejects(up(one, scopes, roles, { custom: { ...custom, ...part } }), /E0000006/);
        // A role and a set are never empty: what is put in changes nothing.
        const other = { permission: "okta.support.cases.manage", resource: "/api/v1/users" };
        for (const left of permissions)
          await refused({ permissions: [...without(permissions, left), other.permission] });
        for (const left of resources) await refused({ resources: [...without(resources, left), other.resource] });
        for (const left of beside) await refused({}, without(beside, left));
      }
    });

    it("are told in words, and that none stands for the greatest role", async () => {
      const told = async (folder: string, stack: string) =>
        (await runCli("preflight", "--product", folder, "--stack", stack, "--needs")).out;
      const smaller = await told(EXAMPLES["okta-only"]!, "dev");
      assert.match(
        smaller,
        /or, in the place of API_ACCESS_MANAGEMENT_ADMIN, APP_ADMIN and ORG_ADMIN, a custom role of these permissions, and APP_ADMIN and ORG_ADMIN for group rules, sign-on policies and the sign-on policy of an application:\n {2}okta\.authzServers\.manage\n/,
      );
      assert.match(smaller, /with a resource set of:\n {2}\/api\/v1\/authorizationServers$/m);
      const greatest = await told(CONSOLE, "local");
      assert.match(greatest, /no custom role stands for `SUPER_ADMIN`: it has no permission for administrator roles/);
      assert.doesNotMatch(greatest, /a custom role of these/);
    });
  });

  it("count what is read alone, which an administrator who only sees may do", async () => {
    const component = (name: string) => ({ type: `okta-api-access:index:${name}`, custom: false });
    const { scopes, roles } = oktaNeeds([component("ExistingClient"), component("SharedAuthorizationServer")], true);
    assert.deepEqual(scopes, ["okta.apps.read", "okta.authorizationServers.read", "okta.groups.read"]);
    assert.deepEqual(roles, ["READ_ONLY_ADMIN"]);
    const okta = await startStand();
    try {
      const { id } = await okta.must(201, "POST", "/api/v1/authorizationServers", {
        name: "s",
        audiences: ["api://s"],
      });
      const paths = {
        apps: "/api/v1/apps",
        authorizationServers: `/api/v1/authorizationServers/${id}`,
        groups: "/api/v1/groups",
      };
      const answered = async (held: readonly string[], given: readonly string[]) => {
        const app = await newServiceApp(okta, `reader ${held.join()} ${given.join()}`, held);
        for (const type of given) await app.assign({ type });
        const all = await Promise.all(Object.values(paths).map((path) => app.api("GET", path)));
        return all.map(({ status }) => status);
      };
      assert.deepEqual(await answered(scopes, roles), [200, 200, 200]);
      for (const [index, scope] of scopes.entries()) {
        const statuses = [200, 200, 200].with(index, 403);
        assert.deepEqual(
          await answered(
            scopes.filter((one) => one !== scope),
            roles,
          ),
          statuses,
        );
      }
      assert.deepEqual(await answered(scopes, []), [403, 403, 403]);
    } finally {
      await okta.close();
    }
  });
});
