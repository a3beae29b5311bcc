/** Sign-ins of the demo: in a window of its own, authorization code with PKCE, by an OAuth library. */
import * as oauth from "oauth4webapi";
import type { TokenRequest } from "../../client";
import { DEMO_STATE, type DemoData } from "../data";
import { h } from "./dom";

/** How the window of a sign-in hands its answer to the page that has opened it. */
const CHANNEL = "demo-sign-in";
const WINDOW = "popup,width=560,height=760";

/** Whether this page is the window of a sign-in that has come back: it says so to the other page and closes. */
export function handedBack(): boolean {
  const state = new URLSearchParams(location.search).get("state");
  if (state === null || !state.startsWith(DEMO_STATE)) return false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is its origin's own
  new BroadcastChannel(CHANNEL).postMessage(location.href);
  close();
  document.body.append(h("main", {}, h("h1", {}, "Signed in"), h("p", {}, "This window can be closed.")));
  return true;
}

/** What Okta said no with. */
export class Refused extends Error {
  override readonly name = "Refused";
}

export interface SignedIn {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  readonly claims: oauth.IDToken;
}

const http = { [oauth.allowInsecureRequests]: true };

/**
 * Undefined where the window was closed.
 *
 * @param hint whom to sign in, where that is known already
 * @param place where a button can stand, should the browser open no window by itself
 * @throws Refused, and an error for a person where the browser opens no window or does not reach Okta
 */
export async function signIn(
  { issuer, clientId, redirectUri }: DemoData,
  { scopes, acrValues, maxAge, prompt }: TokenRequest,
  hint: string | undefined,
  place: HTMLElement,
): Promise<SignedIn | undefined> {
  // Before anything is waited for, as long as the browser knows that somebody has clicked.
  const opened = open("", "_blank", WINDOW) ?? (await openedByHand(place));
  const server = await discovered(new URL(issuer)).catch((error: unknown) => {
    opened.close();
    throw error;
  });
  const verifier = oauth.generateRandomCodeVerifier();
  const state = `${DEMO_STATE}${oauth.generateRandomState()}`;
  const nonce = oauth.generateRandomNonce();
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: ["openid", "profile", ...scopes].join(" "),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...(hint !== undefined && { login_hint: hint }),
    ...(acrValues !== undefined && { acr_values: acrValues }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(prompt !== undefined && { prompt }),
  };
  const answered = answerFor(state, opened);
  opened.location.href = `${server.authorization_endpoint}?${new URLSearchParams(parameters)}`;
  const callback = await answered;
  if (callback === undefined) return undefined;
  const client = { client_id: clientId };
  try {
    const granted = oauth.validateAuthResponse(server, client, callback, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      granted,
      redirectUri,
      verifier,
      http,
    );
    const result = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return {
      accessToken: result.access_token,
      idToken: result.id_token!,
      expiresAt: Date.now() / 1000 + (result.expires_in ?? 0),
      claims: oauth.getValidatedIdTokenClaims(result)!,
    };
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
      throw new Refused(`${error.error}: ${error.error_description ?? ""}`);
    throw error;
  }
}

/** @throws an error for a person, where the browser does not get through: it says nothing of why */
async function discovered(issuer: URL): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(issuer, http).catch(() => undefined);
  if (response !== undefined) return oauth.processDiscoveryResponse(issuer, response);
  const hint =
    issuer.protocol === "https:"
      ? `open ${issuer.origin} in this browser and accept its certificate, or have it take .local/ca.pem`
      : "it may have ended";
  throw new Error(`the local Okta at ${issuer.origin} cannot be reached: ${hint}.`);
}

/** Of several windows each has an answer of its own. */
function answerFor(state: string, opened: Window): Promise<URL | undefined> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise<URL | undefined>((resolve) => {
    const timer = setInterval(() => {
      if (!opened.closed) return;
      // The message of a window that has closed itself may still be on its way.
      clearInterval(timer);
      setTimeout(() => resolve(undefined), 1_000);
    }, 500);
    channel.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const url = new URL(data);
      if (url.searchParams.get("state") !== state) return;
      clearInterval(timer);
      resolve(url);
    });
  }).finally(() => channel.close());
}

/** @throws an error for a person, where the browser opens no window for a click either */
function openedByHand(place: HTMLElement): Promise<Window> {
  return new Promise((resolve, reject) => {
    const button = h(
      "button",
      {
        type: "button",
        class: "main",
        click: () => {
          const opened = open("", "_blank", WINDOW);
          button.remove();
          if (opened !== null) return resolve(opened);
          reject(
            new Error(
              `this browser opens no window for this page: allow pop-ups for ${location.origin}, and try again.`,
            ),
          );
        },
      },
      "Continue in a new window",
    );
    place.append(button);
    button.focus();
  });
}
