/** The whole program: what must hold of any stack, whatever the access file says. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import accessFile from "../../models/console/access";
import type { compile } from "../../../model/compile/compile";
import { rules } from "../../../policies/rules";
import { find, ofType, UNKNOWN, valueOf, type Recording, type Registration } from "../../setup/mocks";
import { violationsOf } from "../policies/runPolicy";
import { runStack } from "./runStack";

const keysOf = ({ resources }: Recording) =>
  resources.map(({ type, name, parent }) => `${parent} > ${type}::${name}`).sort();

const isProvider = ({ type }: Registration) => type.startsWith("pulumi:providers:");

describe("the stack", () => {
  let update: Awaited<ReturnType<typeof runStack>>;
  let preview: Awaited<ReturnType<typeof runStack>>;
  let prod: Awaited<ReturnType<typeof runStack>>;

  before(async () => {
    update = await runStack();
    preview = await runStack({ preview: true });
    prod = await runStack({ stack: "prod" });
  });

  it("declares the same resources in a preview, where nothing is known yet, and in an update", () => {
    assert.deepEqual(keysOf(preview.recording), keysOf(update.recording));
    assert.ok(update.recording.resources.length > 100);
  });

  it("gives no two resources one name", () => {
    const urns = update.recording.resources.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
    const keys = update.recording.resources
      .filter(({ custom }) => custom)
      .map(({ type, name, parent }) => `${parent?.split("::")[0] ?? ""}$${type}::${name}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  it("gives every resource and every lookup an explicit provider", () => {
    const [okta, aws] = ["okta", "aws"].map((name) => `urn:pulumi:dev::admin::pulumi:providers:${name}::${name}`);
    for (const { type, name, custom, provider } of update.recording.resources.filter((r) => !isProvider(r))) {
      if (!custom) continue;
      assert.equal(provider, type.startsWith("okta:") ? `${okta}::id-of-okta` : `${aws}::id-of-aws`, `${type} ${name}`);
    }
    for (const { provider, token } of update.recording.invokes) {
      assert.equal(provider, token.startsWith("okta:") ? `${okta}::id-of-okta` : `${aws}::id-of-aws`, token);
    }
    assert.notEqual(update.recording.invokes.length, 0);
  });

  it("puts every resource into a component, and its name begins with the component's", () => {
    for (const { type, name, custom, parent } of update.recording.resources.filter((r) => !isProvider(r))) {
      if (!custom) continue;
      assert.ok(parent?.startsWith("okta-api-access:index:"), `${type} ${name} has the parent ${parent}`);
      assert.ok(name.startsWith(`${parent!.split("::")[1]}-`), `${type} ${name} is a child of ${parent}`);
    }
  });

  it("names every resource that has a name, so that no random one is made", () => {
    const named = update.recording.resources.filter(({ type }) =>
      /^(okta:auth|okta:group\/(group|rule)|okta:trustedorigin|aws:lambda\/function|aws:iam|aws:cloudwatch|aws:dynamodb|okta:index\/appSignonPolicy|aws:apigatewayv2\/(api|authorizer|stage))/.test(
        type,
      ),
    );
    for (const { type, name, inputs } of named) assert.ok(inputs["name"], `${type} ${name} has no name of its own`);
  });

  it("registers outputs for every component", () => {
    const components = update.recording.resources.filter(({ custom }) => !custom);
    for (const { type, name } of components) {
      const outputs = update.recording.outputs.get(`${type}::${name}`);
      assert.notDeepEqual(outputs ?? {}, {}, `${type} ${name}`);
    }
  });

  it("lets names carry the stack's name, and not where it has an org of its own", () => {
    assert.equal(find(update.recording, "okta:auth/server:Server", "admin-server").inputs["name"], "admin-dev");
    assert.equal(find(prod.recording, "okta:auth/server:Server", "admin-server").inputs["name"], "admin");
    const group = (from: Recording) => find(from, "okta:group/group:Group", "admin-user-admins").inputs["name"];
    assert.deepEqual([group(update.recording), group(prod.recording)], ["user-admins-dev", "user-admins"]);
  });

  it("protects the authorization server of the stack `prod`, and of others where the settings say so", async () => {
    const optionsOf = ({ recording }: { recording: Recording }) => {
      const { protect, retainOnDelete } = find(recording, "okta:auth/server:Server", "admin-server");
      return [protect, retainOnDelete];
    };
    const told = (stack: string, protect: boolean) =>
      runStack({ stack, settings: { "okta-api-access:protect": protect } });
    assert.deepEqual(
      [optionsOf(prod), optionsOf(await told("prod", false))],
      [
        [true, true],
        [false, false],
      ],
    );
    assert.deepEqual(
      [optionsOf(update), optionsOf(await told("dev", true))],
      [
        [false, false],
        [true, true],
      ],
    );
  });

  it("names groups in the claims by their ids, and never by a name", () => {
    const { value } = find(
      update.recording,
      "okta:auth/serverClaim:ServerClaim",
      "admin-entitlements (ID token)",
    ).inputs;
    for (const id of ["id-of-admin-user-admins", "id-of-support-agents"]) assert.ok(String(value).includes(`"${id}"`));
    for (const key of ["user-admins", "support-agents"]) assert.equal(String(value).includes(`"${key}"`), false);
    for (const { inputs } of ofType(update.recording, "okta:auth/serverClaim:ServerClaim"))
      assert.equal(String(inputs["value"]).includes("isMemberOfGroupName"), false);
  });

  it("puts one rule after the other, by priorities without gaps", () => {
    for (const policy of ofType(update.recording, "okta:auth/serverPolicy:ServerPolicy")) {
      const own = ofType(update.recording, "okta:auth/serverPolicyRule:ServerPolicyRule").filter(
        ({ inputs }) => inputs["policyId"] === `id-of-${policy.name}`,
      );
      const ordered = [...own].sort((a, b) => Number(a.inputs["priority"]) - Number(b.inputs["priority"]));
      assert.deepEqual(
        ordered.map(({ inputs }) => inputs["priority"]),
        ordered.map((_, index) => index + 1),
      );
      ordered.slice(1).forEach(({ dependsOn }, index) => {
        assert.ok(dependsOn.includes(`okta:auth/serverPolicyRule:ServerPolicyRule::${ordered[index]!.name}`));
      });
    }
  });

  it("takes issuer and audience of each authorizer from the authorization server", () => {
    const server = "okta:auth/server:Server::admin-server";
    const { inputs, propertyDependencies } = find(
      update.recording,
      "aws:apigatewayv2/authorizer:Authorizer",
      "admin-jwt",
    );
    const issuer = "https://example.okta.com/oauth2/id-of-admin-server";
    assert.deepEqual(inputs["jwtConfiguration"], { issuer, audiences: ["api://admin"] });
    assert.deepEqual(propertyDependencies["jwtConfiguration"], [server]);
    const guard = find(update.recording, "aws:lambda/function:Function", "admin-guard-function");
    // The API's own address is in it, to which its challenges lead.
    assert.deepEqual(guard.propertyDependencies["environment"], ["aws:apigatewayv2/api:Api::admin-api", server]);
    const { inputs: unknown } = find(preview.recording, "aws:apigatewayv2/authorizer:Authorizer", "admin-jwt");
    assert.deepEqual(unknown["jwtConfiguration"], { issuer: UNKNOWN, audiences: ["api://admin"] });
  });

  it("lets the guard trust an http issuer with a local Okta alone", async () => {
    const guard = (recording: Recording) =>
      (
        find(recording, "aws:lambda/function:Function", "admin-guard-function").inputs["environment"] as {
          variables: Record<string, string>;
        }
      ).variables["ALLOW_INSECURE_ISSUER"];
    assert.equal(guard(update.recording), undefined);
    assert.equal(guard((await runStack({ stack: "local" })).recording), "true");
  });

  it("passes the whole policy pack", () => {
    const resources = update.recording.resources.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
    for (const rule of rules.filter(({ policy }) => "validateResource" in policy)) {
      assert.deepEqual(violationsOf(rule, resources), [], rule.policy.name);
    }
  });

  it("has outputs of the custom authorization server, and never the org's", async () => {
    const { outputs } = update;
    const issuer = "https://example.okta.com/oauth2/id-of-admin-server";
    const { accessMatrix, apiUrls, clientIds, groupIds, ...urls } = outputs;
    assert.equal(await valueOf(groupIds["user-admins"]!), "id-of-admin-user-admins");
    const values = await Promise.all(
      Object.entries(urls).map(async ([key, value]) => [key, await valueOf(pulumi.output(value))]),
    );
    assert.deepEqual(Object.fromEntries(values), {
      issuer,
      discoveryUrl: `${issuer}/.well-known/openid-configuration`,
      authorizeUrl: `${issuer}/v1/authorize`,
      tokenUrl: `${issuer}/v1/token`,
      jwksUrl: `${issuer}/v1/keys`,
      audience: "api://admin",
    });
    assert.deepEqual(await valueOf(pulumi.output(apiUrls)), {
      admin: "https://admin-api.example.com",
      registration: "https://registration-stage.example.com/live",
      recovery: "https://recovery-stage.example.com/live",
    });
    assert.deepEqual(await valueOf(pulumi.output(clientIds)), {
      "support-console": "client-id-of-support-console-app",
      "audit-portal": "client-id-of-audit-portal-app",
      "customer-app": "client-id-of-customer-app-app",
      "nightly-sync": "client-id-of-nightly-sync-app",
      "partner-hotline": "client-id-of-partner-hotline-app",
      "approval-service": "client-id-of-approval-service-app",
      "admin-service": "client-id-of-admin-service-app",
      "registration-service": "client-id-of-registration-service-app",
      "recovery-service": "client-id-of-recovery-service-app",
    });
    assert.deepEqual(accessMatrix, {
      "support-agents": { "support-console": "users:read factors:verify approvals:create" },
      "support-leads": {
        "support-console":
          "users:read users:create users:update users:activate users:deactivate factors:verify approvals:create",
      },
      "factor-desk": { "support-console": "users:read factors:enroll factors:verify approvals:create" },
      "user-admins": {
        "support-console": "users:read users:create users:update users:activate users:deactivate users:delete",
        "audit-portal": "users:read",
      },
      auditors: { "audit-portal": "reports:read" },
      customers: { "customer-app": "profile:read", "approval-service": "transactions:approve" },
      "nightly-sync": { "nightly-sync": "users:read reports:read" },
      "partner-hotline": { "partner-hotline": "factors:verify" },
      "admin-service": {},
      "registration-service": {},
      "recovery-service": {},
    });
  });

  it("hands secrets to the provider as secrets, and prints none of them anywhere else", async () => {
    const { recording } = await runStack({
      settings: { "okta:privateKey": "a-private-key" },
      secretKeys: ["okta:privateKey"],
    });
    const [provider] = ofType(recording, "pulumi:providers:okta");
    assert.deepEqual(provider!.inputs["privateKey"], { secret: "a-private-key" });
    const others = recording.resources.filter((resource) => resource !== provider);
    assert.equal(JSON.stringify([others, [...recording.outputs], recording.invokes]).includes("a-private-key"), false);
  });

  it("gives the providers the stack's settings", () => {
    const [okta] = ofType(update.recording, "pulumi:providers:okta");
    const [aws] = ofType(update.recording, "pulumi:providers:aws");
    assert.deepEqual([okta!.inputs["orgName"], okta!.inputs["baseUrl"]], ["example-dev", "oktapreview.com"]);
    assert.deepEqual([aws!.inputs["region"], aws!.inputs["allowedAccountIds"]], ["eu-central-1", '["111122223333"]']);
  });
});

describe("a plan that is not what the file calls for", () => {
  it("stops the stack before anything is declared", async () => {
    const room = require.resolve("../../../model/compile");
    const loaded = ["../../../components/stack/declareStack", "../../../components/index"].map((path) =>
      require.resolve(path),
    );
    const honest = require(room) as { compile: typeof compile };
    const before = loaded.map((path) => [path, require.cache[path]] as const);
    const everyClient: typeof compile = (...args) => {
      const plan = honest.compile(...args);
      return { ...plan, policies: plan.policies.map((policy) => ({ ...policy, clients: ["ALL_CLIENTS"] })) };
    };
    require.cache[room]!.exports = { ...honest, compile: everyClient };
    for (const path of loaded) delete require.cache[path];
    try {
      await assert.rejects(runStack(), (error) => {
        assert.ok(pulumi.RunError.isInstance(error), String(error));
        assert.match(error.message, /nothing is declared: policy `support-console` is for every client/);
        return true;
      });
    } finally {
      require.cache[room]!.exports = honest;
      for (const [path, module] of before) require.cache[path] = module;
    }
  });
});

describe("a mistake of a person", () => {
  async function messageOf(run: Promise<unknown>): Promise<string> {
    let message = "";
    await assert.rejects(run, (error) => {
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      message = error.message;
      return true;
    });
    return message;
  }

  it("in the settings refuses to run, and the engine shows no stack trace", async () => {
    const message = await messageOf(runStack({ settings: { "aws:region": undefined, "aws:regoin": "eu-central-1" } }));
    const [first, second, third] = message.split("\n");
    assert.equal(first, "Pulumi.dev.yaml has 2 errors:");
    assert.equal(second, "error: aws:region: is missing: it must be a region, such as `eu-central-1`");
    assert.match(third!, /^error: aws:regoin: unknown field `aws:regoin`; did you mean `aws:region`\? \(allowed: /);
  });

  it("in the access file refuses to run, and the engine shows no stack trace", async () => {
    const file = structuredClone(accessFile) as unknown as { groups: { auditors: { scopes: string[] } } };
    file.groups.auditors.scopes = ["report:read"];
    const message = await messageOf(runStack({ accessFile: file }));
    assert.match(message, /^access\.ts has \d errors?:\n/);
    assert.match(
      message,
      /error: groups\.auditors\.scopes\[0\]: scope `report:read` is not defined; did you mean `reports:read`\?/,
    );
  });

  it("in the name of a handler is an error against the API that uses it", async () => {
    const file = structuredClone(accessFile) as unknown as {
      apis: { admin: { routes: Record<string, { handler: string }> } };
    };
    file.apis.admin.routes["GET /health"]!.handler = "amdin";
    await assert.rejects(runStack({ accessFile: file }), (error) => {
      assert.ok(pulumi.ResourceError.isInstance(error));
      assert.equal(
        error.message,
        "route `GET /health` names the handler `amdin`, which does not exist (defined: `admin`)",
      );
      return true;
    });
  });
});
