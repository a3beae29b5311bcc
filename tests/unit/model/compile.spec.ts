/** The compiler: exact plans for small files, and how little changes when a file changes. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import { loadAccess } from "../../../model/file/load";
import type { Plan, PlanPolicy } from "../../../model/compile/plan";
import { corpusAccess } from "../../corpus/corpus";
import { orders } from "./orders";

type File = ReturnType<typeof orders>;

function planOf(change: (file: File) => void = () => undefined): Plan {
  const file = orders();
  change(file);
  return compile(loadAccess(file));
}

/** Each rule as `name | groups | scopes | minutes`. */
function rules({ rules: all }: PlanPolicy): string[] {
  return all.map(
    ({ name, groups, scopes, accessTokenMinutes }) =>
      `${name} | ${groups.join(" ")} | ${scopes.join(" ")} | ${accessTokenMinutes}`,
  );
}

const policy = (plan: Plan, name: string) => plan.policies.find((candidate) => candidate.name === name)!;

const OIDC = "openid profile email";

describe("compile: rules", () => {
  it("makes a rule for each union and lifetime, longer lifetimes first and least privilege first among equals", () => {
    assert.deepEqual(rules(policy(planOf(), "desk")), [
      `clerks 60 min | clerks leads | ${OIDC} orders:read | 60`,
      `stockists 60 min | stockists | ${OIDC} stock:read | 60`,
      `clerks+stockists 60 min | clerks+stockists leads+stockists | ${OIDC} orders:read stock:read | 60`,
      `leads 30 min | leads | ${OIDC} orders:read orders:write | 30`,
      `leads+stockists 30 min | leads+stockists | ${OIDC} orders:read orders:write stock:read | 30`,
      `leads 10 min | leads | ${OIDC} orders:read orders:write orders:delete | 10`,
      `leads+stockists 10 min | leads+stockists | ${OIDC} orders:read orders:write orders:delete stock:read | 10`,
    ]);
  });

  it("numbers policies and rules from 1 without a gap", () => {
    const { policies } = planOf();
    assert.deepEqual(
      policies.map(({ priority }) => priority),
      [1, 2],
    );
    for (const { rules: all } of policies)
      assert.deepEqual(
        all.map(({ priority }) => priority),
        all.map((_, index) => index + 1),
      );
  });

  it("gives a service client its ceiling, without groups, in a policy of its own", () => {
    assert.deepEqual(policy(planOf(), "sync"), {
      name: "sync",
      priority: 2,
      clients: ["sync"],
      rules: [
        {
          name: "client_credentials 60 min",
          priority: 1,
          grantTypes: ["client_credentials"],
          groups: [],
          scopes: ["orders:read"],
          accessTokenMinutes: 60,
          refreshTokenMinutes: 60,
          refreshTokenWindowMinutes: 60,
        },
      ],
    });
  });

  it("makes no derived group where the groups contain each other", () => {
    const plan = planOf((file) => {
      file.clients.desk!.scopes = ["orders:read", "orders:write", "orders:delete"];
      delete file.groups.stockists;
      delete file.scopes["stock:read"];
    });
    assert.deepEqual(plan.groupRules, []);
    assert.equal(policy(plan, "desk").rules.length, 3);
  });

  it("makes no derived group for groups that are kept apart", () => {
    const plan = planOf((file) => {
      file.groups.stockists!.separate = ["clerks", "leads"];
    });
    assert.deepEqual(plan.groupRules, []);
    assert.equal(
      policy(plan, "desk").rules.some(({ scopes }) => scopes.includes("stock:read") && scopes.includes("orders:read")),
      false,
    );
  });

  it("builds derived groups on base groups only, and shares them between clients and lifetimes", () => {
    const plan = planOf((file) => {
      file.clients.second = { type: "web", scopes: ["orders:read", "stock:read"] };
    });
    assert.deepEqual(plan.groupRules, [
      { name: "clerks+stockists", group: "clerks+stockists", allOf: ["clerks", "stockists"] },
      { name: "leads+stockists", group: "leads+stockists", allOf: ["leads", "stockists"] },
    ]);
    assert.deepEqual(plan.groups, [
      { key: "clerks", name: "clerks", managed: false },
      { key: "leads", name: "leads", managed: false },
      { key: "stockists", name: "stockists", managed: false },
      { name: "clerks+stockists", allOf: ["clerks", "stockists"] },
      { name: "leads+stockists", allOf: ["leads", "stockists"] },
    ]);
  });

  it("gives OIDC scopes alone 60 minutes, by a rule in front where the first rule would give another lifetime", () => {
    const plan = planOf((file) => {
      file.groups.closers = { scopes: ["orders:delete"] };
    });
    assert.deepEqual(rules(policy(plan, "desk"))[0], `OIDC scopes only 60 min | closers | ${OIDC} | 60`);
    assert.equal(
      planOf().policies.some(({ rules: all }) => all[0]!.name.startsWith("OIDC")),
      false,
    );
  });

  it("never puts a refresh token and a step-up scope into one rule", () => {
    const plan = planOf((file) => {
      file.clients.desk!.refreshTokens = true;
    });
    const { rules: all } = policy(plan, "desk");
    for (const { scopes } of all)
      assert.equal(scopes.includes("offline_access") && scopes.includes("orders:delete"), false);
    assert.deepEqual(
      all
        .filter(({ name }) => name.endsWith("step-up"))
        .map(({ name, refreshTokenMinutes }) => [name, refreshTokenMinutes]),
      [
        ["leads 10 min step-up", 10],
        ["leads+stockists 10 min step-up", 10],
      ],
    );
    const leads = all.find(({ name }) => name === "leads 30 min")!;
    assert.deepEqual([leads.refreshTokenMinutes, leads.refreshTokenWindowMinutes], [43_200, 10_080]);
  });

  it("adds a step-up scope to a rule for refresh tokens of the same lifetime only in a rule beside it", () => {
    const plan = planOf((file) => {
      file.clients.desk!.refreshTokens = true;
      file.scopes["orders:delete"]!.tokenMinutes = 30;
    });
    const leads = rules(policy(plan, "desk")).filter((text) => text.startsWith("leads 30"));
    assert.deepEqual(leads, [
      `leads 30 min | leads | ${OIDC} offline_access orders:read orders:write | 30`,
      `leads 30 min step-up | leads | ${OIDC} orders:read orders:write orders:delete | 30`,
    ]);
  });

  it("lists Okta's grant types, and leaves the renewal of tokens to the application", () => {
    const plan = planOf((file) => {
      file.clients.desk!.type = "web";
      file.clients.desk!.grants = ["authorization_code", "device_code", "token-exchange", "ciba"];
      file.clients.desk!.refreshTokens = true;
    });
    const grants = [
      "authorization_code",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:token-exchange",
      "urn:openid:params:grant-type:ciba",
    ];
    assert.deepEqual(policy(plan, "desk").rules[0]!.grantTypes, grants);
    assert.deepEqual(plan.clients[0]!.grantTypes, [...grants, "refresh_token"]);
  });

  it("lets clients with the same rules share a policy", () => {
    const plan = planOf((file) => {
      file.clients.second = structuredClone(file.clients.desk!);
    });
    assert.deepEqual(
      plan.policies.map(({ name, clients }) => [name, clients]),
      [
        ["desk + second", ["desk", "second"]],
        ["sync", ["sync"]],
      ],
    );
  });

  it("leaves the narrowing to the gateway where the file says so: one rule per lifetime, no derived group, and a claim", () => {
    const plan = planOf((file) => {
      file.clients.desk!.enforcement = "gateway";
    });
    assert.deepEqual(rules(policy(plan, "desk")), [
      `any assigned 60 min | clerks leads stockists | ${OIDC} orders:read stock:read | 60`,
      `any assigned 30 min | clerks leads stockists | ${OIDC} orders:read orders:write stock:read | 30`,
      `any assigned 10 min | clerks leads stockists | ${OIDC} orders:read orders:write orders:delete stock:read | 10`,
    ]);
    assert.deepEqual(plan.groupRules, []);
    const added = plan.claims.find(({ name }) => name === "entitled_groups")!;
    assert.deepEqual([added.claimType, added.valueType, added.scopes], ["RESOURCE", "EXPRESSION", []]);
    assert.equal(
      added.value,
      "(appuser != null) ? Arrays.flatten(" +
        'isMemberOfGroup("clerks") ? {"clerks"} : {}, isMemberOfGroup("leads") ? {"leads"} : {}, ' +
        'isMemberOfGroup("stockists") ? {"stockists"} : {}) : {}',
    );
  });
});

describe("compile: everything else", () => {
  it("publishes only what is harmless to know", () => {
    const published = planOf().scopes.map(({ name, metadataPublish }) => [name, metadataPublish]);
    assert.deepEqual(Object.fromEntries(published), {
      "orders:read": "ALL_CLIENTS",
      "orders:write": "NO_CLIENTS",
      "orders:delete": "NO_CLIENTS",
      "orders:manage": "NO_CLIENTS",
      "stock:read": "ALL_CLIENTS",
    });
  });

  it("assigns the groups that hold any scope of the client, or those that it names", () => {
    const assigned = (plan: Plan) => plan.clients.map(({ key, assignedTo }) => [key, assignedTo]);
    assert.deepEqual(assigned(planOf()), [
      ["desk", ["clerks", "leads", "stockists"]],
      ["sync", []],
    ]);
    const named = planOf((file) => {
      file.clients.desk!.assignedTo = ["leads", "clerks"];
    });
    assert.deepEqual(assigned(named)[0], ["desk", ["clerks", "leads"]]);
  });

  it("asks for consent at a client that may be given a scope which wants it", () => {
    const methods = (consent: "IMPLICIT" | "FLEXIBLE" | "REQUIRED") =>
      planOf((file) => {
        file.scopes["stock:read"]!.consent = consent;
      }).clients.map(({ consentMethod }) => consentMethod);
    assert.deepEqual(methods("IMPLICIT"), ["TRUSTED", "TRUSTED"]);
    assert.deepEqual(methods("FLEXIBLE"), ["REQUIRED", "TRUSTED"]);
    assert.deepEqual(methods("REQUIRED"), ["REQUIRED", "TRUSTED"]);
  });

  it("writes claims as Okta takes them", () => {
    assert.deepEqual(planOf().claims, [
      {
        name: "teams",
        claimType: "RESOURCE",
        scopes: ["orders:read"],
        alwaysIncludeInToken: true,
        valueType: "GROUPS",
        value: "team-",
        groupFilterType: "STARTS_WITH",
      },
      {
        name: "entitlements",
        claimType: "IDENTITY",
        scopes: [],
        alwaysIncludeInToken: true,
        valueType: "EXPRESSION",
        value:
          'Arrays.flatten(isMemberOfAnyGroup("clerks", "leads") ? {"orders:read"} : {}, ' +
          'isMemberOfGroup("leads") ? {"orders:write", "orders:delete", "orders:manage"} : {}, ' +
          'isMemberOfGroup("stockists") ? {"stock:read"} : {})',
      },
    ]);
  });
});

describe("compile: stability", () => {
  const text = (plan: Plan) => JSON.stringify(plan);

  it("gives the same bytes for the same file", () => {
    assert.equal(text(planOf()), text(planOf()));
    assert.equal(text(compile(corpusAccess())), text(compile(corpusAccess())));
  });

  it("does not mind the order in which a client names its scopes and groups", () => {
    const shuffled = planOf((file) => {
      (file.clients.desk!.scopes as string[]).reverse();
      for (const group of Object.values(file.groups)) group.scopes.reverse();
    });
    assert.equal(text(shuffled), text(planOf()));
  });

  it("keeps the name of every rule when a scope of a known lifetime is added to a group", () => {
    const names = (plan: Plan) => plan.policies.flatMap((one) => one.rules.map(({ name }) => `${one.name}/${name}`));
    const added = planOf((file) => {
      file.scopes["orders:print"] = { description: "Print orders" };
      file.groups.leads!.scopes.push("orders:print");
      (file.clients.desk!.scopes as string[]).push("orders:print");
    });
    const missing = names(planOf()).filter((name) => !names(added).includes(name));
    assert.deepEqual(missing, []);
  });

  it("keeps the name of every rule and group when a group is added at the end", () => {
    const added = planOf((file) => {
      file.groups.auditors = { scopes: ["orders:read"] };
    });
    const before = planOf();
    const names = (plan: Plan) => [
      ...plan.groups.map(({ name }) => name),
      ...plan.policies.flatMap((one) => one.rules.map(({ name }) => `${one.name}/${name}`)),
    ];
    assert.deepEqual(
      names(before).filter((name) => !names(added).includes(name)),
      [],
    );
  });

  it("keeps every policy when a client is added at the end", () => {
    const before = planOf();
    const added = planOf((file) => {
      file.clients.zlast = { type: "spa", scopes: ["stock:read"] };
    });
    assert.deepEqual(added.policies.slice(0, before.policies.length), before.policies);
  });
});
