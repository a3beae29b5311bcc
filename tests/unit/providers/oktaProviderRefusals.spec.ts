/** The local Okta provider on the local Okta: what it refuses, and what it passes on of Okta's refusals. */
import assert from "node:assert/strict";
import type { LocalOkta } from "../../../local/okta/start";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { APP, GROUP, POLICY, ROLE_ASSIGNMENT, SCOPE, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import { createChecked } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let okta: LocalOkta;
  let provider: LocalProvider;
  let server: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ okta, provider, server } = stand);
  });
  after(() => stand.close());

  describe("refuses", () => {
    const reject = (promise: Promise<unknown>, message: string | RegExp) => assert.rejects(promise, { message });

    it("a group that is not there, and a lookup without a name", async () => {
      const getGroup = "okta:group/getGroup:getGroup";
      await reject(provider.invoke(getGroup, { name: "none" }), 'group with name "none" does not exist');
      await reject(
        provider.invoke(getGroup, { name: "none", type: "APP_GROUP" }),
        'group with name "none" and type "APP_GROUP" does not exist',
      );
      await reject(provider.invoke(getGroup, {}), "`getGroup` needs the `name` or the `id` of a group");
      const { failures } = await provider.invoke(getGroup, { nane: "x" });
      assert.match(
        failures[0]!.reason,
        /does not know the property `nane` of okta:group\/getGroup:getGroup; did you mean `name`\?/,
      );
    });

    it("what Okta refuses, with Okta's own code and text", async () => {
      await reject(
        createChecked(provider, SCOPE, { authServerId: server.id, name: "okta.x" }),
        /^okta: POST \/api\/v1\/authorizationServers\/aus\w+\/scopes answered 400: E0000001 Api validation failed: name/,
      );
      await reject(createChecked(provider, GROUP, { name: "people" }), /answered 400: E0000001/);
    });

    it("a policy that is to be inactive from the start, as the real provider does", () =>
      reject(
        createChecked(provider, POLICY, {
          authServerId: server.id,
          name: "i",
          description: "d",
          priority: 9,
          clientWhitelists: ["ALL_CLIENTS"],
          status: "INACTIVE",
        }),
        "can not create an inactive auth server policy, only existing ones can be deactivated",
      ));

    const apps: [string, Record<string, string | string[]>, string][] = [
      [
        "a web application without its grant",
        { type: "web", grantTypes: ["refresh_token"] },
        "an application of type `web` needs `authorization_code` among its `grantTypes`",
      ],
      [
        "a service without its grant",
        { type: "service", grantTypes: ["authorization_code"] },
        "an application of type `service` needs `client_credentials` among its `grantTypes`",
      ],
      [
        "a client that signs without a key",
        { type: "service", grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "private_key_jwt" },
        "`private_key_jwt` needs `jwks` or `jwksUri`",
      ],
      [
        "an implicit grant without its response type",
        { type: "browser", grantTypes: ["implicit"], responseTypes: ["code"] },
        "the grant `implicit` needs `token` or `id_token` among the `responseTypes`",
      ],
      [
        "a type that is none",
        { type: "desktop" },
        "`type` of okta:app/oAuth:OAuth must be one of `web`, `native`, `browser`, `service`",
      ],
    ];
    for (const [what, inputs, reason] of apps) {
      it(what, () => {
        const { failures } = provider.check(APP, undefined, { label: "l", ...inputs }, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    const admin: [string, string, Record<string, string | string[]>, string][] = [
      [
        "a role without permissions",
        "okta:index/adminRoleCustom:AdminRoleCustom",
        { label: "l", description: "d" },
        "at least one permission must be specified when creating custom role",
      ],
      [
        "a resource set of both kinds of names",
        "okta:index/resourceSet:ResourceSet",
        { label: "l", description: "d", resources: ["a"], resourcesOrns: ["b"] },
        "a resource set needs either `resources` or `resourcesOrns`, with at least one in it",
      ],
      [
        "an empty resource set",
        "okta:index/resourceSet:ResourceSet",
        { label: "l", description: "d" },
        "a resource set needs either `resources` or `resourcesOrns`, with at least one in it",
      ],
      [
        "a custom role without a resource set",
        ROLE_ASSIGNMENT,
        { clientId: "0oa1", type: "CUSTOM", role: "cr01" },
        "a role assignment of type `CUSTOM` needs `role` and `resourceSet`",
      ],
    ];
    for (const [what, type, inputs, reason] of admin) {
      it(what, () => {
        const { failures } = provider.check(type, undefined, inputs, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    it("a wrong token, without repeating it", async () => {
      const stranger = createOktaProvider();
      await stranger.configure({ httpProxy: okta.url, apiToken: "not-the-token" });
      await assert.rejects(createChecked(stranger, GROUP, { name: "x" }), (error: Error) => {
        assert.match(error.message, /answered 401: E0000011 Invalid token provided/);
        assert.ok(!error.message.includes("not-the-token"));
        return true;
      });
    });

    it("an org on another machine, no token, and settings that it does not know", async () => {
      await reject(
        provider.configure({ orgName: "example", baseUrl: "okta.com", apiToken: "t" }),
        /works with this machine alone: `okta:httpProxy` must be an address on 127.0.0.1/,
      );
      await reject(
        provider.configure({ httpProxy: "https://example.okta.com", apiToken: "t" }),
        /works with this machine alone/,
      );
      await reject(provider.configure({ httpProxy: okta.url }), "the local okta provider needs `okta:apiToken`");
      assert.match(
        provider.checkConfig({ privateKey: "secret" })[0]!.reason,
        /^the local provider does not know the property `privateKey` of the okta provider/,
      );
      assert.deepEqual(
        provider.checkConfig({
          httpProxy: okta.url,
          apiToken: "t",
          backoff: "false",
          maxRetries: "3",
          version: "7.0.0",
        }),
        [],
      );
    });

    it("to work before it is configured", () =>
      reject(createOktaProvider().create(GROUP, { name: "x" }), "the local okta provider has not been configured"));

    it("an org that does not answer, and says what to do", async () => {
      const nobody = createOktaProvider();
      await nobody.configure({ httpProxy: "http://127.0.0.1:1", apiToken: "t" });
      await reject(
        nobody.create(GROUP, { name: "x" }),
        "okta: nothing answers at http://127.0.0.1:1 (POST /api/v1/groups); is the local cloud running?",
      );
    });
  });
});
