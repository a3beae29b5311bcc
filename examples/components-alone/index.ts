import * as okta from "@pulumi/okta";
import { AuthorizationServer, TokenClaims } from "okta-api-access";

const provider = new okta.Provider("okta");

const server = new AuthorizationServer(
  "shop",
  {
    name: "shop-dev",
    description: "Access to the APIs of the shop",
    audience: "api://shop",
    scopes: [
      {
        name: "orders:read",
        displayName: "Read orders",
        description: "Read orders",
        consent: "IMPLICIT",
        metadataPublish: "NO_CLIENTS",
      },
    ],
  },
  { providers: { okta: provider } },
);

const region = {
  name: "region",
  claimType: "RESOURCE",
  valueType: "EXPRESSION",
  value: "user.state",
  scopes: ["orders:read"],
  alwaysIncludeInToken: true,
};

new TokenClaims(
  "shop",
  { authServerId: server.authServerId, scopeNames: server.scopeNames, claims: [region] },
  { providers: { okta: provider } },
);

export const issuer = server.issuer;
