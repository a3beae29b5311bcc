/** Trusted origins: those of browser clients, each once. */
import assert from "node:assert/strict";
import { browserOrigins, createTrustedOrigins, TrustedOrigins } from "../../../components/okta/trustedOrigins";
import type { PlanClient } from "../../../model/compile/plan";
import { find, ofType } from "../../setup/mocks";
import { withProviders } from "./testProviders";

const client = (key: string, type: PlanClient["type"]): PlanClient => ({
  key,
  type,
  grantTypes: [],
  oidcScopes: [],
  assignedTo: [],
  consentMethod: "TRUSTED",
  tokenEndpointAuthMethod: "none",
  oktaApiScopes: [],
  pkce: true,
  signOnRules: [],
});

describe("browserOrigins", () => {
  it("takes the origins of browser clients alone, each once, with port and without path", () => {
    const clients = [client("a", "spa"), client("b", "web"), client("c", "spa"), client("d", "native")];
    const settings = {
      a: { redirectUris: ["https://a.example/callback", "http://localhost:3000/x"], postLogoutRedirectUris: [] },
      b: { redirectUris: ["https://b.example/callback"], postLogoutRedirectUris: [] },
      c: { redirectUris: ["https://a.example/other", "https://a.example:8443/"], postLogoutRedirectUris: [] },
      d: { redirectUris: ["https://d.example/"], postLogoutRedirectUris: [] },
    };
    assert.deepEqual(browserOrigins(clients, settings, { product: "p", stack: "dev", carryStack: true }), {
      "https://a.example": "p-https://a.example-dev",
      "http://localhost:3000": "p-http://localhost:3000-dev",
      "https://a.example:8443": "p-https://a.example:8443-dev",
    });
  });
});

describe("TrustedOrigins", () => {
  it("allows calls from a page of the origin, and no redirect", async () => {
    const origins = { "https://a.example": "p-a" };
    const { recording } = await withProviders((opts) => new TrustedOrigins("p", { origins }, opts));
    assert.deepEqual(find(recording, "okta:trustedorigin/origin:Origin", "p-https://a.example").inputs, {
      name: "p-a",
      origin: "https://a.example",
      scopes: [{ type: "CORS" }],
      status: "ACTIVE",
    });
  });

  it("are left to whoever has them where a stack says so", async () => {
    const made = async (trustedOrigins: "create" | "leave") => {
      const origins = { "https://a.example": "p-a" };
      const { recording } = await withProviders((opts) => createTrustedOrigins("p", origins, { trustedOrigins }, opts));
      return ofType(recording, "okta:trustedorigin/origin:Origin").map(({ name }) => name);
    };
    assert.deepEqual([await made("create"), await made("leave")], [["p-https://a.example"], []]);
  });
});
