/** Listens at the redirect URIs of the local stack, where nothing else does, and answers in the client's place. */
import { randomBytes } from "node:crypto";
import { html } from "hono/html";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { clientTable } from "../../model/ask";
import type { Access } from "../../model/file";
import type { ClientTable } from "../../model/routes";
import type { Environment } from "../environment";
import { listen } from "../listen";
import { readBody } from "../okta/http/body";
import type { Answer } from "../okta/http/endpoint";
import { pageAnswer } from "../okta/pages/html";
import { DEMO_STATE } from "../../explorer";
import { demoAt, DEMO_PATH, demoPage, passOn } from "./demo";
import { SIGN_IN_PATH, SIGN_OUT_PATH, startPage, strangePage, visitPage } from "./views";
import { Visits, type Wish } from "./visits";

export interface Pages {
  /** The origins that answer: `http://localhost:3000`. */
  readonly origins: readonly string[];
  /** Those where something else listens already. */
  readonly taken: readonly string[];
  /** Where the demo application is, for a product that has the routes for it. */
  readonly demoUrl?: string;
  close(): Promise<void>;
}

/** The clients of one origin, and their redirect URIs there. */
interface Place {
  readonly origin: string;
  readonly clients: readonly { readonly table: ClientTable; readonly redirectUri: string }[];
}

/** What one port answers with. */
interface Site {
  readonly places: readonly Place[];
  readonly visits: Visits;
  readonly environment: Environment;
}

const PAGE_OF = "local cloud";

/** The cookie that tells browsers apart: what one has begun, no other can end. */
const COOKIE = "local-cloud-page";

/** Opens a port for each; one that is taken is left to whoever has it. */
export async function servePages(access: Access, environment: Environment): Promise<Pages> {
  const places = placesOf(access, environment);
  const visits = new Visits(environment);
  const servers: Server[] = [];
  const taken: string[] = [];
  for (const port of new Set(places.map(({ origin }) => portOf(origin)))) {
    const here = places.filter(({ origin }) => portOf(origin) === port);
    const server = createServer(
      (request, response) => void answer(request, response, { places: here, visits, environment }),
    );
    try {
      await listen(server, port, "pages of the local stack");
      servers.push(server);
    } catch {
      taken.push(...here.map(({ origin }) => origin));
    }
  }
  const demo = places.find(
    (place) => !taken.includes(place.origin) && demoAt(place.clients, environment) !== undefined,
  );
  return {
    ...(demo !== undefined && { demoUrl: `${demo.origin}${DEMO_PATH}` }),
    origins: places.map(({ origin }) => origin).filter((origin) => !taken.includes(origin)),
    taken,
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };
}

function placesOf(access: Access, { clients }: Environment): Place[] {
  const all = Object.entries(clients).flatMap(([key, { redirectUris = [] }]) => {
    const table = clientTable(access, access.clients.get(key)!);
    return redirectUris.filter(isLoopback).map((redirectUri) => ({ table, redirectUri }));
  });
  const byOrigin = new Map<string, Place["clients"]>();
  for (const one of all) {
    const { origin } = new URL(one.redirectUri);
    byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), one]);
  }
  return [...byOrigin].map(([origin, own]) => ({ origin, clients: own }));
}

function isLoopback(uri: string): boolean {
  const { protocol, hostname, port } = new URL(uri);
  return protocol === "http:" && port !== "" && ["localhost", "127.0.0.1"].includes(hostname);
}

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const browser = /(?:^|;\s*)local-cloud-page=([\w-]{22})(?:;|$)/.exec(request.headers.cookie ?? "")?.[1];
  const known = browser ?? randomBytes(16).toString("base64url");
  let given: Answer;
  try {
    given = await page(request, site, known);
  } catch (error) {
    given = pageAnswer(
      {
        title: "Error",
        of: PAGE_OF,
        body: html`<h1>This did not work</h1>
          <p>The local cloud may have ended.</p>`,
      },
      502,
    );
    process.stderr.write(`a page of the local stack: ${(error as Error).name}\n`);
  }
  for (const [name, value] of Object.entries(given.headers ?? {})) response.setHeader(name, value);
  if (browser === undefined) response.setHeader("set-cookie", `${COOKIE}=${known}; HttpOnly; SameSite=Lax; Path=/`);
  if (!response.hasHeader("content-type")) response.setHeader("content-type", "text/html; charset=utf-8");
  response.writeHead(given.status).end(given.html ?? "");
}

/** Another host name may be that of a page which points at this machine: it is told nothing. */
async function page(request: IncomingMessage, { places, visits, environment }: Site, browser: string): Promise<Answer> {
  const place = places.find(({ origin }) => new URL(origin).host === request.headers.host);
  if (place === undefined) return notHere(403);
  const url = new URL(request.url ?? "/", place.origin);
  const demo = demoAt(place.clients, environment);
  const passed = demo && (await passOn(request, url, demo, environment));
  if (passed !== undefined) return passed;
  if (request.method === "POST") {
    // Response mode `form_post`: the same parameters, in the body.
    url.search = new URLSearchParams((await readBody(request)).toString()).toString();
  } else if (request.method !== "GET") return notHere(405);
  const isOfDemo = url.searchParams.get("state")?.startsWith(DEMO_STATE) ?? false;
  if (demo && (url.pathname === DEMO_PATH || (isOfDemo && url.pathname === new URL(demo.redirectUri).pathname)))
    return demoPage(demo);
  if (url.pathname === SIGN_IN_PATH) return signIn(url, place, visits, browser);
  if (url.pathname === SIGN_OUT_PATH) return signOut(url, place, environment);
  const here = place.clients.filter(({ redirectUri }) => new URL(redirectUri).pathname === url.pathname);
  const isAnswer = ["code", "error", "state"].some((name) => url.searchParams.has(name));
  if (here.length > 0 && isAnswer) {
    const visit = await visits.end(url, browser);
    const table = here.find((one) => one.table.client === visit?.wish.client)?.table;
    if (visit === undefined || table === undefined)
      return pageAnswer({ title: "Signed in elsewhere", of: PAGE_OF, body: strangePage(url) });
    const title = "error" in visit.outcome ? "Refused" : "Signed in";
    return pageAnswer({ title, of: PAGE_OF, body: visitPage(visit, table, environment) });
  }
  if (url.pathname !== "/" && here.length === 0) return notHere(404);
  const tables = new Set(place.clients.map(({ table }) => table));
  return pageAnswer({ title: "Sign in", of: PAGE_OF, body: startPage([...tables]), leadsAway: true });
}

function notHere(status: number): Answer {
  return pageAnswer({ title: "Not here", of: PAGE_OF, body: html`<h1>There is no such page</h1>` }, status);
}

const MORE = ["acr_values", "max_age", "prompt", "login_hint"];

async function signIn({ searchParams }: URL, { clients }: Place, visits: Visits, browser: string): Promise<Answer> {
  const chosen = clients.find(({ table }) => table.client === searchParams.get("client"));
  if (chosen === undefined) return notHere(404);
  const scopes = searchParams
    .getAll("scope")
    .flatMap((scope) => scope.split(" "))
    .filter((scope) => scope !== "");
  const more = MORE.flatMap((name): [string, string][] => {
    const value = searchParams.get(name);
    return value === null || value === "" ? [] : [[name, value]];
  });
  const wish: Wish = {
    client: chosen.table.client,
    scopes,
    redirectUri: chosen.redirectUri,
    more: Object.fromEntries(more),
  };
  return found((await visits.begin(wish, browser)).href);
}

function signOut({ searchParams }: URL, { clients }: Place, { issuer, clients: all }: Environment): Answer {
  const chosen = clients.find(({ table }) => table.client === searchParams.get("client"));
  if (chosen === undefined) return notHere(404);
  const query = new URLSearchParams({ client_id: all[chosen.table.client]!.clientId });
  return found(`${issuer}/v1/logout?${query}`);
}

function found(location: string): Answer {
  return { status: 302, headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" } };
}
