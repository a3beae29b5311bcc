/** @okta/okta-auth-js, Okta's library for browsers, run by Node against the local Okta. */
import assert from "node:assert/strict";
import {
  OktaAuth,
  oidcIntrospect,
  TokenKind,
  type AccessToken,
  type IDToken,
  type RefreshToken,
  type TokenParams,
  type Tokens,
} from "../strangers/oktaAuthJs";
import { reply, type Reply } from "../unit/okta/support/stand";
import { REDIRECT, startWorld, type World } from "../unit/okta/support/world";

describe("@okta/okta-auth-js", () => {
  let world: World;
  let auth: OktaAuth;
  const { warn } = console;
  before(async () => {
    // The library warns that Node keeps its tokens in memory.
    console.warn = () => undefined;
    world = await startWorld({ clock: Date.now });
    auth = new OktaAuth({
      issuer: `${world.url}${world.issuerPath}`,
      clientId: world.clients.spa,
      redirectUri: REDIRECT,
      pkce: true,
      testing: { disableHttpsCheck: true },
    } as ConstructorParameters<typeof OktaAuth>[0]);
  });
  after(async () => {
    console.warn = warn;
    await world.close();
  });

  const authorize = async (params: TokenParams): Promise<Reply> => {
    const names: Record<string, unknown> = {
      client_id: params.clientId,
      redirect_uri: params.redirectUri,
      response_type: "code",
      scope: params.scopes!.join(" "),
      state: params.state,
      nonce: params.nonce,
      code_challenge: params.codeChallenge,
      code_challenge_method: params.codeChallengeMethod,
      acr_values: params.acrValues,
      max_age: params.maxAge,
      login_hint: params.loginHint,
    };
    const given = Object.entries(names).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    );
    return reply(
      await fetch(`${world.url}${world.issuerPath}/v1/authorize?${new URLSearchParams(given)}`, { redirect: "manual" }),
    );
  };
  /** The whole sign-in: parameters, redirect, exchange, and the library's own checks of the ID token. */
  const signIn = async (scopes: string[], more: Partial<TokenParams> = {}): Promise<Tokens> => {
    const params = await auth.token.prepareTokenParams({ scopes, loginHint: "reader@example.test", ...more });
    const answer = await authorize(params);
    const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
    const { tokens } = await auth.token.exchangeCodeForTokens({ ...params, authorizationCode: code });
    return tokens;
  };

  it("finds that PKCE is supported and signs in: nonce, at_hash, issuer, audience and signature are checked", async () => {
    const { accessToken, idToken } = await signIn(["openid", "profile", "users:read"]);
    assert.deepEqual(accessToken!.scopes, ["openid", "profile", "users:read"]);
    assert.equal(idToken!.claims.preferred_username, "reader@example.test");
    await auth.token.verify(idToken!, {
      clientId: world.clients.spa,
      issuer: `${world.url}${world.issuerPath}`,
      accessToken: accessToken!.accessToken,
    } as never);
  });

  it("gets the level that it asks for, and refuses an ID token of another", async () => {
    const { idToken } = await signIn(["openid"], { acrValues: "urn:okta:loa:2fa:any" });
    assert.equal(idToken!.claims["acr"], "urn:okta:loa:2fa:any");
  });

  it("reads userinfo", async () => {
    const { accessToken, idToken } = await signIn(["openid", "email"]);
    const user = await auth.token.getUserInfo(accessToken as AccessToken, idToken as IDToken);
    assert.equal(user.email, "reader@example.test");
  });

  it("renews with a refresh token and keeps the time of the sign-in", async () => {
    const first = await signIn(["openid", "offline_access", "users:read"]);
    const second = await auth.token.renewTokensWithRefresh(
      { scopes: ["openid", "offline_access", "users:read"] },
      first.refreshToken as RefreshToken,
    );
    assert.notEqual(second.accessToken!.accessToken, first.accessToken!.accessToken);
    assert.equal(second.idToken!.claims["auth_time"], first.idToken!.claims["auth_time"]);
    await assert.rejects(
      auth.token.renewTokensWithRefresh({ scopes: ["openid"] }, first.refreshToken as RefreshToken),
      {
        errorCode: "invalid_grant",
        errorSummary: "The refresh token is invalid or expired.",
      },
    );
  });

  it("introspects and revokes as a public client", async () => {
    const { accessToken, idToken } = await signIn(["openid"]);
    const introspect = () => oidcIntrospect(auth, TokenKind.ACCESS, accessToken);
    assert.equal((await introspect()).active, true);
    await auth.revokeAccessToken(accessToken as AccessToken);
    assert.equal((await introspect()).active, false);
    await assert.rejects(auth.token.getUserInfo(accessToken as AccessToken, idToken as IDToken), {
      errorCode: "invalid_token",
    });
  });

  it("builds a logout address that leads back", async () => {
    const { idToken } = await signIn(["openid"]);
    const url: string = (auth as any).getSignOutRedirectUrl({
      idToken: idToken as IDToken,
      postLogoutRedirectUri: "http://127.0.0.1:9/bye",
      state: "s",
    });
    assert.equal((await fetch(url, { redirect: "manual" })).headers.get("location"), "http://127.0.0.1:9/bye?state=s");
  });

  it("reports a wrong verifier in Okta's words", async () => {
    const params = await auth.token.prepareTokenParams({ scopes: ["openid"], loginHint: "reader@example.test" });
    const code = new URL((await authorize(params)).headers.get("location")!).searchParams.get("code")!;
    await assert.rejects(
      auth.token.exchangeCodeForTokens({ ...params, authorizationCode: code, codeVerifier: "w".repeat(50) }),
      {
        errorCode: "invalid_grant",
        errorSummary: "PKCE verification failed.",
      },
    );
  });
});
