/** Serves the explorer to browsers on this machine, with what only a cloud that runs can answer. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readModule } from "../../components/stack/product";
import { bundleExplorer, explorerPage, TRY_PATH, type ExplorerData, type ExplorerPage } from "../../explorer";
import { CLIENT_TYPES } from "../../model/okta";
import type { Environment } from "../environment";
import { listen, LOOPBACK } from "../listen";
import { BodyError, readBody } from "../okta/http/body";
import type { StartOptions } from "../options";
import { STACK } from "../stackConfig";
import type { LocalProduct } from "../started";
import { tryOut } from "./tryOut";

/** What is explored: all of it but what the environment says. */
type Explored = Omit<ExplorerData, "live"> & { readonly demoUrl?: string };

export interface ServedExplorer {
  readonly url: string;
  close(): Promise<void>;
}

/** @param port any free one for 0. @throws PortInUseError */
export async function serveExplorer(
  explored: Explored,
  environment: Environment,
  port: number,
): Promise<ServedExplorer> {
  const page = await pageOf(explored, environment);
  const server = createServer((request, response) => {
    respond(request, response, page, environment).catch((error: unknown) => {
      process.stderr.write(`the explorer: ${(error as Error).name}\n`);
      if (!response.headersSent) end(response, error instanceof BodyError ? error.status : 502);
    });
  });
  const given = await listen(server, port, "explorer");
  return {
    url: `http://${LOOPBACK}:${given}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function pageOf({ demoUrl, ...data }: Explored, { clients, personas, apis }: Environment): Promise<ExplorerPage> {
  const live: ExplorerData["live"] = {
    clients: mapped(clients, ({ type }) => ({ hasUsers: CLIENT_TYPES[type].hasUsers })),
    personas: mapped(personas, ({ login }) => login),
    apis,
    ...(demoUrl !== undefined && { demoUrl }),
  };
  const script = await bundleExplorer("main");
  return explorerPage({ title: "Explorer of the local stack", script, data: { ...data, live }, connect: ["'self'"] });
}

function mapped<T, R>(entries: Readonly<Record<string, T>>, of: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, of(value)]));
}

/**
 * Answers a request to this very server. A request for another host name may come of a name that somebody has pointed at
 * this machine. A request of another origin may come of a page that asks in place of this one. Both are refused.
 */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { html, policy }: ExplorerPage,
  environment: Environment,
): Promise<void> {
  const { host, origin, "content-type": type } = request.headers;
  const own = [LOOPBACK, "localhost"].map((name) => `${name}:${request.socket.localPort}`);
  if (host === undefined || !own.includes(host)) return end(response, 403);
  const { pathname } = new URL(request.url ?? "/", `http://${host}`);
  if (pathname === TRY_PATH) {
    if (request.method !== "POST") return end(response, 405);
    if (origin !== `http://${host}` || type !== "application/json") return end(response, 403);
    const answer = await tryOut(environment, parsed(await readBody(request)));
    return end(response, 200, JSON.stringify(answer), { "content-type": "application/json" });
  }
  if (pathname !== "/") return end(response, 404);
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405);
  end(response, 200, html, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function end(
  response: ServerResponse,
  status: number,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    ...headers,
  });
  response.end(body);
}

/**
 * What the explorer shows of a product that runs: its access file as it counts in the local stack, and its people.
 *
 * @param base an earlier revision to compare with
 */
export function exploredOf({ product, people }: LocalProduct, base: StartOptions["base"]): Explored {
  return {
    file: { source: "access.ts", value: readModule(product.accessFile) },
    stack: STACK,
    people: Object.fromEntries(people.map(({ key, groups }) => [key, groups])),
    ...(base !== undefined && { base }),
  };
}
