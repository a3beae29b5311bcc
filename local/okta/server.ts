/** The HTTP side of the local Okta: finds the row for a request, runs it, and answers its errors as Okta does. */
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type Context } from "hono";
import type { ServerResponse } from "node:http";
import { authorize } from "./admin/authorize";
import { mayOf } from "./admin/may";
import { ApiError, notModelled } from "./errors/apiErrors";
import { OAuthError, oauthError } from "./errors/oauthErrors";
import { authenticate } from "./management/authenticate";
import { apiEndpoints } from "./management/endpoints";
import type { ApiEndpoint } from "./management/apiEndpoint";
import { notModelledAt } from "./management/notModelled";
import { controlEndpoints } from "./control/endpoints";
import { oauthEndpoints } from "./oauth/endpoints";
import type { Okta } from "./okta";
import { randomIds } from "./org/ids";
import { BodyError, readBody } from "./http/body";
import { corsHeaders, preflightHeaders } from "./http/cors";
import { type Answer, type Call, type Endpoint, jsonObject } from "./http/endpoint";
import { faultAnswer } from "./http/faults";
import { refuseStrangers } from "./http/strangers";

type Env = { Bindings: HttpBindings };
/** `oauth` errors are `{ error, error_description }`, `api` errors are Okta's error objects. */
type Kind = "api" | "oauth";
type Handle = (call: Call<Okta>) => Answer | Promise<Answer>;

/** An app that serves all rows; whatever a handler throws becomes an answer. */
export function createServer(okta: Okta): Hono<Env> {
  const app = new Hono<Env>();
  const run = runner(okta);
  app.options(
    "*",
    (c) =>
      new Response(null, {
        status: 204,
        headers: preflightHeaders(okta.org, { path: c.req.path, header: (name) => c.req.header(name) }),
      }),
  );
  const add = (endpoint: Endpoint<Okta, never>, kind: Kind, handle: Handle) =>
    app.on(endpoint.method, honoPath(endpoint.path), (c) => run(c, kind, handle));
  for (const endpoint of [...oauthEndpoints, ...controlEndpoints]) add(endpoint, "oauth", endpoint.handle);
  for (const endpoint of apiEndpoints) add(endpoint, "api", apiHandle(endpoint));
  const paths = [...oauthEndpoints, ...controlEndpoints, ...apiEndpoints].map(({ path }) => honoPath(path));
  for (const path of new Set(paths)) {
    app.all(path, (c) =>
      run(c, "api", () => {
        throw new ApiError("E0000022");
      }),
    );
  }
  app.notFound((c) => run(c, "api", unknownPath) as Promise<Response>);
  return app;
}

/** `/groups/{groupId}` as hono writes it: `/groups/:groupId`. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

function apiHandle(endpoint: ApiEndpoint): Handle {
  return async (call) => {
    const caller = await authenticate(call, endpoint);
    const json = call.method === "GET" || call.method === "DELETE" ? {} : await jsonObject(call);
    const { org } = call.okta;
    const apiCall = { ...call, org, json, caller, may: mayOf(org, caller) };
    authorize(apiCall, endpoint);
    return endpoint.handle(apiCall);
  };
}

function unknownPath({ path }: Call<Okta>): never {
  const known = notModelledAt(path);
  throw known === undefined ? new ApiError("E0000008") : notModelled(known);
}

function runner(okta: Okta) {
  return async (c: Context<Env>, kind: Kind, handle: Handle): Promise<Response> => {
    const started = performance.now();
    const call = toCall(okta, c);
    const { isRefused, headers: limits } = okta.limits.count(call.path, okta.org.seconds());
    const answer = isRefused ? tooMany(kind) : await answerTo(call, kind, handle);
    const headers = {
      ...limits,
      ...corsHeaders(okta.org, call),
      "x-okta-request-id": randomIds("error").slice(3),
      ...answer.headers,
    };
    okta.requests.add({
      at: okta.org.clock(),
      method: call.method,
      path: call.path,
      status: answer.status,
      milliseconds: performance.now() - started,
      note: call.note,
    });
    if (answer.unanswered === undefined) send(c.env.outgoing as ServerResponse, answer, headers);
    else if (answer.unanswered === "dropped") c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  };
}

function toCall(okta: Okta, c: Context<Env>): Call<Okta> {
  const { incoming } = c.env;
  let body: Promise<Buffer> | undefined;
  return {
    okta,
    method: c.req.method,
    path: c.req.path,
    get query() {
      const raw = incoming.url ?? "";
      return new URLSearchParams(raw.includes("?") ? raw.slice(raw.indexOf("?")) : "");
    },
    params: c.req.param() as Record<string, string>,
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: () => (body ??= readBody(incoming)),
    incoming,
    note: {},
  };
}

function tooMany(kind: Kind): Answer {
  return { status: 429, json: kind === "oauth" ? oauthError("server_error").body() : new ApiError("E0000047").body() };
}

async function answerTo(call: Call<Okta>, kind: Kind, handle: Handle): Promise<Answer> {
  const fault = call.okta.faults.take(call.method, call.path);
  const failed = fault && faultAnswer(fault, kind === "oauth", call.okta.org.seconds());
  if (failed !== undefined && fault?.afterwards !== true) return failed;
  try {
    refuseStrangers(call.okta.org, call.okta.hosts, call);
    const answer = await handle(call);
    return failed ?? answer;
  } catch (error) {
    return errorAnswer(call, kind, error);
  }
}

function errorAnswer(call: Call<Okta>, kind: Kind, error: unknown): Answer {
  if (error instanceof OAuthError) {
    call.note["error"] = error.reason;
    const asked = error.status === 401 && call.header("authorization")?.toLowerCase().startsWith("basic");
    return {
      status: error.status,
      json: error.body(),
      headers: asked ? { "www-authenticate": 'Basic realm="okta"' } : {},
    };
  }
  if (error instanceof ApiError) {
    call.note["error"] = error.code;
    return { status: error.status, json: error.body(), headers: error.headers };
  }
  if (error instanceof BodyError) {
    const json =
      kind === "oauth" ? oauthError("invalid_request").body() : new ApiError("E0000003", "", [error.message]).body();
    return { status: error.status, json, headers: { connection: "close" } };
  }
  // A mistake of ours: its name may be told, what it was about may not, since that may hold a secret.
  call.note["error"] = error instanceof Error ? error.name : "unknown";
  return { status: 500, json: kind === "oauth" ? oauthError("server_error").body() : new ApiError("E0000009").body() };
}

function contentType({ html, xml }: Answer): string {
  if (html !== undefined) return "text/html; charset=utf-8";
  return xml === undefined ? "application/json" : "application/xml;charset=ISO-8859-1";
}

/** Writes the answer to node's own response: going through a web `Response` would take as long as all the rest. */
function send(
  outgoing: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string | readonly string[]>>,
): void {
  const body = answer.html ?? answer.xml ?? (answer.json === undefined ? "" : JSON.stringify(answer.json));
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  if (body !== "") outgoing.setHeader("content-type", contentType(answer));
  outgoing.statusCode = answer.status;
  outgoing.end(body);
}
