/** What a stack says of an authorization server that another stack has made, and of its own place among the policies there. */
import { z } from "zod";
import type { Access } from "../../../model/file";
import type { Finding } from "../../../model/findings";
import { hasGateways } from "../../../model/routes";
import type { ClientSettings } from "./clients";
import type { GatewaySettings } from "./gateways";
import { missingOr, plainUrl, structured, text, isHttps, isLoopbackHttp } from "./fields";

/** A server of another stack: by the stack's name, or by what is known of the server. */
export type SharedServer = { readonly stack: string } | { readonly id: string; readonly issuer: string };

/** The priorities that the policies of a stack may have on a server which several stacks write to. */
export interface PolicyPriorities {
  readonly from: number;
  readonly to: number;
}

const SERVER = "okta-api-access:authorizationServer";

/** Okta closes gaps between priorities, so that any number does; this is far beyond what a server holds. */
const PRIORITY_MAX = 100_000;

const STACK =
  "must be the full name of a stack, such as `acme/orders/prod`; with a backend of one's own `organization/orders/prod`";
const ID = "must be the id of an authorization server, such as `aus1example2example3`";
const ISSUER = "must be the server's issuer, such as `https://example.okta.com/oauth2/aus1example2example3`";
const ONE_WAY = "must have either `stack`, or `id` and `issuer`";
const PRIORITY = `must be a whole number from 1 to ${PRIORITY_MAX}`;

const serverSchema = z
  .strictObject(
    {
      stack: text(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/, STACK).optional(),
      id: text(/^(aus[A-Za-z0-9]{17}|default)$/, ID).optional(),
      issuer: z
        .string({ error: missingOr(ISSUER) })
        .refine((value) => isHttps(value) || isLoopbackHttp(value), { error: ISSUER })
        .optional(),
    },
    { error: missingOr(ONE_WAY) },
  )
  .superRefine(({ stack, id, issuer }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    const byIssuer = id !== undefined && issuer !== undefined;
    if ((stack === undefined) !== byIssuer || (stack !== undefined && (id ?? issuer) !== undefined)) wrong([], ONE_WAY);
    else if (id !== undefined && issuer !== undefined && new URL(issuer).pathname !== `/oauth2/${id}`) {
      wrong(["issuer"], `is not the issuer of the server \`${id}\`: it must end in \`/oauth2/${id}\``);
    }
  })
  .transform(({ stack, id, issuer }): SharedServer => (stack === undefined ? { id: id!, issuer: issuer! } : { stack }));

const priority = z.int({ error: PRIORITY }).min(1, { error: PRIORITY }).max(PRIORITY_MAX, { error: PRIORITY });

const prioritiesSchema = z
  .strictObject({ from: priority, to: priority }, { error: missingOr("must have `from` and `to`") })
  .refine(({ from, to }) => from <= to, { error: "must have a `to` that is not before `from`" });

/** The schemas of these settings, by key. */
export const sharedServerSettings = {
  [SERVER]: structured(serverSchema).optional(),
  "okta-api-access:policyPriorities": structured(prioritiesSchema).optional(),
} as const;

/** Fields at a path below one of these settings, for the suggestion behind an unknown one. */
export function sharedServerKeys(setting: string): readonly string[] {
  if (setting === "authorizationServer") return ["stack", "id", "issuer"];
  return setting === "policyPriorities" ? ["from", "to"] : [];
}

/** Which parts of a product a stack declares. */
export interface DeclaredParts {
  /** Scopes, claims, groups, applications and policies: all but where the server is another stack's and nothing is added to it. */
  readonly okta: boolean;
  /** Gateways and functions. */
  readonly aws: boolean;
}

/** Which parts the settings ask for, before they are known to be right. */
export function declaredParts(values: Readonly<Record<string, unknown>>, access: Access): DeclaredParts {
  const alone = values[SERVER] !== undefined && values["okta-api-access:policyPriorities"] === undefined;
  return { okta: !alone, aws: hasGateways(access) };
}

/** What the parser has made of the settings that go together with these. */
interface Together {
  readonly server: SharedServer | undefined;
  readonly priorities: PolicyPriorities | undefined;
  readonly clients: Readonly<Record<string, ClientSettings>>;
  readonly gateways: Pick<GatewaySettings, "signIn">;
  /** Origins of issuers that the org has, as far as the settings say: its own, and that of its own domain. */
  readonly origins: readonly string[];
}

/** Mistakes in how the settings of a shared server go together with the others and with the access file. */
export function sharedServerFindings(access: Access, together: Together): Finding[] {
  const { server, priorities, origins } = together;
  const findings: Finding[] = [];
  const error = (path: string, message: string) => findings.push({ rule: "settings", level: "error", path, message });
  if (priorities !== undefined && access.clients.size > 0) {
    const places = priorities.to - priorities.from + 1;
    if (places < access.clients.size) {
      error(
        "okta-api-access:policyPriorities",
        `has ${places} ${places === 1 ? "place" : "places"}, and the access file has ${access.clients.size} clients, each of which may need a policy: make the range longer`,
      );
    }
  }
  if (server === undefined) return findings;
  if (priorities === undefined && !hasGateways(access)) {
    error(
      SERVER,
      "leaves nothing for this stack to declare: give `okta-api-access:policyPriorities` where it adds scopes, clients and policies to the server, or APIs to access.ts",
    );
  }
  if ("stack" in server) return findings;
  if (origins.length > 0 && !origins.includes(new URL(server.issuer).origin)) {
    error(
      `${SERVER}.issuer`,
      `is no issuer of this org: it must begin with ${origins.map((origin) => `\`${origin}\``).join(" or ")}`,
    );
  }
  if (priorities === undefined) findings.push(...missingIds(access, together));
  return findings;
}

/** By id and issuer nothing is known of the clients that the gateways look at. */
function missingIds(access: Access, { clients, gateways }: Together): Finding[] {
  const signsIn = new Set(
    Object.values(gateways.signIn).flatMap((pages) => Object.values(pages ?? {}).map((page) => page.client)),
  );
  const narrowed = [...access.clients.values()].some(({ enforcement }) => enforcement === "gateway");
  return [...access.clients.values()].flatMap(({ key, handler, enforcement }): Finding[] => {
    const path = `okta-api-access:clients.${key}`;
    const finding = (message: string): Finding[] => [{ rule: "settings", level: "error", path, message }];
    if (handler !== undefined) {
      return finding(
        `a function of this stack acts as \`${key}\`, whose key is the other stack's: name that stack (\`${SERVER}: { stack: … }\`) instead of \`id\` and \`issuer\``,
      );
    }
    const needed = signsIn.has(key) || (narrowed && enforcement === "issuer");
    if (!needed || clients[key]?.clientId !== undefined) return [];
    return finding(`is missing: the gateways know \`${key}\` by its id, so give its \`clientId\``);
  });
}

/** The part of an issuer that tells its server from the others of its org. */
export function serverIdOf(issuer: string): string | undefined {
  return /^\/oauth2\/([A-Za-z0-9]+)$/.exec(plainUrl(issuer)?.pathname ?? "")?.[1];
}
