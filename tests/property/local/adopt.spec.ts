/** Adopting what was compiled gives the same effective access; adopting anything else never gives more than today. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { OktaApi } from "../../../cli/org/oktaApi";
import { readServer } from "../../../cli/org/readServer";
import { adopt, type Adopted } from "../../../model/adopt/adopt";
import { deploymentOfPlan, groupsOfPerson, type Deployment } from "../../../model/adopt/deployment";
import { readSnapshot, SNAPSHOT_FORMAT, type Snapshot } from "../../../model/adopt/snapshot";
import { AccessError } from "../../../model/findings";
import { compile } from "../../../model/compile/compile";
import { evaluate } from "../../../model/evaluate/evaluate";
import { GRANTS, type GrantKey } from "../../../model/okta/grants";
import { isOidcScope } from "../../../model/okta/oidcScopes";
import type { Access } from "../../../model/file/access";
import { deployPlan, orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { draw } from "../../support/seed";
import { validAccess } from "../models";

async function snapshotOf(okta: OrgForPlan, server: string) {
  return readServer(new OktaApi(okta.url, `SSWS ${okta.apiToken}`), { server }, () => undefined);
}

/** What one side answers, as far as somebody notices it. */
function noticed(
  side: Deployment,
  client: string,
  grant: string,
  hasUser: boolean,
  groups: string[],
  scopes: string[],
) {
  const asking = side.clients.get(client);
  if (asking === undefined) return "refused";
  const user = hasUser ? { id: "somebody", groups: groupsOfPerson(side, groups) } : null;
  const decision = evaluate(side.server, { client: asking, grantType: grant, user, scopes });
  if (decision.decision === "denied") return "refused";
  const refreshes = scopes.includes("offline_access");
  return {
    minutes: decision.tokenMinutes,
    refresh: refreshes ? [decision.refreshTokenMinutes, decision.refreshTokenWindowMinutes] : [],
    claims: decision.claims,
    consent: decision.consentNeeded,
  };
}

function* subsets<T>(items: readonly T[]): Generator<T[]> {
  for (let bits = 0; bits < 2 ** items.length; bits++) yield items.filter((_, index) => bits & (1 << index));
}

describe("adopting a server", () => {
  it("gives the effective access of whatever was compiled into it, to everybody and for every request", async () => {
    const small = validAccess({ groups: 3, scopes: 4, clients: 2 });
    await fc.assert(
      fc.asyncProperty(small, async ({ access }) => {
        const okta = await orgForPlan();
        try {
          const plan = compile(access);
          const { serverId } = await deployPlan(okta, plan);
          const adopted = adopt(await snapshotOf(okta, serverId), { product: "product" });
          assert.deepEqual(adopted.changes, []);
          same(access, deploymentOfPlan(plan), deploymentOfPlan(adopted.plan));
        } finally {
          await okta.close();
        }
      }),
      draw("adopted servers", 20_260, 40),
    );
  });

  it("gives nobody more than the rules of whatever server, but a sign-in to who is assigned", () => {
    fc.assert(
      fc.property(servers, (snapshot) => {
        let adopted: Adopted;
        try {
          adopted = adopt(snapshot, { product: "product" });
        } catch (error) {
          // Nothing of it can be said in a file.
          if (error instanceof AccessError && /nothing to adopt/.test(error.message)) return;
          throw error;
        }
        const file = deploymentOfPlan(adopted.plan);
        for (const client of adopted.access.clients.values()) {
          for (const grant of client.grants)
            neverMore(adopted, file, client.key, grant, [...adopted.access.groups.keys()]);
        }
      }),
      { ...draw("servers of any making", 20_261, 120), examples: LIFETIMES_APART.map((server) => [serverOf(server)]) },
    );
  });
});

/** A request that the file grants is granted today, for at least as long; one for a sign-in alone needs an assignment. */
function neverMore(
  { today, access }: Adopted,
  file: Deployment,
  client: string,
  grant: GrantKey,
  groups: string[],
): void {
  const { okta, user } = GRANTS[grant];
  for (const mine of user ? subsets(groups) : [[]]) {
    for (const scopes of subsets(["openid", "offline_access", ...access.scopes.keys()])) {
      if (scopes.length === 0 || (!user && scopes.some(isOidcScope))) continue;
      const is = noticed(file, client, okta, user, mine, scopes);
      if (is === "refused" || scopes.join() === "openid") continue;
      const was = noticed(today, client, okta, user, mine, scopes);
      // Scopes that one may have in two requests may come in one with who one is.
      const apart = scopes.filter((scope) => scope !== "openid");
      const aside = noticed(today, client, okta, user, mine, apart);
      const known = was === "refused" && !scopes.includes("offline_access") ? aside : was;
      assert.notEqual(known, "refused", `${client} ${grant} [${mine.join()}] asks for ${scopes.join(" ")}`);
      if (known !== "refused") assert.ok(is.minutes <= known.minutes, `${client} [${mine.join()}] ${scopes.join(" ")}`);
    }
  }
}

const SCOPES = ["a", "b", "c"];
const GROUPS = ["00g1", "00g2", "00g3", "00gBoth"];
const CLIENTS = ["0oa1", "0oa2", "0oaService"];

const rule = fc.record({
  grantTypes: fc.subarray(["authorization_code", "client_credentials", "implicit"], { minLength: 1 }),
  groups: fc.oneof(fc.subarray(GROUPS, { minLength: 1 }), fc.constant(["EVERYONE"]), fc.constant<string[]>([])),
  scopes: fc.oneof(
    { weight: 4, arbitrary: fc.subarray(["openid", "offline_access", ...SCOPES]) },
    { weight: 1, arbitrary: fc.constant(["*"]) },
  ),
  accessTokenMinutes: fc.constantFrom(5, 60, 600),
  refreshTokenMinutes: fc.constantFrom(0, 600, 14_400),
});

interface ClickedRule {
  readonly grantTypes: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
  readonly refreshTokenMinutes: number;
}

interface Clicked {
  readonly policies: readonly { readonly clients: readonly string[]; readonly rules: readonly ClickedRule[] }[];
  readonly assigned: readonly (readonly string[])[];
  readonly consent: "IMPLICIT" | "REQUIRED";
}

/** Whatever people click together. */
const servers: fc.Arbitrary<Snapshot> = fc
  .record({
    policies: fc.array(
      fc.record({
        clients: fc.oneof(fc.subarray(CLIENTS, { minLength: 1 }), fc.constant(["ALL_CLIENTS"])),
        rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    assigned: fc.tuple(
      fc.subarray([...GROUPS.slice(0, 3), "00gAll"]),
      fc.subarray(GROUPS.slice(0, 3), { minLength: 1 }),
    ),
    consent: fc.constantFrom("IMPLICIT" as const, "REQUIRED" as const),
  })
  .map(serverOf);

const forUsers = { grantTypes: ["authorization_code"], refreshTokenMinutes: 0 };

/** The first rule decides how long a token lives: what one side's rule and the other's decide together shows it alone. */
const LIFETIMES_APART: readonly Clicked[] = [
  {
    // Only a request for `a` with a refresh token and without a sign-in gets the shorter life.
    policies: [
      {
        clients: ["ALL_CLIENTS"],
        rules: [
          { ...forUsers, groups: ["00g3"], scopes: ["a"], accessTokenMinutes: 600 },
          { ...forUsers, groups: ["00g3"], scopes: ["offline_access", "a", "c"], accessTokenMinutes: 60 },
          { ...forUsers, groups: ["00g1", "00g3"], scopes: ["openid", "offline_access", "a"], accessTokenMinutes: 600 },
        ],
      },
    ],
    assigned: [[], ["00g1"]],
    consent: "IMPLICIT",
  },
  {
    // Only who is in both groups gets the shorter life that the one of them brings.
    policies: [
      {
        clients: ["ALL_CLIENTS"],
        rules: [
          { ...forUsers, groups: ["00g3", "00gBoth"], scopes: ["c"], accessTokenMinutes: 5 },
          { ...forUsers, groups: ["00g3"], scopes: ["b"], accessTokenMinutes: 5 },
        ],
      },
      { clients: ["0oa2"], rules: [{ ...forUsers, groups: ["00g2"], scopes: ["b"], accessTokenMinutes: 600 }] },
    ],
    assigned: [[], ["00g2", "00g3"]],
    consent: "IMPLICIT",
  },
];

function serverOf({ policies, assigned, consent }: Clicked): Snapshot {
  return readSnapshot(
    {
      format: SNAPSHOT_FORMAT,
      source: "https://example.okta.com",
      server: { id: "aus1", name: "Server", audiences: ["api://x"] },
      scopes: [
        ...["openid", "profile", "offline_access"].map((name) => ({ id: name, name, system: true })),
        ...SCOPES.map((name) => ({ id: name, name, consent: name === "c" ? consent : ("IMPLICIT" as const) })),
      ],
      policies: policies.map((policy, i) => ({
        id: `00p${i}`,
        name: `p${i}`,
        priority: i + 1,
        clients: policy.clients,
        rules: policy.rules.map((one, j) => ({ id: `0pr${i}${j}`, name: `r${j}`, priority: j + 1, ...one })),
      })),
      apps: CLIENTS.map((id, i) => ({
        id,
        clientId: id,
        label: id,
        type: i === 2 ? ("service" as const) : ("web" as const),
        grantTypes: i === 2 ? ["client_credentials"] : ["authorization_code", "implicit", "refresh_token"],
        groups: i === 2 ? [] : assigned[i],
        pkceRequired: true,
        authMethod: i === 2 ? "private_key_jwt" : "client_secret_basic",
      })),
      groups: [...GROUPS.map((id) => ({ id, name: id })), { id: "00gAll", name: "Everyone", type: "BUILT_IN" }],
      groupRules: [
        {
          id: "0pr9",
          name: "both",
          expression: 'isMemberOfGroup("00g1") AND isMemberOfGroup("00g2")',
          groups: ["00gBoth"],
        },
      ],
    },
    "the test",
  );
}

function same(access: Access, was: Deployment, is: Deployment): void {
  const oidc = ["openid", "profile", "offline_access"];
  for (const client of access.clients.values()) {
    for (const grant of client.grants) {
      const { okta, user } = GRANTS[grant];
      for (const groups of user ? subsets([...access.groups.keys()]) : [[]]) {
        for (const scopes of subsets([...oidc, ...access.scopes.keys()])) {
          if (scopes.length === 0 || (!user && scopes.some(isOidcScope))) continue;
          assert.deepEqual(
            noticed(is, client.key, okta, user, groups, scopes),
            noticed(was, client.key, okta, user, groups, scopes),
            `${client.key} ${grant} [${groups.join()}] asks for ${scopes.join(" ")}`,
          );
        }
      }
    }
  }
}
