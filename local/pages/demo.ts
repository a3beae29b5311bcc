/** The demo application of the explorer, at the redirect URI of a client that can do what it shows; and its way to the API. */
import type { IncomingMessage } from "node:http";
import { bundleExplorer, DEMO_ROUTES, type DemoData, explorerPage } from "../../explorer";
import type { ClientTable } from "../../model/routes";
import type { Environment } from "../environment";
import { readBody } from "../okta/http/body";
import type { Answer } from "../okta/http/endpoint";
import { SIGN_OUT_PATH } from "./views";

/** Where the demo is, below the origin of the redirect URI. */
export const DEMO_PATH = "/__demo";
const API_PATH = "/__api";

/** A client as it is at one of its redirect URIs. */
interface Candidate {
  readonly table: ClientTable;
  readonly redirectUri: string;
}

/** What the demo needs, at the first client without a secret that can list users and deactivate one; undefined without such. */
export function demoAt(clients: readonly Candidate[], environment: Environment): DemoData | undefined {
  for (const { table, redirectUri } of clients) {
    const { clientId, clientSecret } = environment.clients[table.client]!;
    const api = Object.keys(table.apis).find((key) => {
      const routes = table.apis[key]!;
      return Object.values(DEMO_ROUTES).every((route) => Object.hasOwn(routes, route));
    });
    if (api === undefined || clientSecret !== undefined || environment.apis[api] === undefined) continue;
    return {
      issuer: environment.issuer,
      clientId,
      redirectUri,
      table,
      api,
      apiPath: `${API_PATH}/${api}`,
      signOutPath: `${SIGN_OUT_PATH}?${new URLSearchParams({ client: table.client })}`,
    };
  }
  return undefined;
}

/** The page itself, which is also what its sign-ins come back to. */
export async function demoPage(data: DemoData): Promise<Answer> {
  const connect = ["'self'", new URL(data.issuer).origin];
  const { html, policy } = explorerPage({ title: "Demo", script: await bundleExplorer("demo"), data, connect });
  const headers = {
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return { status: 200, html, headers };
}

const PASSED_ON = ["authorization", "content-type"];
const PASSED_BACK = ["content-type", "www-authenticate", "x-amzn-remapped-www-authenticate"];

/**
 * Passes a call of the demo on to the API, which lets no page of another origin read its answers; undefined for another
 * path. A page of another origin cannot call through it: it would have to announce the token's header first.
 */
export async function passOn(
  request: IncomingMessage,
  url: URL,
  data: DemoData,
  environment: Environment,
): Promise<Answer | undefined> {
  if (!url.pathname.startsWith(`${data.apiPath}/`)) return undefined;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== url.origin) return { status: 403 };
  const target = `${environment.apis[data.api]}${url.pathname.slice(data.apiPath.length)}${url.search}`;
  const headers = PASSED_ON.flatMap((name): [string, string][] => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  const body = await readBody(request);
  const response = await fetch(target, {
    method: request.method ?? "GET",
    headers: Object.fromEntries(headers),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  const back = PASSED_BACK.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    status: response.status,
    html: await response.text(),
    headers: {
      // Whatever the API says it is: no page of this origin.
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...Object.fromEntries(back),
    },
  };
}
