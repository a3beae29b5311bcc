/** Starts a local Okta on this machine. */
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import { listen, LOOPBACK } from "../listen";
import { createServer } from "./server";
import { Faults } from "./http/faults";
import { RequestLog } from "./http/requestLog";
import { OAuthState } from "./oauth/state";
import type { IdSource } from "./org/ids";
import { newAuthServer } from "./org/newAuthServer";
import { Org } from "./org/Org";
import type { KeySource } from "./org/signingKeys";
import { Mailbox } from "./people/mailbox";
import { Pushes } from "./people/pushes";
import type { Persona } from "./personas";
import { seed } from "./seed";
import type { Okta } from "./okta";

export interface LocalOktaOptions {
  /** @default a free port */
  readonly port?: number;
  /** @default nobody */
  readonly personas?: readonly Persona[];
  /** Names of the groups that exist from the start, as a directory fills them. @default none */
  readonly directoryGroups?: readonly string[];
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
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly apiToken: string;
  readonly org: Org;
  readonly okta: Okta;
  close(): Promise<void>;
}

/**
 * @throws Error where `NODE_ENV` is `production`, and where the port is taken.
 */
export async function startLocalOkta(options: LocalOktaOptions = {}): Promise<LocalOkta> {
  if (process.env["NODE_ENV"] === "production") {
    throw new Error(
      "the local Okta signs anybody in and does not start with `NODE_ENV=production`; unset it, or use a real Okta org",
    );
  }
  // The issuers begin with the port, which is known only once the server listens; requests wait until all is ready.
  let ready: (app: ReturnType<typeof createServer>) => void;
  const app = new Promise<ReturnType<typeof createServer>>((resolve) => (ready = resolve));
  const server = createAdaptorServer({
    fetch: async (request, env) => (await app).fetch(request, env),
    overrideGlobalObjects: false,
  }) as Server;
  const port = await listen(server, options.port ?? 0, "local Okta");
  const org = new Org({ ...options, url: `http://${LOOPBACK}:${port}` });
  const okta = newOkta(org, options.log);
  seed(org, options.personas ?? [], options.directoryGroups ?? []);
  ready!(createServer(okta));
  return { url: org.url, apiToken: org.apiToken, org, okta, close: () => close(server) };
}

/** What the endpoints share, for an org. */
export function newOkta(org: Org, log?: (line: string) => void): Okta {
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
    requests: new RequestLog(log),
    mailbox: new Mailbox(org.clock),
    pushes: new Pushes(org.clock),
    orgServer: newAuthServer(org, settings, { keys: org.keys }),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Kept-alive connections would hold the server open.
    server.closeAllConnections();
  });
}
