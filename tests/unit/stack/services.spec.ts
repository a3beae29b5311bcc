/** The functions of a stack that act as clients, and the applications for people: who may do what at Okta and in AWS. */
import assert from "node:assert/strict";
import { find, ofType, type Recording } from "../../setup/mocks";
import { runStack } from "./runStack";

const APP = "okta:app/oAuth:OAuth";
const ACCOUNT = "eu-central-1:111122223333";
const keyArn = (client: string) => `arn:aws:kms:${ACCOUNT}:key/key-id-of-${client}-key`;

interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string | string[];
}

/** All that a function's role allows. */
function allowed(recording: Recording, name: string): Statement[] {
  return ofType(recording, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ parent }) => parent === `okta-api-access:index:HandlerFunction::${name}`)
    .flatMap(({ inputs }) => (JSON.parse(String(inputs["policy"])) as { Statement: Statement[] }).Statement);
}

const environmentOf = (recording: Recording, name: string) =>
  (
    find(recording, "aws:lambda/function:Function", `${name}-function`).inputs["environment"] as {
      variables: Record<string, string>;
    }
  ).variables;

/** The stack as it is, run once. */
let ran: ReturnType<typeof runStack> | undefined;
const asItIs = () => (ran ??= runStack());

describe("the functions that act as clients", () => {
  let recording: Recording;
  before(async () => {
    ({ recording } = await asItIs());
  });

  it("sign with their own keys, use their own table, write their own log, and may do nothing else", () => {
    const functions = {
      "admin-admin": ["approval-service", "admin-service"],
      "registration-registration": ["registration-service"],
      "recovery-recovery": ["recovery-service"],
    };
    for (const [name, clients] of Object.entries(functions)) {
      assert.deepEqual(allowed(recording, name), [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `arn:aws:logs:${ACCOUNT}:log-group:${name}-log:*`,
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
          Resource: [`arn:aws:dynamodb:${ACCOUNT}:table/${name}-table`],
        },
        { Effect: "Allow", Action: ["kms:Sign"], Resource: clients.map(keyArn) },
      ]);
    }
  });

  it("are told who they are, and nothing secret", () => {
    const { IDENTITIES, ORG_URL, TABLE, ...others } = environmentOf(recording, "registration-registration");
    assert.deepEqual(JSON.parse(IDENTITIES!), [
      {
        client: "registration-service",
        clientId: "client-id-of-registration-service-app",
        keyArn: keyArn("registration-service"),
        oktaApiScopes: ["okta.users.manage"],
        grants: ["client_credentials"],
        scopes: [],
        groupIds: ["id-of-admin-customers"],
      },
    ]);
    assert.equal(ORG_URL, "https://example-dev.oktapreview.com");
    assert.equal(TABLE, "admin-registration-registration-dev");
    assert.deepEqual(Object.keys(others).sort(), ["AUDIENCE", "ISSUER", "REQUIREMENTS"]);
  });

  it("are told on whom clients may act where clients call them, by the ids of client and groups", () => {
    const { REACH } = environmentOf(recording, "admin-admin");
    assert.deepEqual(JSON.parse(REACH!), { "client-id-of-partner-hotline-app": ["id-of-admin-customers"] });
  });

  it("prove themselves with the public half of their own key", () => {
    for (const client of ["admin-service", "approval-service", "registration-service", "recovery-service"]) {
      const { inputs } = find(recording, APP, `${client}-app`);
      assert.equal(inputs["tokenEndpointAuthMethod"], "private_key_jwt");
      const [key] = inputs["jwks"] as { kid: string }[];
      assert.deepEqual(Object.keys(key!).sort(), ["e", "kid", "kty", "n"]);
      assert.equal(key!.kid, `key-id-of-${client}-key`);
    }
  });

  it("have of Okta's API what the file says, bounded by roles of their own and by no other", () => {
    const scopes = ofType(recording, "okta:index/appOauthApiScope:AppOauthApiScope");
    assert.deepEqual(
      scopes.map(({ inputs }) => [inputs["appId"], inputs["scopes"]]),
      [
        ["id-of-admin-service-app", ["okta.users.manage", "okta.factors.manage"]],
        ["id-of-recovery-service-app", ["okta.users.manage"]],
        ["id-of-registration-service-app", ["okta.users.manage"]],
      ],
    );
    const roles = ofType(recording, "okta:index/adminRoleCustom:AdminRoleCustom");
    const permissions = Object.fromEntries(roles.map(({ name, inputs }) => [name, inputs["permissions"]]));
    assert.deepEqual(permissions["registration-service-admin-role-role"], ["okta.users.create"]);
    assert.deepEqual(permissions["recovery-service-admin-role-role"], [
      "okta.users.credentials.resetPassword",
      "okta.users.lifecycle.activate",
    ]);
    const assignments = ofType(recording, "okta:app/oauthRoleAssignment:OauthRoleAssignment");
    assert.deepEqual([...new Set(assignments.map(({ inputs }) => inputs["type"]))], ["CUSTOM"]);
    const customers = "https://example-dev.oktapreview.com/api/v1/groups/id-of-admin-customers";
    for (const client of ["registration-service", "recovery-service"]) {
      const set = find(recording, "okta:index/resourceSet:ResourceSet", `${client}-admin-role-resources`);
      assert.deepEqual(set.inputs["resources"], [customers, `${customers}/users`]);
    }
  });

  it("share nothing with one another: no function, role, table, key or application", () => {
    const names = ["aws:lambda/function:Function", "aws:iam/role:Role", "aws:dynamodb/table:Table"];
    for (const type of names) {
      const all = ofType(recording, type).map(({ inputs }) => inputs["name"]);
      assert.equal(new Set(all).size, all.length, type);
    }
    assert.equal(ofType(recording, "aws:kms/key:Key").length, 4);
  });
});

describe("the applications for people", () => {
  it("have a sign-on policy each, which denies whom it does not name; services have none", async () => {
    const { recording } = await asItIs();
    for (const { name, inputs } of ofType(recording, APP)) {
      const client = name.replace(/-app$/, "");
      const expected = inputs["type"] === "service" ? undefined : `id-of-${client}-sign-on-policy`;
      assert.equal(inputs["authenticationPolicy"], expected, name);
    }
    const policies = ofType(recording, "okta:index/appSignonPolicy:AppSignonPolicy");
    assert.deepEqual(
      policies.map(({ inputs }) => [inputs["name"], inputs["catchAll"]]),
      [
        ["admin-approval-service-dev", false],
        ["admin-audit-portal-dev", false],
        ["admin-customer-app-dev", false],
        ["admin-support-console-dev", false],
      ],
    );
    const { inputs } = find(recording, "okta:app/signonPolicyRules:SignonPolicyRules", "support-console-sign-on-rules");
    const rules = inputs["rules"] as { name: string; groupsIncluded: string[]; constraints?: string[] }[];
    assert.deepEqual(
      rules.map(({ name, groupsIncluded, constraints }) => [name, groupsIncluded, constraints !== undefined]),
      [
        ["two factors, one phishing-resistant", ["id-of-admin-user-admins"], true],
        ["two factors", ["id-of-support-agents", "id-of-support-leads", "id-of-factor-desk"], false],
      ],
    );
  });
});
