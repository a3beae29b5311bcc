/** The authorization server and its scopes, as they are registered. */
import assert from "node:assert/strict";
import { AuthorizationServer } from "../../../components/okta/authorizationServer";
import { find, ofType, UNKNOWN, valueOf } from "../../setup/mocks";
import { withProviders } from "./testProviders";

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
});
