/** Reads an Okta org through its API: page after page, a few requests at a time, never past its rate limits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../model/findings";
import { UsageError } from "../io";

/** Requests at the same time: well below what Okta lets an org do at once. */
const PARALLEL = 12;

/** The part of each rate limit that is left to others, who share the org's. */
const LEFT_TO_OTHERS = 0.1;

/** How often a request is repeated that Okta refuses for its rate limit, or whose connection ended. */
const REPEATS = 5;

/** Seconds to wait where Okta does not say how long: its limits are counted by the minute. */
const WAIT_SECONDS = 60;

/** What the reader takes from its surroundings; tests put their own in. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const REAL: Surroundings = {
  fetch: (...args) => fetch(...args),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: Date.now,
};

/** Requests of a minute: all, and those that are left. */
export interface Headroom {
  readonly limit: number;
  readonly remaining: number;
}

/** An org, and the right to read it. */
export class OktaApi {
  readonly #origin: string;
  /** No request is made before; milliseconds since the epoch. */
  #notBefore = 0;

  /**
   * @param authorization the header: `SSWS …` for an API token, `Bearer …` for an access token with `okta.*.read` scopes.
   * @throws UsageError for an address that is no `https:` one, but for this machine's own.
   */
  constructor(
    orgUrl: string,
    private readonly authorization: string,
    private readonly surroundings: Surroundings = REAL,
    /** What the credentials have to allow, for the message of a refusal. */
    private readonly rights = "read users and groups",
  ) {
    this.#origin = originOf(orgUrl);
  }

  /** The org's address, without a path. */
  get origin(): string {
    return this.#origin;
  }

  /** How many requests have been sent, repeated ones included. */
  requests = 0;

  /** Kind of what was asked for, such as `apps` → what the org said last of that limit. */
  readonly headroom = new Map<string, Headroom>();

  /**
   * All items of a list, page after page.
   *
   * @param pages how many pages are read at most. @default all
   */
  async list(path: string, pages = Infinity): Promise<unknown[]> {
    const items: unknown[] = [];
    let url: string | undefined = `${this.#origin}${path}`;
    for (let read = 0; url !== undefined && read < pages; read++) {
      const response = await this.#get(url);
      const page: unknown = await response.json();
      if (!Array.isArray(page)) throw new UsageError(`\`${path}\` of the org is not a list`);
      items.push(...(page as unknown[]));
      url = this.#next(response);
    }
    return items;
  }

  /** One thing; undefined where the org has none of that name. */
  async one(path: string): Promise<unknown> {
    try {
      return await (await this.#get(`${this.#origin}${path}`)).json();
    } catch (error) {
      if (error instanceof OktaRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  async #get(url: string, repeats = REPEATS): Promise<Response> {
    const { fetch: ask, sleep, now } = this.surroundings;
    for (let wait = this.#notBefore - now(); wait > 0; wait = this.#notBefore - now()) await sleep(wait);
    const headers = { authorization: this.authorization, accept: "application/json" };
    this.requests += 1;
    let response: Response;
    try {
      response = await ask(url, { headers, redirect: "error" });
    } catch (error) {
      // A connection that was kept may have ended meanwhile; to read once more does no harm.
      if (isCut(error) && repeats > 0) return this.#get(url, repeats - 1);
      throw unreachable(this.#origin, error);
    }
    this.#keepLimit(response, new URL(url).pathname.split("/")[3] ?? "");
    if (response.status === 429 && repeats > 0) return this.#get(url, repeats - 1);
    if (response.ok) return response;
    throw await refusal(response, new URL(url).pathname, this.rights);
  }

  /** Once little is left of a limit, or it is used up, everything waits until Okta starts to count anew. */
  #keepLimit({ status, headers }: Response, kind: string): void {
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => {
      const text = headers.get(`x-rate-limit-${name}`);
      return text === null ? Number.NaN : Number(text);
    }) as [number, number, number];
    if (limit > 0 && remaining >= 0) this.headroom.set(kind, { limit, remaining });
    if (status !== 429 && !(remaining <= limit * LEFT_TO_OTHERS)) return;
    const now = this.surroundings.now();
    const until = Number.isFinite(reset) ? reset * 1_000 : now + WAIT_SECONDS * 1_000;
    // The clocks differ, so that a second is added; and no answer of the org makes us wait for hours.
    this.#notBefore = Math.max(this.#notBefore, Math.min(until, now + WAIT_SECONDS * 1_000) + 1_000);
  }

  /** The address of the next page. INVARIANT: the credentials go to the org alone, whatever a page says. */
  #next({ headers }: Response): string | undefined {
    const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
    if (next === undefined) return undefined;
    if (!URL.canParse(next) || new URL(next).origin !== this.#origin) {
      throw new UsageError("the org names a next page at another address, which is not read");
    }
    return next;
  }
}

/** Works on all items, a few at a time, in their order. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let at = 0;
  const worker = async () => {
    while (at < items.length) await work(items[at++]!);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function originOf(orgUrl: string): string {
  const url = URL.canParse(orgUrl) ? new URL(orgUrl) : undefined;
  const isLocal = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  if (url === undefined || (url.protocol !== "https:" && !(isLocal && url.protocol === "http:"))) {
    throw new UsageError("`--org-url` must be the address of an Okta org, such as `https://example.okta.com`");
  }
  const org = orgOfConsole(orgUrl);
  if (org !== undefined)
    throw new UsageError(`\`${url.origin}\` is the address of the console: take \`-admin\` out, as in \`${org}\``);
  return url.origin;
}

/** The address of the org, where one gives that of its console, which has `-admin` in it; else undefined. */
export function orgOfConsole(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && /^[^.]+-admin\.okta/.test(url.hostname) ? url.origin.replace("-admin.", ".") : undefined;
}

/** What the org refuses: its status and code, beside the words for a person. */
export class OktaRefusal extends UsageError {
  constructor(
    message: string,
    readonly status: number,
    /** Okta's own, such as `E0000015`. */
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/** Okta's own words where it has some; never the request, which has the credentials. */
async function refusal(response: Response, path: string, rights: string): Promise<OktaRefusal> {
  const body: unknown = await response.json().catch(() => undefined);
  const { errorSummary: summary, errorCode: code } = Object(body) as { errorSummary?: unknown; errorCode?: unknown };
  const words = typeof summary === "string" ? `: ${printable(summary)}` : "";
  const message = `the org answers \`GET ${path}\` with ${response.status}${words}; the credentials need to ${rights}`;
  return new OktaRefusal(message, response.status, typeof code === "string" ? code : undefined);
}

/** Whether a connection ended before its answer. */
function isCut(error: unknown): boolean {
  const { code } = Object(error instanceof Error ? error.cause : undefined) as { code?: unknown };
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

/** Nothing answers, or not as a server of Okta's would: the reason, without the request. */
function unreachable(origin: string, error: unknown): UsageError {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const message = cause instanceof Error ? cause.message.split("\n")[0]! : "no reason is given";
  // What is wrong with a header repeats the header, and that has the credentials.
  const why = /header/i.test(message) ? "the credentials cannot stand in a request" : message;
  return new UsageError(`the org at \`${origin}\` cannot be reached: ${printable(why)}`);
}

/**
 * The `authorization` header for an org: of `OKTA_API_TOKEN` or `OKTA_ACCESS_TOKEN`, or, for the local Okta that runs, what
 * `npm start` wrote.
 *
 * @throws UsageError where there is none, and for what can be no token; none of it is repeated.
 */
export function authorizationFor(
  orgUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
  rights = "read users and groups (`okta.users.read`, `okta.groups.read`)",
): string {
  const { OKTA_API_TOKEN: token, OKTA_ACCESS_TOKEN: accessToken } = environment;
  if (token) return `SSWS ${bare(token, "OKTA_API_TOKEN")}`;
  if (accessToken) return `Bearer ${bare(accessToken, "OKTA_ACCESS_TOKEN")}`;
  const local = localToken(orgUrl);
  if (local !== undefined) return `SSWS ${local}`;
  throw new UsageError(
    `no credentials for the org: set \`OKTA_API_TOKEN\`, or \`OKTA_ACCESS_TOKEN\`; they need to ${rights}`,
  );
}

function bare(token: string, variable: string): string {
  const [, scheme] = /^(SSWS|Bearer)\s/i.exec(token) ?? [];
  if (scheme !== undefined) throw new UsageError(`\`${variable}\` begins with \`${scheme}\`: give the token alone`);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(
    `\`${variable}\` has a space, a line break or another character that no token has: look at how it was copied`,
  );
}

function localToken(orgUrl: string): string | undefined {
  try {
    const written: unknown = JSON.parse(readFileSync(join(process.cwd(), ".local/environment.json"), "utf8"));
    const { orgUrl: local, apiToken } = Object(written) as { orgUrl?: unknown; apiToken?: unknown };
    const isSame = typeof local === "string" && URL.canParse(local) && new URL(local).origin === originOf(orgUrl);
    return isSame && typeof apiToken === "string" ? apiToken : undefined;
  } catch {
    return undefined;
  }
}
