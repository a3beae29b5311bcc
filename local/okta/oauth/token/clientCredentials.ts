/** The client credentials grant: a service gets a token for itself. */
import { GRANTS } from "../../../../model/grants";
import type { Json } from "../../org/entities";
import { decide } from "../decide";
import { scopeList } from "../form";
import { orgServiceDecision } from "../orgServer";
import { tokenAnswer } from "../tokens/issue";
import type { GrantRequest } from "./token";

export async function clientCredentials({ call: { okta }, issuer, app, params }: GrantRequest): Promise<Json> {
  const scopes = scopeList(params);
  const question = { app, grantType: GRANTS.client_credentials.okta, user: null, scopes };
  const decision =
    issuer.server === undefined ? orgServiceDecision(app, scopes) : decide(okta, issuer.server, question);
  const authorization = {
    id: "",
    serverId: issuer.server?.id ?? null,
    clientId: app.clientId,
    userId: null,
    scopes: decision.scopes,
    lifetimes: { accessToken: decision.tokenMinutes, refreshToken: 0, refreshWindow: 0 },
    factors: [],
    revoked: false,
    accessTokenIds: [],
  };
  return tokenAnswer({ okta, issuer, app, user: null, authorization, scopes: decision.scopes });
}
