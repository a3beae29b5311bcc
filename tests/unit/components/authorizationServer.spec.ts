/** The authorization server and its scopes, as they are registered. */
import assert from "node:assert/strict";
import { TAKE_OVER } from "../../../components/okta/taken";
import { AuthorizationServer } from "../../../components/okta/authorizationServer";
import { find, ofType, UNKNOWN, valueOf } from "../../setup/mocks";
import { assertNothingLost } from "../../setup/rootHooks";
import { assertRefused, withProviders } from "./testProviders";

const ARGS = {
  name: "admin-dev",
  description: "Access to the admin API",
  audience: "api://admin",
  scopes: [
    {
      name: "users:read",
      displayName: "Read users",
      description: "Read user profiles",
      consent: "IMPLICIT",
      metadataPublish: "ALL_CLIENTS",
    },
    {
      name: "users:delete",
      displayName: "Delete users",
      description: "Delete a user",
      consent: "REQUIRED",
      metadataPublish: "NO_CLIENTS",
    },
  ],
};

const REFUSED =
  "the org has an authorization server `admin-dev` already (`aus1other`), and this stack has not made it: if it is to hold this " +
  "product's scopes as well, name it with the setting `okta-api-access:authorizationServer`; if it is another product's, give this one another name (`product` in access.ts); if it is another stack's, let names carry the stack's " +
  "name (setting `okta-api-access:namesCarryStack`); " +
  TAKE_OVER;

describe("AuthorizationServer", () => {
  it("declares the server with one audience and a pinned issuer", async () => {
    const { recording } = await withProviders((opts) => new AuthorizationServer("admin", ARGS, opts));
    const server = find(recording, "okta:auth/server:Server", "admin-server");
    assert.deepEqual(server.inputs, {
      name: "admin-dev",
      description: "Access to the admin API",
      audiences: ["api://admin"],
      issuerMode: "ORG_URL",
      credentialsRotationMode: "AUTO",
      status: "ACTIVE",
    });
    assert.equal(server.parent, "okta-api-access:index:AuthorizationServer::admin");
  });

  it("takes another issuer mode where it is told to", async () => {
    const args = { ...ARGS, issuerMode: "CUSTOM_URL" };
    const { recording } = await withProviders((opts) => new AuthorizationServer("admin", args, opts));
    assert.equal(find(recording, "okta:auth/server:Server", "admin-server").inputs["issuerMode"], "CUSTOM_URL");
  });

  it("declares each scope under its own name, published as it is told and never a default", async () => {
    const { recording } = await withProviders((opts) => new AuthorizationServer("admin", ARGS, opts));
    const scopes = ofType(recording, "okta:auth/serverScope:ServerScope");
    assert.deepEqual(
      scopes.map(({ inputs }) => inputs),
      [
        {
          authServerId: "id-of-admin-server",
          name: "users:delete",
          displayName: "Delete users",
          description: "Delete a user",
          consent: "REQUIRED",
          metadataPublish: "NO_CLIENTS",
          default: false,
          optional: false,
        },
        {
          authServerId: "id-of-admin-server",
          name: "users:read",
          displayName: "Read users",
          description: "Read user profiles",
          consent: "IMPLICIT",
          metadataPublish: "ALL_CLIENTS",
          default: false,
          optional: false,
        },
      ],
    );
    for (const scope of scopes) {
      assert.deepEqual(scope.replaceOnChanges, ["authServerId"]);
      assert.equal(scope.deleteBeforeReplace, true);
    }
  });

  it("gives issuer, audience and scopes of what exists", async () => {
    const { result, recording } = await withProviders((opts) => new AuthorizationServer("admin", ARGS, opts));
    assert.equal(await valueOf(result.issuer), "https://example.okta.com/oauth2/id-of-admin-server");
    assert.equal(await valueOf(result.audience), "api://admin");
    assert.equal(await valueOf(result.scopeNames["users:read"]!), "users:read");
    assert.deepEqual(recording.outputs.get("okta-api-access:index:AuthorizationServer::admin"), {
      authServerId: "id-of-admin-server",
      issuer: "https://example.okta.com/oauth2/id-of-admin-server",
      audience: "api://admin",
    });
  });

  it("leaves the issuer unknown in a preview", async () => {
    const { recording } = await withProviders((opts) => new AuthorizationServer("admin", ARGS, opts), {
      preview: true,
    });
    assert.deepEqual(recording.outputs.get("okta-api-access:index:AuthorizationServer::admin"), {
      authServerId: UNKNOWN,
      issuer: UNKNOWN,
      audience: "api://admin",
    });
  });

  describe("whose name another server has", () => {
    const taken = {
      "okta:auth/getServer:getServer": ({ name }: object & { name?: unknown }) => ({ id: "aus1other", name }),
    };
    const declare = (options: object) => withProviders((opts) => new AuthorizationServer("admin", ARGS, opts), options);

    it("is refused in the preview in which it would be made", async () => {
      await declare({ preview: true, called: taken });
      // Nobody waits for it but the engine, and here the root hook.
      await assertRefused(assertNothingLost(), REFUSED);
    });

    it("is this stack's where its id is known", async () => {
      const { recording } = await declare({ preview: false, called: taken });
      assert.deepEqual(recording.invokes, []);
    });

    it("is looked for once, through the component's provider, where no server has the name", async () => {
      const { recording } = await declare({ preview: true });
      assert.deepEqual(
        recording.invokes.map(({ token, inputs }) => ({ token, inputs })),
        [{ token: "okta:auth/getServer:getServer", inputs: { name: "admin-dev" } }],
      );
      assert.match(recording.invokes[0]!.provider, /::okta::/);
    });
  });
});
