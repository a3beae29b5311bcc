/** The local Okta provider on the local Okta: the life of an application, and of what is given to one. */
import type { LocalOkta } from "../../../local/okta/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { APP, GRANTS, itLives, KEY, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import type { TypeCase } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let okta: LocalOkta;
  let provider: LocalProvider;
  let group: ResourceState;
  let service: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ okta, provider, group, service } = stand);
  });
  after(() => stand.close());

  const cases: Record<string, () => TypeCase> = {
    "a web application": () => ({
      type: APP,
      inputs: {
        label: "web",
        type: "web",
        grantTypes: ["authorization_code"],
        redirectUris: ["https://a.example/callback"],
        tokenEndpointAuthMethod: "client_secret_basic",
      },
      outputs: { clientId: /^0oa/, clientSecret: /^.{20,}$/, responseTypes: ["code"], signOnMode: "OPENID_CONNECT" },
      change: {
        label: "renamed",
        redirectUris: ["https://b.example/callback", "https://a.example/callback"],
        grantTypes: ["refresh_token", "authorization_code"],
        refreshTokenRotation: "ROTATE",
        refreshTokenLeeway: 0,
        pkceRequired: true,
      },
      replaces: { type: "native", clientId: "chosen" },
    }),
    "a browser application whose secret is left out": () => ({
      type: APP,
      inputs: {
        label: "spa",
        type: "browser",
        grantTypes: ["authorization_code"],
        redirectUris: ["https://a.example/callback"],
        postLogoutRedirectUris: ["https://a.example/"],
        tokenEndpointAuthMethod: "none",
        pkceRequired: true,
        omitSecret: true,
        responseTypes: ["code"],
        implicitAssignment: false,
      },
      outputs: { clientId: /^0oa/, clientSecret: undefined },
      change: { postLogoutRedirectUris: [], consentMethod: "REQUIRED" },
      replaces: {},
    }),
    "a service with keys": () => ({
      type: APP,
      inputs: {
        label: "keys",
        type: "service",
        grantTypes: ["client_credentials"],
        responseTypes: ["token"],
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks: [KEY],
      },
      outputs: { clientSecret: undefined },
      change: { jwks: [KEY, { ...KEY, kid: "k2" }], status: "INACTIVE" },
      replaces: {},
    }),
    "an assignment of a group": () => ({
      type: "okta:app/groupAssignment:GroupAssignment",
      inputs: { appId: service.id, groupId: group.id },
      outputs: { profile: "{}" },
      replaces: { appId: "0oaX", groupId: "00gX" },
    }),
    "grants on the org's API": () => ({
      type: GRANTS,
      inputs: { appId: service.id, issuer: okta.url, scopes: ["okta.users.read", "okta.groups.read"] },
      outputs: {},
      change: { scopes: ["okta.groups.read", "okta.apps.read"] },
      replaces: { appId: "0oaX" },
    }),
  };
  itLives(cases, () => provider);
});
