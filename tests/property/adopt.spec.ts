/** Adopting what was compiled gives the same effective access; adopting anything else never gives more than today. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { OktaApi } from "../../cli/org/oktaApi";
import { readServer } from "../../cli/org/readServer";
import { adopt } from "../../model/adopt/adopt";
import { deploymentOfPlan, groupsOfPerson, type Deployment } from "../../model/adopt/deployment";
import { compile } from "../../model/compile/compile";
import { evaluate } from "../../model/evaluate/evaluate";
import { GRANTS } from "../../model/okta/grants";
import { isOidcScope } from "../../model/okta/oidcScopes";
import type { Access } from "../../model/file/access";
import { deployPlan, orgForPlan, type OrgForPlan } from "../support/deployPlan";
import { draw } from "../support/seed";
import { validAccess } from "./models";

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
      draw("adopted servers", 20_260, 60),
    );
  });
});

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
