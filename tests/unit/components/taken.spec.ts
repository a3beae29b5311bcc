/** Names that are taken: each kind of thing is looked for in the preview that would make it, and never afterwards. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccessGroups } from "../../../components/okta/accessGroups";
import { AccessPolicies } from "../../../components/okta/accessPolicies";
import { AuthorizationServer, SharedAuthorizationServer } from "../../../components/okta/authorizationServer";
import { ClientApp } from "../../../components/okta/clientApp";
import { SignOnPolicy } from "../../../components/okta/signOnPolicy";
import { TokenClaims } from "../../../components/okta/tokenClaims";
import { TrustedOrigins } from "../../../components/okta/trustedOrigins";
import { assertNothingLost } from "../../setup/rootHooks";
import { valueOf, type ProgramOptions } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

type Called = NonNullable<ProgramOptions["called"]>;
type Opts = pulumi.ComponentResourceOptions;

const ISSUER = "https://example.okta.com/oauth2/aus1";
const SCOPE = {
  name: "a:read",
  displayName: "d",
  description: "d",
  consent: "IMPLICIT",
  metadataPublish: "NO_CLIENTS",
};
const SERVER = { issuer: ISSUER, issuerMode: "ORG_URL", audiences: ["api://a"], status: "ACTIVE" };
const CLAIM = {
  name: "team",
  claimType: "RESOURCE",
  valueType: "EXPRESSION",
  value: "user.city",
  scopes: ["openid"],
  alwaysIncludeInToken: true,
};
const POLICY = { name: "desk", priority: 1, clients: ["desk"], rules: [] };
const RULE = {
  name: "r",
  groups: ["g"],
  factors: 1,
  phishingResistant: false,
  hardwareProtected: false,
  reauthenticateMinutes: 60,
};
const APP = {
  label: "a-desk",
  type: "spa",
  grantTypes: ["authorization_code"],
  redirectUris: ["https://a.example/cb"],
  consentMethod: "TRUSTED",
  groupIds: {},
};

const server = (opts: Opts) =>
  new SharedAuthorizationServer(
    "a",
    { authServerId: "aus1", issuer: ISSUER, audience: "api://a", scopes: [SCOPE] },
    opts,
  );
const policies = (opts: Opts) =>
  new AccessPolicies(
    "a",
    { authServerId: "aus1", clientIds: { desk: "0oa1" }, groupIds: {}, scopeNames: {}, policies: [POLICY] },
    opts,
  );
const claims = (opts: Opts) => new TokenClaims("a", { authServerId: "aus1", scopeNames: {}, claims: [CLAIM] }, opts);
const groups = (opts: Opts) =>
  new AccessGroups("a", { groups: [{ key: "clerks", name: "Clerks", managed: true }] }, opts);
const app = (opts: Opts) => new ClientApp("desk", APP, opts);
const signOn = (opts: Opts) =>
  new SignOnPolicy("desk-sign-on", { name: "a-desk", description: "d", groupIds: { g: "00g1" }, rules: [RULE] }, opts);
const origins = (opts: Opts) => new TrustedOrigins("a", { origins: { "https://a.example": "a" } }, opts);

const found = {
  scopes: {
    "okta:auth/getServerScopes:getServerScopes": () => ({ id: "x", scopes: [{ name: "a:read", id: "scp1" }] }),
  },
  policy: { "okta:auth/getServerPolicy:getServerPolicy": ({ name }) => ({ id: "00p1", name }) },
  claims: {
    "okta:index/getAuthServerClaims:getAuthServerClaims": () => ({
      id: "x",
      claims: [
        { name: "team", claimType: "IDENTITY", id: "ocl0" },
        { name: "team", claimType: "RESOURCE", id: "ocl1" },
      ],
    }),
  },
  group: { "okta:group/getGroup:getGroup": ({ name }) => ({ id: "00g9", name }) },
  app: {
    "okta:app/getApp:getApp": ({ label }) => ({ id: "0oa9", label }),
    "okta:app/getOauth:getOauth": ({ id }) => ({ id, type: "browser" }),
  },
  signOn: { "okta:policy/getPolicy:getPolicy": ({ name }) => ({ id: "rst9", name }) },
  origins: {
    "okta:index/getTrustedOrigins:getTrustedOrigins": () => ({
      id: "x",
      trustedOrigins: [{ origin: "https://a.example", id: "tos9" }],
    }),
  },
} satisfies Record<string, Called>;

const kinds: [kind: string, declare: (opts: Opts) => unknown, called: Called, start: RegExp, way: RegExp][] = [
  [
    "a scope",
    server,
    found.scopes,
    /^the authorization server has a scope `a:read` already \(`scp1`\)/,
    /access check --model A --model B/,
  ],
  [
    "an access policy",
    policies,
    found.policy,
    /^the authorization server has an access policy `desk` already \(`00p1`\)/,
    /access recover/,
  ],
  [
    "a claim of the same token",
    claims,
    found.claims,
    /^the authorization server has a claim `team` of this kind of token already \(`ocl1`\)/,
    /access recover/,
  ],
  [
    "a group",
    groups,
    found.group,
    /^the org has a group `Clerks` already \(`00g9`\)/,
    /take `managed: true` of `groups\.clerks` out/,
  ],
  [
    "an application",
    app,
    found.app,
    /^the org has an application `a-desk` already \(`0oa9`\)/,
    /write `clientId: 0oa9` into `okta-api-access:clients\.desk`/,
  ],
  [
    "a sign-on policy",
    signOn,
    found.signOn,
    /^the org has a sign-on policy `a-desk` already \(`rst9`\)/,
    /signOn: \{ policyId: "rst9" \}/,
  ],
  [
    "a trusted origin that somebody has spelled otherwise",
    origins,
    {
      "okta:index/getTrustedOrigins:getTrustedOrigins": () => ({
        id: "x",
        trustedOrigins: [
          { origin: "https://a.example:8443", id: "tos7" },
          { origin: "HTTPS://A.example:443", id: "tos8" },
        ],
      }),
    },
    /^the org has the trusted origin `https:\/\/a\.example` already \(`tos8`\)/,
    /okta-api-access:trustedOrigins: leave/,
  ],
  [
    "a trusted origin",
    origins,
    found.origins,
    /^the org has the trusted origin `https:\/\/a\.example` already \(`tos9`\)/,
    /okta-api-access:trustedOrigins: leave/,
  ],
];

const read = { "okta:auth/server:Server": () => SERVER };

describe("a name that is taken", () => {
  for (const [kind, declare, called, start, way] of kinds) {
    it(`stops the preview that would make ${kind} of that name, and says what to do`, async () => {
      await withProviders(declare, { preview: true, called, read });
      await assert.rejects(assertNothingLost(), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error) && error.hideStack, String(error));
        assert.match(error.message, start);
        assert.match(error.message, way);
        return true;
      });
    });

    it(`is not looked for where ${kind} is this stack's own`, async () => {
      const { recording } = await withProviders(declare, { called, read });
      assert.deepEqual(recording.invokes, []);
    });
  }

  it("is no name that begins alike, or differs in its case", async () => {
    const near: Called = {
      "okta:app/getApp:getApp": () => ({ id: "0oa9", label: "a-desk-2" }),
      "okta:group/getGroup:getGroup": () => ({ id: "00g9", name: "clerks" }),
    };
    await withProviders((opts) => [app(opts), groups(opts)], { preview: true, called: near });
  });

  it("is no application of another type: that may be this one, which the engine replaces", async () => {
    const called = { ...found.app, "okta:app/getOauth:getOauth": ({ id }: { id?: unknown }) => ({ id, type: "web" }) };
    await withProviders(app, { preview: true, called });
  });

  it("is not looked for on a server that is yet to be made", async () => {
    const args = { name: "a", description: "d", audience: "api://a", scopes: [SCOPE] };
    const { recording } = await withProviders((opts) => new AuthorizationServer("a", args, opts), {
      preview: true,
      called: found.scopes,
    });
    assert.deepEqual(
      recording.invokes.map(({ token }) => token),
      ["okta:auth/getServer:getServer"],
    );
  });
});

describe("the issuer of a server at the org's own domain", () => {
  const issuer = async (issuerMode: string, orgDomain: string | undefined) => {
    const args = { name: "a", description: "d", audience: "api://a", scopes: [], issuerMode, orgDomain };
    const { result } = await withProviders((opts) => new AuthorizationServer("a", args, opts));
    return valueOf(result.issuer);
  };
  // As the mocks tell it, whatever the mode.
  const told = "https://example.okta.com/oauth2/id-of-a-server";

  it("is as Okta tells it, and with DYNAMIC at the domain by which the clients call", async () => {
    assert.equal(await issuer("ORG_URL", undefined), told);
    assert.equal(await issuer("CUSTOM_URL", undefined), told);
    assert.equal(await issuer("CUSTOM_URL", "https://example.okta.com"), told);
    assert.equal(await issuer("DYNAMIC", "https://login.example.com"), told.replace("example.okta", "login.example"));
  });

  it("stops where Okta tells another domain", async () => {
    await assertRefused(
      issuer("CUSTOM_URL", "https://login.example.com"),
      `the issuer of the authorization server is \`${told}\`, and not at \`https://login.example.com\` (setting \`okta-api-access:orgDomain\`): give the domain that the org has, or make it the org's own in Okta first`,
    );
    await assertNothingLost().catch(() => undefined);
  });
});
