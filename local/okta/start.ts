/** Starts a local Okta on this machine. */
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { listen, LOOPBACK } from "../listen";
import { createServer } from "./server";
import { Faults } from "./http/faults";
import { hostsOf } from "./http/strangers";
import { RateLimits } from "./http/rateLimits";
import { RequestLog } from "./http/requestLog";
import { OAuthState } from "./oauth/state";
import type { IdSource } from "./org/ids";
import { newAuthServer } from "./org/newAuthServer";
import { Org, type Features } from "./org/Org";
import type { KeySource } from "./org/signingKeys";
import { Mailbox } from "./people/mailbox";
import { Pushes } from "./people/pushes";
import { seed, type AppGroup, type Persona } from "./seed";
import type { Okta } from "./okta";

export interface LocalOktaOptions {
  /** @default a free port */
  readonly port?: number;
  /**
   * Where others reach it, where something in front of it has another address or ends TLS: `https://okta.example.test`.
   * All issuers and links begin with it. @default the address on this machine
   */
  readonly publicUrl?: string;
  /** A certificate for this machine and its key, in PEM: the local Okta then speaks TLS. @default plain HTTP */
  readonly https?: { readonly key: string; readonly cert: string };
  /** The org's own id, the partition of its resource names and its name, for who compares these; see `OrgOptions`. */
  readonly orgId?: string;
  readonly partition?: "okta" | "oktapreview";
  readonly orgName?: string;
  /** What is switched on. @default all that is modelled */
  readonly features?: Partial<Features>;
  /** @default nobody */
  readonly personas?: readonly Persona[];
  /** Names of the groups that exist from the start, as a directory fills them. @default none */
  readonly directoryGroups?: readonly string[];
  /** Groups that a directory or another app fills, by that app: groups filters do not see them. @default none */
  readonly appGroups?: readonly AppGroup[];
  /** The SSWS token. @default a new one that nobody can guess */
  readonly apiToken?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly clock?: () => number;
  /** Told of every request, in one line that holds no secret. @default nobody */
  readonly log?: (line: string) => void;
  /** @default ids that nobody can guess */
  readonly ids?: IdSource;
  /** @default a new RSA key pair for each authorization server */
  readonly keys?: KeySource;
}

export interface LocalOkta {
  /** `http://127.0.0.1:PORT`, or `https:`, or the public address; without a trailing slash. */
  readonly url: string;
  /** The same on this machine, whatever the public address is. */
  readonly localUrl: string;
  readonly apiToken: string;
  readonly org: Org;
  readonly okta: Okta;
  close(): Promise<void>;
}

/**
 * @throws Error where `NODE_ENV` is `production`, where the port is taken, and where the public address is none.
 */
export async function startLocalOkta(options: LocalOktaOptions = {}): Promise<LocalOkta> {
  if (process.env["NODE_ENV"] === "production") {
    throw new Error(
      "the local Okta signs anybody in and does not start with `NODE_ENV=production`; unset it, or use a real Okta org",
    );
  }
  // The issuers begin with the port, which is known only once the server listens; requests wait until all is ready.
  const publicUrl = options.publicUrl === undefined ? undefined : originOf(options.publicUrl);
  let ready: (app: ReturnType<typeof createServer>) => void;
  const app = new Promise<ReturnType<typeof createServer>>((resolve) => (ready = resolve));
  const server = createAdaptorServer({
    fetch: async (request, env) => (await app).fetch(request, env),
    overrideGlobalObjects: false,
    ...(options.https === undefined
      ? {}
      : { createServer: createTlsServer, serverOptions: { key: options.https.key, cert: options.https.cert } }),
  }) as Server;
  const port = await listen(server, options.port ?? 0, "local Okta");
  const localUrl = `${options.https === undefined ? "http" : "https"}://${LOOPBACK}:${port}`;
  // What a custom domain is for a real org, `localhost` is for one on this machine.
  const domainUrl = publicUrl ?? localUrl.replace(LOOPBACK, "localhost");
  const org = new Org({ ...options, url: publicUrl ?? localUrl, localUrl, domainUrl });
  const okta = newOkta(org, hostsOf(org.url, port), options.log);
  seed(org, options.personas ?? [], options.directoryGroups ?? [], options.appGroups ?? []);
  ready!(createServer(okta));
  return { url: org.url, localUrl, apiToken: org.apiToken, org, okta, close: () => close(server) };
}

/** What the endpoints share, for an org. */
export function newOkta(org: Org, hosts: ReadonlySet<string>, log?: (line: string) => void): Okta {
  const settings = {
    name: "org",
    description: null,
    audiences: [org.url],
    issuerMode: "ORG_URL",
    rotationMode: "AUTO",
  } as const;
  return {
    org,
    oauth: new OAuthState(org.clock),
    faults: new Faults(),
    limits: new RateLimits(),
    requests: new RequestLog(log),
    hosts,
    mailbox: new Mailbox(org.clock),
    pushes: new Pushes(org.clock),
    orgServer: newAuthServer(org, settings, { keys: org.keys }),
  };
}

/** The address without a path, since Okta's own paths follow it. */
function originOf(publicUrl: string): string {
  const origin = URL.canParse(publicUrl) ? new URL(publicUrl).origin : "null";
  if (!/^https?:/.test(origin) || ![origin, `${origin}/`].includes(publicUrl.toLowerCase()))
    throw new Error(
      `\`publicUrl\` must be an address without a path, such as \`https://okta.example.test\`, not \`${publicUrl}\``,
    );
  return origin;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Kept-alive connections would hold the server open.
    server.closeAllConnections();
  });
}
