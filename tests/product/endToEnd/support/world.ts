/** The shipped stack on a local cloud, once for all tests of the process: real HTTP, real OAuth clients, the deployed functions. */
import { join } from "node:path";
import { signIn } from "../../../../local/check/signIn";
import { startProduct, type RunningProduct } from "../../../../bench/localProduct";
import { serviceToken } from "./serviceToken";

let running: Promise<RunningProduct> | undefined;

/** Starts it at the first call. Mocha ends it with the process: see `afterAll` below. */
export function world(): Promise<RunningProduct> {
  running ??= startProduct(join(__dirname, "../../../.."));
  return running;
}

/** Ends the cloud, where one was started. */
export async function stopWorld(): Promise<void> {
  await (await running)?.cloud.close();
  running = undefined;
}

/** A token of a person at a client for these scopes. @throws SignInRefused */
export async function tokenOf(
  persona: string,
  client: string,
  scopes: readonly string[],
  more?: Readonly<Record<string, string>>,
): Promise<string> {
  const { environment } = await world();
  const { login } = environment.personas[persona] ?? { login: persona };
  const tokens = await signIn({
    issuer: environment.issuer,
    client: environment.clients[client]!,
    login,
    scopes: ["openid", ...scopes],
    more,
  });
  return tokens.access_token;
}

/** A token of a service client. @throws where Okta refuses */
export async function tokenOfService(client: string, scopes: readonly string[]): Promise<string> {
  const { environment } = await world();
  return serviceToken(`${environment.issuer}/v1/token`, environment.clients[client]!, scopes);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `METHOD /path` of an API of the stack. A text is sent as it is, anything else as JSON. */
export async function call(api: string, route: string, { token, body, headers }: CallOptions = {}): Promise<Answer> {
  const { environment } = await world();
  const [method, path] = route.split(" ");
  const response = await fetch(`${environment.apis[api]}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const parsed = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body: parsed };
}

/** The org's API, with all rights: to look, and to prepare. */
export async function okta<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  const { environment } = await world();
  const response = await fetch(environment.orgUrl + path, {
    method,
    headers: { authorization: `SSWS ${environment.apiToken}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** A control address of the local Okta, which takes a form. */
export async function control(path: string, fields?: Readonly<Record<string, string>>): Promise<unknown> {
  const { environment } = await world();
  const response = await fetch(
    environment.orgUrl + path,
    fields && { method: "POST", body: new URLSearchParams(fields) },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Makes requests to the local Okta fail while something is done. */
export async function withFault(fault: object, run: () => Promise<void>): Promise<void> {
  const { environment } = await world();
  const url = `${environment.orgUrl}/__faults`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(fault) });
  if (!response.ok) throw new Error(`POST /__faults: ${response.status}`);
  try {
    await run();
  } finally {
    await fetch(url, { method: "DELETE" });
  }
}

/** The audit lines that a function has written, oldest first. */
export async function auditOf(
  handler: "admin-admin" | "registration-registration" | "recovery-recovery",
): Promise<Record<string, unknown>[]> {
  const { cloud } = await world();
  const { events } = cloud.aws.world.logGroups.get(`/aws/lambda/admin-${handler}`)!;
  return events.map(({ message }) => JSON.parse(message) as Record<string, unknown>).filter((line) => "audit" in line);
}

let count = 0;

/** An idempotency key that no other request of the process has. */
export const newKey = (): string => `end-to-end-${process.pid}-${String((count += 1)).padStart(6, "0")}`;
