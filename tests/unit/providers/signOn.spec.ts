/** The local Okta provider's sign-on policies: their rules as one resource, and the applications that name them. */
import assert from "node:assert/strict";
import { InitFailed } from "../../../local/providers/provider";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import type { LocalProvider, ResourceState, Values } from "../../../local/providers/provider";
import { assertNoDrift, createChecked } from "./oneType";

const POLICY = "okta:index/appSignonPolicy:AppSignonPolicy";
const RULES = "okta:app/signonPolicyRules:SignonPolicyRules";
const APP = "okta:app/oAuth:OAuth";
const CIBA = "urn:openid:params:grant-type:ciba";

const WEB = {
  label: "web",
  type: "web",
  grantTypes: ["authorization_code"],
  redirectUris: ["https://a.example/callback"],
};
const SERVICE = { label: "service", type: "service", grantTypes: ["client_credentials"] };

describe("the local Okta provider: sign-on policies", () => {
  let okta: LocalOkta;
  let provider: LocalProvider;
  let policy: ResourceState;

  beforeEach(async () => {
    okta = await startLocalOkta();
    provider = createOktaProvider();
    await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
    policy = await createChecked(provider, POLICY, { name: "strict", description: "d", catchAll: false });
  });
  afterEach(() => okta.close());

  async function byHand(method: string, path: string, body?: unknown): Promise<any> {
    const headers = { authorization: `SSWS ${okta.apiToken}`, "content-type": "application/json" };
    const response = await fetch(okta.url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  const live = async (): Promise<any[]> => byHand("GET", `/api/v1/policies/${policy.id}/rules`);
  const order = async () => (await live()).map(({ name, priority }) => `${name} ${priority}`);
  const rulesOf = (...rules: Values[]): Values => ({ policyId: policy.id, rules });
  const make = (...rules: Values[]) => createChecked(provider, RULES, rulesOf(...rules));
  const change = async (old: ResourceState, news: Values, type = RULES) => {
    const { inputs, failures } = provider.check(type, old.inputs, news, { name: "test" });
    assert.deepEqual(failures, []);
    return provider.update(type, old, inputs);
  };
  const policyOf = async (app: ResourceState): Promise<string> =>
    (await byHand("GET", `/api/v1/apps/${app.id}`))._links.accessPolicy.href.split("/").at(-1);
  const defaultPolicy = () => [...okta.org.signOnPolicies.values()].find(({ system }) => system)!.id;

  it("tells Okta what a device must be, and finds it again", async () => {
    const { id } = await byHand("POST", "/api/v1/device-assurances", {
      name: "macs",
      platform: "MACOS",
      osVersion: { minimum: "14.0.0" },
    });
    const rules = await make(
      { name: "assured", deviceIsRegistered: true, deviceAssurancesIncluded: [id] },
      { name: "managed", deviceIsRegistered: true, deviceIsManaged: true },
      { name: "any" },
    );
    const conditions = (await live()).filter(({ system }) => !system).map((rule) => rule.conditions.device);
    assert.deepEqual(conditions, [
      { registered: true, assurance: { include: [id] } },
      { registered: true, managed: true },
      undefined,
    ]);
    await assertNoDrift(provider, RULES, rules);
  });

  it("denies whom no rule lets in where the catch-all is off, and lets them in where it is not", async () => {
    const [rule] = await live();
    assert.deepEqual(
      [rule.id, rule.name, rule.actions.appSignOn.access],
      [policy.outputs["defaultRuleId"], "Catch-all Rule", "DENY"],
    );
    const open = await createChecked(provider, POLICY, { name: "open", description: "d" });
    const [other] = await byHand("GET", `/api/v1/policies/${open.id}/rules`);
    assert.equal(other.actions.appSignOn.access, "ALLOW");
  });

  it("sends a rule as the real provider does, with its defaults", async () => {
    await make({ name: "r", priority: 0, groupsIncluded: ["00g1"] });
    const [{ actions, conditions, status, type }] = await live();
    assert.deepEqual(
      { actions, status, type, people: conditions.people },
      {
        actions: {
          appSignOn: {
            access: "ALLOW",
            verificationMethod: { factorMode: "2FA", reauthenticateIn: "PT2H", type: "ASSURANCE" },
            keepMeSignedIn: { postAuth: "NOT_ALLOWED" },
          },
        },
        status: "ACTIVE",
        type: "ACCESS_POLICY",
        people: { groups: { include: ["00g1"] }, users: { exclude: [] } },
      },
    );
  });

  it("tells in the outputs, and not in the inputs, the id and the priority that Okta gave each rule", async () => {
    const made = await make({ name: "a", priority: 0 }, { name: "b" });
    const [a, b] = await live();
    assert.equal(made.id, policy.id);
    assert.deepEqual(made.inputs["rules"], [{ name: "a", priority: 0 }, { name: "b" }]);
    const told = made.outputs["rules"] as readonly Values[];
    assert.deepEqual(
      told.map(({ id, name, priority, system }) => [id, name, priority, system]),
      [
        [a.id, "a", 0, false],
        [b.id, "b", 1, false],
      ],
    );
  });

  it("puts the rules in the order of their priorities, whatever the order in the program", async () => {
    const made = await make({ name: "c", priority: 2 }, { name: "a", priority: 0 }, { name: "b", priority: 1 });
    assert.deepEqual(await order(), ["a 0", "b 1", "c 2", "Catch-all Rule 99"]);
    await assertNoDrift(provider, RULES, made);
    const changed = await change(
      made,
      rulesOf({ name: "c", priority: 0 }, { name: "d", priority: 1 }, { name: "a", priority: 2 }),
    );
    assert.deepEqual(await order(), ["c 0", "d 1", "a 2", "Catch-all Rule 99"]);
    await assertNoDrift(provider, RULES, changed);
  });

  it("keeps a rule's id when only its name changes and the program gives the id", async () => {
    const made = await make({ name: "old", priority: 0 });
    const [{ id }] = await live();
    const renamed = await change(made, rulesOf({ name: "new", priority: 0, id }));
    const [rule, ...rest] = await live();
    assert.deepEqual([rule.id, rule.name, rest.length], [id, "new", 1]);
    await assertNoDrift(provider, RULES, renamed);
    await change(renamed, rulesOf({ name: "newer", priority: 0 }));
    const [other] = await live();
    assert.deepEqual([other.id === id, other.name], [false, "newer"]);
  });

  it("takes over a rule of the same name that an interrupted run has left", async () => {
    const left = await byHand("POST", `/api/v1/policies/${policy.id}/rules`, { name: "r", type: "ACCESS_POLICY" });
    await make({ name: "r", priority: 0, access: "DENY" });
    const [rule, ...rest] = await live();
    assert.deepEqual([rule.id, rule.actions.appSignOn.access, rest.length], [left.id, "DENY", 1]);
  });

  it("manages what the catch-all rule does, and leaves it where it is", async () => {
    const made = await make({ name: "Catch-all Rule", access: "ALLOW", factorMode: "1FA", usersIncluded: ["00u1"] });
    const [rule, ...rest] = await live();
    assert.deepEqual(
      [rule.id, rule.priority, rule.conditions, rule.actions.appSignOn.access, rest.length],
      [policy.outputs["defaultRuleId"], 99, null, "ALLOW", 0],
    );
    await provider.delete(RULES, made);
    assert.equal((await live()).length, 1);
  });

  describe("notices what was changed by hand", () => {
    const drift = async (made: ResourceState) =>
      (await provider.read(RULES, made.id, made.inputs, made.outputs))?.inputs["rules"] as
        readonly Values[] | undefined;

    it("but not a rule that lets somebody in, as the real provider", async () => {
      const made = await make({ name: "a", priority: 1 });
      await byHand("POST", `/api/v1/policies/${policy.id}/rules`, {
        name: "friend",
        type: "ACCESS_POLICY",
        priority: 0,
      });
      assert.deepEqual(await drift(made), made.inputs["rules"]);
    });

    it("a name", async () => {
      const made = await make({ name: "a", priority: 1 });
      const [a] = await live();
      await byHand("PUT", `/api/v1/policies/${policy.id}/rules/${a.id}`, { ...a, name: "z" });
      assert.equal((await drift(made))?.[0]?.["name"], "z");
    });

    it("a status, a priority, and a rule that is gone, but no constraints that were taken away", async () => {
      const constraints = ['{"possession":{"phishingResistant":"REQUIRED"}}'];
      const made = await make({ name: "a", priority: 0, constraints }, { name: "b", priority: 1 });
      const [a, b] = await live();
      const path = `/api/v1/policies/${policy.id}/rules`;
      const actions = {
        appSignOn: { verificationMethod: { type: "ASSURANCE", factorMode: "2FA", reauthenticateIn: "PT2H" } },
      };
      await byHand("PUT", `${path}/${a.id}`, { name: "a", priority: 4, actions });
      await byHand("POST", `${path}/${a.id}/lifecycle/deactivate`);
      await byHand("DELETE", `${path}/${b.id}`);
      assert.deepEqual(await drift(made), [{ name: "a", priority: 4, constraints, status: "INACTIVE" }]);
      await byHand("DELETE", `${path}/${a.id}`);
      assert.equal(await drift(made), undefined);
    });
  });

  it("reads all rules but the catch-all where it is to take over a policy", async () => {
    await make({ name: "a", priority: 0, access: "DENY", status: "INACTIVE" });
    const [{ id }] = await live();
    const read = await provider.read(RULES, policy.id, undefined, undefined);
    assert.deepEqual(read?.inputs, {
      policyId: policy.id,
      rules: [{ access: "DENY", id, name: "a", priority: 0, status: "INACTIVE" }],
    });
  });

  it("refuses two rules of one name or one priority, and constraints that are no JSON, in the preview", () => {
    const reasons = (...rules: Values[]) =>
      provider.check(RULES, undefined, rulesOf(...rules), { name: "n" }).failures.map(({ reason }) => reason);
    assert.deepEqual(reasons({ name: "a", priority: 1 }, { name: "b", priority: 1 }, { name: "a" }), [
      "`rules[0]` and `rules[2]` have the same `name`; each rule needs its own",
      "`rules[0]` and `rules[1]` have the same `priority`; each rule needs its own",
    ]);
    assert.deepEqual(reasons({ name: "a", constraints: ["{"] }), [
      "`rules[0].constraints[0]` of okta:app/signonPolicyRules:SignonPolicyRules must be a JSON document",
    ]);
    assert.match(reasons({ name: "a", riskScore: "HIGH" })[0]!, /does not know the property `rules\[0\].riskScore`/);
  });

  describe("an application", () => {
    it("is bound to the policy that it names, and keeps it when it names none, as the real provider", async () => {
      const app = await createChecked(provider, APP, { ...WEB, authenticationPolicy: policy.id });
      assert.deepEqual([await policyOf(app), app.outputs["authenticationPolicy"]], [policy.id, policy.id]);
      await assertNoDrift(provider, APP, app);
      const freed = await change(app, WEB, APP);
      assert.deepEqual([await policyOf(freed), freed.outputs["authenticationPolicy"]], [policy.id, policy.id]);
      await assertNoDrift(provider, APP, freed);
      const bound = await change(freed, { ...WEB, authenticationPolicy: defaultPolicy() }, APP);
      assert.equal(await policyOf(bound), defaultPolicy());
    });

    it("tells the default policy where it names none, and lets a service be", async () => {
      const web = await createChecked(provider, APP, WEB);
      assert.equal(web.outputs["authenticationPolicy"], defaultPolicy());
      const service = await createChecked(provider, APP, SERVICE);
      await change(service, { ...SERVICE, label: "renamed" }, APP);
      // It is there, and the engine is told so: the next update goes on with it.
      const failed = await createChecked(provider, APP, {
        ...{ ...SERVICE, label: "bound", authenticationPolicy: policy.id },
      }).catch((error: unknown) => error);
      assert.ok(failed instanceof InitFailed);
      assert.match(
        failed.message,
        /answered 400: E0000001 Api validation failed: An invalid resource type \("rst\w+"\) was supplied/,
      );
      const bound = [...okta.org.apps.values()].find(({ label }) => label === "bound")!;
      assert.equal(failed.state.id, bound.id);
      await change(failed.state, { ...SERVICE, label: "bound" }, APP);
    });

    it("is noticed when it was bound to another policy by hand, unless the policy is skipped", async () => {
      const inputs = { ...WEB, authenticationPolicy: policy.id };
      const app = await createChecked(provider, APP, inputs);
      await byHand("PUT", `/api/v1/apps/${app.id}/policies/${defaultPolicy()}`);
      const read = await provider.read(APP, app.id, app.inputs, app.outputs);
      assert.deepEqual(provider.diff(APP, read!.inputs, app.inputs).differences, [
        { property: "authenticationPolicy", change: "update", replace: false },
      ]);
      const skipped = await createChecked(provider, APP, { ...inputs, label: "s", skipAuthenticationPolicy: true });
      assert.equal(await policyOf(skipped), defaultPolicy());
      const changed = await change(skipped, { ...inputs, label: "t", skipAuthenticationPolicy: true }, APP);
      assert.equal(await policyOf(changed), defaultPolicy());
      await assertNoDrift(provider, APP, changed);
    });

    it("that still names a policy when that is deleted goes back to the default one", async () => {
      const bound = await createChecked(provider, APP, { ...WEB, authenticationPolicy: policy.id });
      for (let i = 0; i < 200; i += 1) await byHand("POST", "/api/v1/apps", appBody(`filler ${i}`));
      const last = await createChecked(provider, APP, { ...WEB, label: "last", authenticationPolicy: policy.id });
      await provider.delete(POLICY, policy);
      await assert.rejects(provider.read(POLICY, policy.id, policy.inputs, policy.outputs), {
        message: "failed to read access policy: 404 Not Found",
      });
      assert.deepEqual([await policyOf(bound), await policyOf(last)], [defaultPolicy(), defaultPolicy()]);
      await provider.delete(POLICY, policy);
    });

    it("says which authenticator asks its users, and is refused one without the grant for it", async () => {
      const inputs = { ...WEB, grantTypes: ["authorization_code", CIBA] };
      const authenticator = { backchannelCustomAuthenticatorId: "aut12345678901234567" };
      const app = await createChecked(provider, APP, { ...inputs, ...authenticator });
      await assertNoDrift(provider, APP, app);
      const { settings } = await byHand("GET", `/api/v1/apps/${app.id}`);
      assert.equal(settings.oauthClient.backchannel_custom_authenticator_id, "aut12345678901234567");
      await assertNoDrift(provider, APP, await change(app, inputs, APP));
      const refused = async (more: Values, reason: string) =>
        assert.rejects(createChecked(provider, APP, { ...inputs, label: "x", ...more }), ({ message }: Error) =>
          message.endsWith(`(settings.oauthClient.backchannel_custom_authenticator_id: ${reason})`),
        );
      await refused({ ...authenticator, grantTypes: WEB.grantTypes }, `'${CIBA}' must be among the grant types`);
      await refused({ backchannelCustomAuthenticatorId: "aut1" }, "The field must have 20 characters");
    });
  });
});

const appBody = (label: string) => ({
  name: "oidc_client",
  label,
  signOnMode: "OPENID_CONNECT",
  credentials: { oauthClient: { token_endpoint_auth_method: "none" } },
  settings: {
    oauthClient: {
      application_type: "browser",
      grant_types: ["authorization_code"],
      redirect_uris: ["https://x.test"],
    },
  },
});
