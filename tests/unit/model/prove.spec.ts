/** The proof: it holds for the files at hand, and fails for every mistake that is made in their plans. */
import assert from "node:assert/strict";
import console from "../../models/console/access";
import type { Access } from "../../../model/file/access";
import { compile } from "../../../model/compile/compile";
import { AccessError } from "../../../model/findings";
import { loadAccess } from "../../../model/file/load";
import type { Plan } from "../../../model/compile/plan";
import { GRANTS } from "../../../model/okta";
import { countCases, proveExhaustively } from "../../../model/prove/exhaustive";
import { inWords } from "../../../model/prove/compare";
import { isOfClients, mutationsOf } from "../../support/mutate";
import { brokenPlanRules } from "../../../model/prove/planRules";
import { assertProved, prove } from "../../../model/prove/prove";
import { proveRoutes } from "../../../model/prove/routes";
import { productAt, readModule } from "../../../components/stack/product";
import { EXAMPLES } from "../../support/products";
import { superfluousParts } from "../../support/superfluous";
import { proveSymbolically } from "../../../model/prove/symbolic/prove";
import { largeModel } from "../../../bench/modelData";
import { corpusAccess } from "../../corpus/corpus";
import { orders } from "./orders";

const MODELS: Readonly<Record<string, Access>> = {
  "the model of a console": loadAccess(console),
  "the corpus": corpusAccess(),
  "the orders file": loadAccess(orders()),
  ...Object.fromEntries(
    Object.entries(EXAMPLES).map(([name, folder]) => {
      return [`the example ${name}`, loadAccess(readModule(productAt(folder).accessFile))];
    }),
  ),
};

/** Of which every plan with a mistake is held against the proof: small ones, which have all that a plan can have. */
const MUTATED = ["the orders file", "the example step-up", "the example okta-only", "the example partners"];

const fails = ({ problem, counterexample }: ReturnType<typeof proveSymbolically>) =>
  problem !== undefined || counterexample !== undefined;

/** Every question about it takes over a second: a run for every save leaves it to the full suite. */
const LARGE = "the model of a console";

describe("prove", () => {
  for (const [title, access] of Object.entries(MODELS)) {
    if (title === LARGE && process.env["QUICK"] === "1") continue;

    it(`proves ${title}, and finds nothing that could be left out`, () => {
      const plan = compile(access);
      const { cases, entries, problems } = prove(access, plan);
      assert.deepEqual(problems, []);
      assert.equal(cases > 250 && entries > 5, true);
      assert.deepEqual(superfluousParts(access, plan), []);
    });

    // The larger ones add nothing here but seconds.
    if (!MUTATED.includes(title)) continue;

    it(`finds every mistake in the plan of ${title}`, () => {
      const plan = compile(access);
      const missed = mutationsOf(plan)
        .filter((mutation) => !fails(proveSymbolically(access, mutation.plan)))
        .filter((mutation) => brokenPlanRules(access, mutation.plan).length === 0)
        .map(({ change }) => change);
      // A group that holds all of a rule already may stand in it once more: that gives nobody anything.
      assert.deepEqual(
        missed.filter((change) => !change.startsWith("add group ")),
        [],
      );
    });
  }

  it("proves a file for the gateway", () => {
    const file = orders();
    file.clients.desk!.enforcement = "gateway";
    const access = loadAccess(file);
    assert.deepEqual(prove(access, compile(access)).problems, []);
  });

  it("proves a file with a group name that no Okta expression can hold, as long as no expression is asked for", () => {
    const file = orders();
    Object.values(file.groups)[0]!.name = 'a "quoted" \\ name';
    file.claims = Object.fromEntries(
      Object.entries(file.claims ?? {}).filter(([, claim]) => !("entitledScopes" in claim)),
    );
    const access = loadAccess(file);
    assert.deepEqual(prove(access, compile(access)).problems, []);
  });

  it("proves a file of any size symbolically", () => {
    const access = loadAccess(largeModel({ groups: 60, scopes: 120, clients: 8, routes: 20 }));
    assert.equal(countCases(access), Infinity);
    const proof = prove(access, compile(access));
    assert.deepEqual([proof.cases, proof.problems], [0, []]);
  });
});

/** The plan with one rule of a client changed. */
function withRule(plan: Plan, client: string, name: string, changes: object): Plan {
  const policies = plan.policies.map((policy) =>
    policy.clients.includes(client)
      ? { ...policy, rules: policy.rules.map((rule) => (rule.name === name ? { ...rule, ...changes } : rule)) }
      : policy,
  );
  return { ...plan, policies };
}

describe("prove: a service that exchanges people's tokens", () => {
  const file = orders();
  file.clients.relay = {
    type: "service",
    scopes: ["orders:read", "orders:write", "stock:read"],
    grants: ["token-exchange"],
  };
  const access = loadAccess(file);
  const plan = compile(access);
  const { rules } = plan.policies.find(({ clients }) => clients.includes("relay"))!;

  it("has rules for people's groups, and none without a person", () => {
    assert.deepEqual(prove(access, plan).problems, []);
    assert.deepEqual([...new Set(rules.flatMap(({ grantTypes }) => grantTypes))], [GRANTS["token-exchange"].okta]);
    assert.equal(
      rules.some(({ groups }) => groups.length === 0),
      false,
    );
    const app = plan.clients.find(({ key }) => key === "relay")!;
    assert.deepEqual([app.grantTypes, app.assignedTo], [[GRANTS["token-exchange"].okta, "client_credentials"], []]);
  });

  it("is given nothing more than each person holds", () => {
    const wide = withRule(plan, "relay", rules[0]!.name, { scopes: ["orders:read", "orders:write"] });
    assert.match(
      inWords(proveSymbolically(access, wide).counterexample!),
      /^a member of `.*`, at `relay` with `token-exchange`/,
    );
    const everyone = withRule(plan, "relay", rules[0]!.name, { groups: ["EVERYONE"] });
    assert.match(inWords(proveSymbolically(access, everyone).counterexample!), /^nobody in particular, at `relay`/);
  });

  it("is given nothing for itself, although its application has the grant", () => {
    const own = withRule(plan, "relay", rules[0]!.name, { grantTypes: ["client_credentials"], groups: [] });
    assert.equal(
      proveSymbolically(access, own).problem,
      "policy `relay` gives `client_credentials` to `relay`, which the file does not",
    );
  });
});

describe("prove: counterexamples", () => {
  const access = loadAccess(orders());
  const plan = compile(access);

  it("names one who gets too much", () => {
    const wide = withRule(plan, "desk", "clerks 60 min", { scopes: ["openid", "orders:read", "orders:write"] });
    assert.equal(
      inWords(proveSymbolically(access, wide).counterexample!),
      "a member of `clerks`, at `desk` with `authorization_code`, asks for `orders:read`, `orders:write`, `openid`: " +
        "the access file says refused with 401 access_denied (no_matching_policy); the plan says granted " +
        "[orders:read, orders:write, openid] for 60 min with claims [teams (access), entitlements (id)]",
    );
  });

  it("names one who gets nothing", () => {
    const narrow = withRule(plan, "desk", "leads+stockists 10 min", { groups: ["clerks+stockists"] });
    const found = proveSymbolically(access, narrow).counterexample!;
    assert.deepEqual([found.client, found.decided.startsWith("granted")], ["desk", true]);
    const dropped = {
      ...plan,
      policies: plan.policies.map((policy) => ({ ...policy, rules: policy.rules.slice(0, 6) })),
    };
    const unserved = proveSymbolically(access, dropped).counterexample!;
    assert.deepEqual(unserved.groups, ["leads", "stockists"]);
    assert.equal(unserved.decided, "refused with 401 access_denied (no_matching_policy)");
  });

  it("names a lifetime that is wrong", () => {
    const long = withRule(plan, "desk", "leads 10 min", { accessTokenMinutes: 45 });
    const { intended, decided } = proveSymbolically(access, long).counterexample!;
    assert.match(intended, / for 10 min /);
    assert.match(decided, / for 45 min /);
  });

  it("agrees with the exhaustive proof", () => {
    for (const { change, plan: mutated } of mutationsOf(plan).filter((_, index) => index % 7 === 0)) {
      const exhaustive = proveExhaustively(access, mutated).counterexample !== undefined;
      if (isOfClients({ change })) assert.equal(fails(proveSymbolically(access, mutated)) || !exhaustive, true, change);
      else assert.equal(fails(proveSymbolically(access, mutated)), exhaustive, change);
    }
  });

  it("finds a policy for every client, and one for a client that is not of the file", () => {
    const withClients = (clients: string[]) => ({
      ...plan,
      policies: plan.policies.map((policy, index) => (index === 0 ? { ...policy, clients } : policy)),
    });
    const [{ name, clients }] = plan.policies as [Plan["policies"][number]];
    assert.deepEqual(
      [["ALL_CLIENTS"], [...clients, "ALL_CLIENTS"], [...clients, "0oa1"]].map(
        (changed) => proveSymbolically(access, withClients(changed)).problem,
      ),
      [
        `policy \`${name}\` is for every client`,
        `policy \`${name}\` is for every client`,
        `policy \`${name}\` is for the unknown client \`0oa1\``,
      ],
    );
  });

  it("stops a deployment with the counterexample", () => {
    const wider = withRule(plan, "desk", "leads 10 min", { groups: ["leads", "clerks"] });
    assert.doesNotThrow(() => assertProved(access, plan));
    assert.throws(
      () => assertProved(access, wider),
      (error: unknown) => {
        assert.ok(error instanceof AccessError);
        const { counterexample } = proveSymbolically(access, wider);
        const start = "the compiled plan is not what the file calls for, so nothing is declared: ";
        assert.deepEqual(error.findings.at(-1), {
          rule: "proof",
          level: "error",
          path: "",
          message: `${start}${inWords(counterexample!)}`,
        });
        return true;
      },
    );
  });

  it("finds two lists of groups that end in one name", () => {
    const group = { name: "clerks+stockists", allOf: ["clerks", "stockists"] };
    const other = { name: "clerks+stockists", allOf: ["leads", "stockists"] };
    const rules = [group, other].map(({ name, allOf }) => ({ name, group: name, allOf }));
    assert.equal(
      proveSymbolically(access, { ...plan, groups: [...plan.groups, group, other], groupRules: rules }).problem,
      "two derived groups have the name `clerks+stockists`",
    );
  });

  it("proves a client's own lifetimes and a claim in both tokens, and finds what differs from them", () => {
    const file = orders();
    Object.assign(file.clients.desk!, { tokenMinutes: 20, refreshTokens: { days: 2, idleDays: 1 } });
    file.claims.entitlements = { token: ["id", "access"], entitledScopes: true };
    const own = loadAccess(file);
    const compiled = compile(own);
    const rules = compiled.policies.find(({ clients }) => clients.includes("desk"))!.rules;
    assert.deepEqual([...new Set(rules.map(({ accessTokenMinutes }) => accessTokenMinutes))], [20, 10]);
    const refreshing = rules.filter(({ scopes }) => scopes.includes("offline_access"));
    assert.deepEqual(
      refreshing.map((rule) => [rule.refreshTokenMinutes, rule.refreshTokenWindowMinutes]),
      refreshing.map(() => [2_880, 1_440]),
    );
    assert.equal(refreshing.length > 0, true);
    assert.deepEqual(
      compiled.claims.filter(({ name }) => name === "entitlements").map(({ claimType }) => claimType),
      ["RESOURCE", "IDENTITY"],
    );
    assert.deepEqual(prove(own, compiled).problems, []);
    const longer = compiled.policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule) => ({ ...rule, refreshTokenMinutes: rule.refreshTokenMinutes + 1 })),
    }));
    assert.match(
      brokenPlanRules(own, { ...compiled, policies: longer })[0]!,
      /gives refresh tokens another life than `desk` does/,
    );
    const claims = compiled.claims.filter(({ claimType }) => claimType === "RESOURCE");
    assert.equal(
      proveSymbolically(own, { ...compiled, claims }).problem,
      "claim `entitlements`: group `clerks`: the plan lacks `orders:read`",
    );
  });

  it("finds a claim that API Gateway reads as the scopes of a token, and counts what it may open", () => {
    const claim = {
      ...plan.claims[0]!,
      name: "scope",
      scopes: [],
      valueType: "EXPRESSION" as const,
      value: "user.department",
    };
    const wider = { ...plan, claims: [...plan.claims, claim] };
    assert.equal(
      proveSymbolically(access, wider).problem,
      "API Gateway reads the claim `scope` as the scopes of the token",
    );
    assert.match(
      inWords(proveRoutes(access, wider).counterexample!),
      /asks for `orders:write`: the access file says `GET \/orders` is for who .* counts as `orders:write`, `orders:read`$/,
    );
  });

  it("finds what is wrong with the plan beside its rules", () => {
    const problemOf = (changed: Partial<Plan>) => proveSymbolically(access, { ...plan, ...changed }).problem;
    assert.equal(problemOf({ scopes: plan.scopes.slice(1) }), "scopes: the plan lacks `orders:read IMPLICIT`");
    assert.equal(
      problemOf({ clients: plan.clients.slice(1) }),
      "clients: the plan lacks `desk spa authorization_code`",
    );
    assert.equal(problemOf({ claims: plan.claims.slice(1) }), "claim `teams`: is not in the plan");
    assert.equal(problemOf({ groupRules: [] }), "group rules: the plan lacks `clerks+stockists: clerks stockists`");
    const always = plan.claims.map((claim) => ({ ...claim, scopes: [] }));
    assert.equal(problemOf({ claims: always }), "claim `teams`: is released otherwise than declared (`teams`)");
    const lies = plan.claims.map((claim) => ({
      ...claim,
      value: claim.value.replace('{"orders:read"}', '{"stock:read"}'),
    }));
    assert.equal(problemOf({ claims: lies }), "claim `entitlements`: group `clerks`: the plan lacks `orders:read`");
    const everybody = plan.clients.map((client) => ({ ...client, assignedTo: ["clerks"] }));
    assert.equal(problemOf({ clients: everybody }), "groups assigned to `desk`: the plan lacks `leads`");
  });

  it("finds a route that the gateway would open to somebody else", () => {
    const file = orders();
    file.clients.desk!.enforcement = "gateway";
    const gateway = loadAccess(file);
    const good = compile(gateway);
    assert.equal(proveRoutes(gateway, good).counterexample, undefined);
    const claims = good.claims.map((claim) => ({
      ...claim,
      value: claim.value.replace('"clerks") ? {"clerks"}', '"clerks") ? {"clerks", "leads"}'),
    }));
    const found = proveRoutes(gateway, { ...good, claims }).counterexample!;
    assert.deepEqual([found.groups, found.intended], [["clerks"], "`DELETE /orders/{id}` is for who holds its scopes"]);
    assert.equal(
      proveSymbolically(gateway, { ...good, claims }).problem,
      "claim `entitled_groups`: group `clerks`: the plan adds `leads`",
    );
  });
});

describe("brokenPlanRules", () => {
  const access = loadAccess(orders());
  const plan = compile(access);
  const broken = (changes: object) => brokenPlanRules(access, withRule(plan, "desk", "clerks 60 min", changes));

  it("finds nothing in a compiled plan", () => {
    assert.deepEqual(brokenPlanRules(access, plan), []);
  });

  it("finds what Okta would take and nobody wants", () => {
    const rule = "rule `clerks 60 min` of policy `desk`";
    assert.equal(broken({ scopes: ["*"] }).includes(`${rule} grants every scope`), true);
    assert.equal(broken({ groups: ["EVERYONE"] }).includes(`${rule} is for everyone`), true);
    assert.deepEqual(broken({ groups: [] }), [`${rule} lists no group`]);
    assert.equal(broken({ scopes: [] }).includes(`${rule} lists no scope`), true);
    assert.equal(broken({ grantTypes: [] }).includes(`${rule} lists no grant type`), true);
    assert.equal(
      broken({ grantTypes: ["authorization_code", "client_credentials"] }).includes(
        `${rule} mixes \`client_credentials\` with grants that have a user`,
      ),
      true,
    );
    assert.equal(
      broken({ accessTokenMinutes: 4 }).includes(`${rule} has an access token lifetime that Okta refuses`),
      true,
    );
    assert.deepEqual(broken({ refreshTokenWindowMinutes: 59 }), [
      `${rule} has lifetimes that are not access ≤ window ≤ refresh`,
    ]);
    assert.deepEqual(broken({ refreshTokenWindowMinutes: 9 }).slice(0, 1), [
      `${rule} has a refresh token window that Okta refuses`,
    ]);
    assert.deepEqual(broken({ priority: 9 }), [
      "the priorities of the rules of policy `desk` are not 1 to 7 in this order",
    ]);
    assert.deepEqual(broken({ groups: ["clerks", "clerks"] }), [`${rule} lists a group twice`]);
  });

  it("finds a client with two policies, and two rules of one name", () => {
    const twice = { ...plan, policies: plan.policies.map((policy) => ({ ...policy, clients: ["desk"] })) };
    assert.equal(brokenPlanRules(access, twice).includes("client `desk` has two policies"), true);
    assert.equal(broken({ name: "leads 10 min" }).includes("policy `desk` has two rules named `leads 10 min`"), true);
  });
});
