/** The evaluator in detail: its explanation, the claims that it releases, and its refusal of what it does not know. */
import assert from "node:assert/strict";
import { evaluate, refreshScopes } from "../../../model/evaluate/evaluate";
import type {
  AuthorizationServer,
  EvaluationRequest,
  RequestClient,
  ServerRule,
  TraceEvent,
} from "../../../model/evaluate/types";

const client: RequestClient = {
  id: "app",
  status: "ACTIVE",
  applicationType: "web",
  grantTypes: ["authorization_code"],
  consentMethod: "TRUSTED",
  assignedUsers: [],
  assignedGroups: ["staff"],
};

function rule(name: string, priority: number, changes: Partial<ServerRule> = {}): ServerRule {
  return {
    id: `id of ${name}`,
    name,
    priority,
    status: "ACTIVE",
    grantTypes: ["authorization_code"],
    users: [],
    groups: ["staff"],
    scopes: ["openid", "a"],
    accessTokenMinutes: 30,
    refreshTokenMinutes: 60,
    refreshTokenWindowMinutes: 45,
    ...changes,
  };
}

function server(rules: readonly ServerRule[], changes: Partial<AuthorizationServer> = {}): AuthorizationServer {
  const names = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso", "a", "b"];
  return {
    scopes: names.map((name) => ({ name, consent: "IMPLICIT", default: false })),
    claims: [],
    policies: [
      { id: "00p0", name: "others", priority: 1, status: "ACTIVE", clients: ["else"], rules: [rule("x", 1)] },
      { id: "00p1", name: "mine", priority: 2, status: "ACTIVE", clients: ["app"], rules },
    ],
    ...changes,
  };
}

function request(scopes: readonly string[], changes: Partial<EvaluationRequest> = {}): EvaluationRequest {
  return { client, grantType: "authorization_code", user: { id: "u", groups: ["staff"] }, scopes, ...changes };
}

function traceOf(rules: readonly ServerRule[], asked: EvaluationRequest): TraceEvent[] {
  const events: TraceEvent[] = [];
  evaluate(server(rules), asked, (event) => events.push(event));
  return events;
}

describe("evaluate: what is granted", () => {
  it("gives the rule's lifetimes, its names and its ids", () => {
    assert.deepEqual(evaluate(server([rule("r", 1)]), request(["openid", "a"])), {
      decision: "granted",
      scopes: ["openid", "a"],
      rule: { policy: "mine", name: "r", priority: 1, policyId: "00p1", ruleId: "id of r" },
      tokenMinutes: 30,
      refreshTokenMinutes: 60,
      refreshTokenWindowMinutes: 45,
      claims: { access: [], id: [] },
      consentNeeded: [],
    });
  });

  it("grants each scope once, in the order of the request", () => {
    const decision = evaluate(server([rule("r", 1)]), request(["a", "openid", "a"]));
    assert.deepEqual(decision.decision === "granted" && decision.scopes, ["a", "openid"]);
  });

  it("changes neither the server nor the request", () => {
    const asked = request(["openid", "a"]);
    const before = structuredClone(asked);
    const stands = server([rule("second", 2), rule("first", 1)]);
    const stood = structuredClone(stands);
    evaluate(stands, asked);
    assert.deepEqual(asked, before);
    assert.deepEqual(stands, stood);
  });
});

describe("evaluate: the explanation", () => {
  it("tells each rule that failed by its first failed condition, up to the rule that matched", () => {
    const rules = [
      rule("off", 1, { status: "INACTIVE" }),
      rule("grant", 2, { grantTypes: ["client_credentials"] }),
      rule("people", 3, { groups: ["leads"] }),
      rule("scopes", 4, { scopes: ["openid"] }),
      rule("match", 5),
      rule("never", 6),
    ];
    assert.deepEqual(traceOf(rules, request(["openid", "a"])), [
      { policy: "others", matched: false, because: "the policy is not for client `app`" },
      { policy: "mine", rule: "off", matched: false, because: "the rule is inactive" },
      { policy: "mine", rule: "grant", matched: false, because: "grant type `authorization_code` is not in the rule" },
      { policy: "mine", rule: "people", matched: false, because: "the user is in none of the rule's groups" },
      { policy: "mine", rule: "scopes", matched: false, because: "requested but not in the rule: `a`" },
      { policy: "mine", rule: "match", matched: true, because: "grant type, people and every requested scope match" },
    ]);
  });

  it("names every scope that is missing", () => {
    const [, event] = traceOf([rule("r", 1)], request(["openid", "a", "b", "profile"]));
    assert.equal(event!.because, "requested but not in the rule: `b`, `profile`");
  });

  it("says nothing where the request is refused before any policy", () => {
    assert.deepEqual(traceOf([rule("r", 1)], request(["unknown"])), []);
  });

  it("says that a policy is inactive", () => {
    const stands = server([rule("r", 1)]);
    const events: TraceEvent[] = [];
    const policies = stands.policies.map((policy) => ({ ...policy, status: "INACTIVE" as const }));
    evaluate({ ...stands, policies }, request(["a"]), (event) => events.push(event));
    assert.deepEqual(
      events.map(({ because }) => because),
      ["the policy is inactive", "the policy is inactive"],
    );
  });

  it("says why a service client does not meet a rule for people", () => {
    const service: RequestClient = { ...client, applicationType: "service", grantTypes: ["client_credentials"] };
    const rules = [rule("people", 1, { grantTypes: ["client_credentials"] })];
    const asked = request(["a"], { client: service, grantType: "client_credentials", user: null });
    assert.equal(traceOf(rules, asked)[1]!.because, "the rule asks for people and the request has no user");
  });

  it("decides alike with and without a trace", () => {
    const stands = server([rule("r", 1)]);
    for (const scopes of [["a"], ["b"], ["openid", "a"], []]) {
      assert.deepEqual(
        evaluate(stands, request(scopes)),
        evaluate(stands, request(scopes), () => undefined),
      );
    }
  });
});

describe("evaluate: claims", () => {
  const claim = (name: string, changes = {}) =>
    ({ name, claimType: "RESOURCE", status: "ACTIVE", scopes: [], alwaysIncludeInToken: true, ...changes }) as const;
  const claims = [
    claim("always"),
    claim("withA", { scopes: ["a"] }),
    claim("withAOrB", { scopes: ["b", "a"] }),
    claim("withB", { scopes: ["b"] }),
    claim("off", { status: "INACTIVE" }),
    claim("id", { claimType: "IDENTITY" }),
    claim("thin", { claimType: "IDENTITY", alwaysIncludeInToken: false }),
  ];
  const released = (scopes: readonly string[]) => {
    const decision = evaluate(server([rule("r", 1)], { claims }), request(scopes));
    return decision.decision === "granted" && decision.claims;
  };

  it("releases a claim with any one of its scopes, and always where it has none", () => {
    assert.deepEqual(released(["a"]), { access: ["always", "withA", "withAOrB"], id: [] });
  });

  it("puts claims into the ID token only where there is one, and leaves the others to userinfo", () => {
    assert.deepEqual(released(["openid"]), { access: ["always"], id: ["id"] });
  });
});

describe("evaluate: what it does not know is refused", () => {
  const refused = (changes: Partial<EvaluationRequest>, rules = [rule("r", 1)]) => {
    const decision = evaluate(server(rules), request(["a"], changes));
    return decision.decision === "denied" ? decision.reason : "granted";
  };

  it("refuses an inactive client", () => {
    assert.equal(refused({ client: { ...client, status: "INACTIVE" } }), "unauthorized_client");
  });

  it("refuses a user's grant without a user", () => {
    assert.equal(refused({ user: null }), "user_not_assigned");
  });

  it("takes a grant type that it does not know for a user's grant", () => {
    const odd = { client: { ...client, grantTypes: ["new:grant"] }, grantType: "new:grant" };
    const rules = [rule("r", 1, { grantTypes: ["new:grant"], groups: [] })];
    assert.equal(refused(odd, rules), "no_matching_policy");
    assert.equal(refused({ ...odd, user: null }, rules), "user_not_assigned");
  });

  it("refuses a rule without scopes and a rule without people", () => {
    assert.equal(refused({}, [rule("r", 1, { scopes: [] })]), "no_matching_policy");
    assert.equal(refused({}, [rule("r", 1, { groups: [] })]), "no_matching_policy");
  });

  it("grants to a user who is assigned by name", () => {
    const assigned = { ...client, assignedGroups: [], assignedUsers: ["u"] };
    assert.equal(refused({ client: assigned }), "granted");
    assert.equal(refused({ client: { ...assigned, assignedUsers: ["v"] } }), "user_not_assigned");
  });

  it("refuses CIBA without `openid`", () => {
    const grantType = "urn:openid:params:grant-type:ciba";
    const rules = [rule("r", 1, { grantTypes: [grantType] })];
    const ciba = { client: { ...client, grantTypes: [grantType] }, grantType };
    assert.equal(refused(ciba, rules), "ciba_request_invalid_scope");
    assert.equal(refused({ ...ciba, scopes: ["openid", "a"] }, rules), "granted");
  });

  it("refuses a scope with consent REQUIRED where nobody can be asked", () => {
    const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    const scopes = [{ name: "a", consent: "REQUIRED" as const, default: false }];
    const exchange: RequestClient = { ...client, grantTypes: [grantType], consentMethod: "REQUIRED" };
    const stands = server([rule("r", 1, { grantTypes: [grantType] })], { scopes });
    const ask = (changes: Partial<EvaluationRequest>) =>
      evaluate(stands, request(["a"], { client: exchange, grantType, ...changes }));
    const decision = ask({});
    assert.equal(decision.decision === "denied" && decision.reason, "consent_required_token_exchange");
    assert.equal(ask({ consented: ["a"] }).decision, "granted");
  });
});

describe("refreshScopes", () => {
  it("keeps the scopes where none are asked for", () => {
    assert.deepEqual(refreshScopes(["openid", "a"], []), { granted: true, scopes: ["openid", "a"] });
  });

  it("narrows to what is asked for, each once", () => {
    assert.deepEqual(refreshScopes(["openid", "a"], ["a", "a"]), { granted: true, scopes: ["a"] });
  });

  it("refuses a scope that was not granted", () => {
    assert.deepEqual(refreshScopes(["openid", "a"], ["a", "b"]), {
      granted: false,
      refusal: {
        status: 400,
        error: "access_denied",
        reason: "refresh_scopes_denied",
        errorDescription:
          "Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: b.",
      },
    });
  });
});
