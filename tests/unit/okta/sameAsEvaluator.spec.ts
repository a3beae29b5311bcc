/** For random servers, people and requests the endpoints answer what the evaluator decides. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Persona } from "../../../local/okta/seed";
import { evaluate } from "../../../model/evaluate/evaluate";
import { EVERYONE, type AuthorizationServer, type Decision, type RequestClient } from "../../../model/evaluate/types";
import { OIDC_SCOPES } from "../../../model/okta/oidcScopes";
import { startStand, type Reply, type Stand } from "./support/stand";
import { CHALLENGE, REDIRECT, VERIFIER } from "./support/world";

const SCOPES = ["a", "b", "c"];
const GROUPS = ["g1", "g2", "g3"];
const GRANTS = ["authorization_code", "client_credentials"];
const SEED = 20261101;
const RUNS = 12;

interface RuleModel {
  readonly grants: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly minutes: number;
  readonly active: boolean;
}

interface Model {
  readonly policies: readonly {
    readonly forAll: boolean;
    readonly forSpa: boolean;
    readonly rules: readonly RuleModel[];
  }[];
  readonly memberships: readonly string[];
  readonly assigned: readonly string[];
  readonly defaults: readonly string[];
  readonly requests: readonly { readonly grant: string; readonly scopes: readonly string[] }[];
}

const some = (items: readonly string[], minLength = 0) => fc.subarray([...items], { minLength });

const rule: fc.Arbitrary<RuleModel> = fc
  .record({
    grants: some(GRANTS, 1),
    groups: some([...GROUPS, EVERYONE]),
    scopes: fc.oneof(
      { weight: 5, arbitrary: some([...SCOPES, "openid", "profile"]) },
      { weight: 1, arbitrary: fc.constant(["*"]) },
    ),
    minutes: fc.integer({ min: 5, max: 1440 }),
    active: fc.boolean(),
  })
  // Okta refuses a rule of a user grant without people.
  .map((made) => (made.groups.length === 0 ? { ...made, grants: ["client_credentials"] } : made));

const model: fc.Arbitrary<Model> = fc.record({
  policies: fc.array(
    fc.record({ forAll: fc.boolean(), forSpa: fc.boolean(), rules: fc.array(rule, { maxLength: 4 }) }),
    { maxLength: 3 },
  ),
  memberships: some(GROUPS),
  assigned: some(GROUPS),
  defaults: some(SCOPES),
  requests: fc.array(
    fc.record({ grant: fc.constantFrom(...GRANTS), scopes: some([...SCOPES, "openid", "profile", "unknown"]) }),
    { minLength: 6, maxLength: 6 },
  ),
});

describe("local Okta: property", () => {
  it("the endpoints answer what the evaluator decides", async () => {
    await fc.assert(
      fc.asyncProperty(model, async (made) => {
        const persona: Persona = {
          key: "p",
          login: "p@x.test",
          firstName: "P",
          lastName: "X",
          groups: made.memberships,
        };
        const okta = await startStand({ personas: [persona], directoryGroups: GROUPS });
        try {
          await compareAll(okta, made);
        } finally {
          await okta.close();
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

async function compareAll(okta: Stand, made: Model): Promise<void> {
  const deployed = await deploy(okta, made);
  for (const { grant, scopes } of made.requests) {
    const user = grant === "client_credentials" ? null : { id: "p", groups: made.memberships };
    const expected = evaluate(evaluatorServer(made), {
      client: evaluatorClient(grant, made),
      grantType: grant,
      user,
      scopes,
    });
    const answer = await ask(okta, deployed, grant, scopes);
    assert.deepEqual(outcome(answer), expectedOutcome(expected), `${grant} ${scopes.join(" ")}`);
  }
}

/** The same server in the evaluator's terms, written from the model and not from what the local Okta stored. */
function evaluatorServer(made: Model): AuthorizationServer {
  const scope = (name: string) => ({ name, consent: "IMPLICIT" as const, default: made.defaults.includes(name) });
  return {
    scopes: [...OIDC_SCOPES, ...SCOPES].map(scope),
    claims: [],
    policies: made.policies.map(({ forAll, forSpa, rules }, i) => ({
      id: `p${i}`,
      name: `p${i}`,
      priority: i + 1,
      status: "ACTIVE",
      clients: forAll ? ["ALL_CLIENTS"] : [forSpa ? "spa" : "service"],
      rules: rules.map(({ grants, groups, scopes, minutes, active }, j) => ({
        id: `r${j}`,
        name: `r${j}`,
        priority: j + 1,
        status: active ? "ACTIVE" : "INACTIVE",
        grantTypes: grants,
        users: [],
        groups,
        scopes,
        accessTokenMinutes: minutes,
        refreshTokenMinutes: 0,
        refreshTokenWindowMinutes: 10080,
      })),
    })),
  };
}

function evaluatorClient(grant: string, made: Model): RequestClient {
  const service = grant === "client_credentials";
  return {
    id: service ? "service" : "spa",
    status: "ACTIVE",
    applicationType: service ? "service" : "browser",
    grantTypes: [grant],
    consentMethod: "TRUSTED",
    assignedUsers: [],
    assignedGroups: service ? [] : made.assigned,
  };
}

interface Deployed {
  readonly issuer: string;
  readonly spa: string;
  readonly service: { readonly id: string; readonly secret: string };
}

async function deploy(okta: Stand, made: Model): Promise<Deployed> {
  const { id } = await okta.must(201, "POST", "/api/v1/authorizationServers", { name: "s", audiences: ["api://s"] });
  const path = `/api/v1/authorizationServers/${id}`;
  for (const name of SCOPES)
    await okta.must(201, "POST", `${path}/scopes`, { name, default: made.defaults.includes(name) });
  const found = await okta.must(200, "GET", "/api/v1/groups");
  const groupIds = new Map<string, string>(found.map((group: any) => [group.profile.name, group.id]));
  const spa = await app(okta, "spa", "none", {
    application_type: "browser",
    grant_types: ["authorization_code"],
    redirect_uris: [REDIRECT],
  });
  const service = await app(okta, "service", "client_secret_post", {
    application_type: "service",
    grant_types: ["client_credentials"],
  });
  for (const group of made.assigned)
    await okta.must(200, "PUT", `/api/v1/apps/${spa.id}/groups/${groupIds.get(group)}`, {});
  for (const [i, policy] of made.policies.entries()) {
    const include = policy.forAll ? ["ALL_CLIENTS"] : [policy.forSpa ? spa.id : service.id];
    const body = { name: `p${i}`, description: "d", priority: i + 1, conditions: { clients: { include } } };
    const { id: policyId } = await okta.must(201, "POST", `${path}/policies`, body);
    for (const [j, each] of policy.rules.entries()) {
      await okta.must(201, "POST", `${path}/policies/${policyId}/rules`, ruleBody(j, each, groupIds));
    }
  }
  return {
    issuer: `/oauth2/${id}`,
    spa: spa.id,
    service: { id: service.id, secret: service.credentials.oauthClient.client_secret },
  };
}

function ruleBody(
  index: number,
  { grants, groups, scopes, minutes, active }: RuleModel,
  groupIds: ReadonlyMap<string, string>,
): object {
  return {
    name: `r${index}`,
    type: "RESOURCE_ACCESS",
    status: active ? "ACTIVE" : "INACTIVE",
    conditions: {
      grantTypes: { include: grants },
      people: { groups: { include: groups.map((name) => groupIds.get(name) ?? name) } },
      scopes: { include: scopes },
    },
    actions: { token: { accessTokenLifetimeMinutes: minutes } },
  };
}

const app = (okta: Stand, label: string, method: string, client: object): Promise<any> =>
  okta.must(200, "POST", "/api/v1/apps", {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: method } },
    settings: { oauthClient: client },
  });

async function ask(
  okta: Stand,
  { issuer, spa, service }: Deployed,
  grant: string,
  scopes: readonly string[],
): Promise<Reply> {
  const scope = scopes.join(" ");
  if (grant === "client_credentials") {
    return okta.post(`${issuer}/v1/token`, {
      grant_type: grant,
      scope,
      client_id: service.id,
      client_secret: service.secret,
    });
  }
  const query = new URLSearchParams({
    client_id: spa,
    redirect_uri: REDIRECT,
    response_type: "code",
    state: "s",
    scope,
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    login_hint: "p@x.test",
  });
  const redirect = await fetch(`${okta.url}${issuer}/v1/authorize?${query}`, { redirect: "manual" });
  const { searchParams } = new URL(redirect.headers.get("location")!);
  const code = searchParams.get("code");
  const error = { error: searchParams.get("error"), error_description: searchParams.get("error_description") };
  if (code === null) return { status: 302, headers: redirect.headers, text: "", body: error };
  return okta.post(`${issuer}/v1/token`, {
    grant_type: grant,
    code,
    redirect_uri: REDIRECT,
    client_id: spa,
    code_verifier: VERIFIER,
  });
}

function outcome({ body }: Reply): object {
  if (body.error !== undefined) return { error: body.error, description: body.error_description };
  const payload = JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url").toString());
  return { scopes: body.scope.split(" "), scp: payload.scp, seconds: body.expires_in };
}

function expectedOutcome(decision: Decision): object {
  if (decision.decision === "denied") return { error: decision.error, description: decision.errorDescription };
  return { scopes: decision.scopes, scp: decision.scopes, seconds: decision.tokenMinutes * 60 };
}
