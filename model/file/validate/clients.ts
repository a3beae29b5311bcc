/** Clients: what their type allows, what narrowing at the gateway asks for, and whom a client from outside may act on. */
import { GROUPS_CLAIM, OTHER_GROUPS_CLAIM, isClaimPart } from "../../compile/claims";
import { type Finding, error, names, warning } from "../../findings";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import { EARLIER_CLAIM, OTHER_EARLIER_CLAIM } from "../../routes/narrowing";
import { parametersOf, parseRouteKey } from "../../routes/routeKey";
import { tokensOf } from "../resolve";
import { scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";

type ParsedClient = ParsedAccess["clients"][string];

/** What a client's type does not allow. */
export function clientFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.clients).flatMap(([key, client]) => [
    ...grantFindings(key, client),
    ...(CLIENT_TYPES[client.type].hasUsers ? userClientFindings(key, client) : serviceFindings(key, client)),
  ]);
}

function grantFindings(key: string, { type, grants }: ParsedClient): Finding[] {
  const { allowedGrants, defaultGrants, pkceRequired } = CLIENT_TYPES[type];
  if (grants === undefined) return [];
  const findings = grants.flatMap((grant, index) =>
    allowedGrants.includes(grant)
      ? []
      : [
          error(
            "client-grant",
            ["clients", key, "grants", index],
            `a client of type \`${type}\` cannot use the grant \`${grant}\` (allowed: ${names(allowedGrants)})`,
          ),
        ],
  );
  // Okta demands the code grant of its web and native applications, and our single-page ones have no other way to sign in.
  const missing = pkceRequired && !defaultGrants.every((grant) => grants.includes(grant));
  if (missing) {
    findings.push(
      error(
        "client-grant",
        ["clients", key, "grants"],
        `a client of type \`${type}\` needs the grant ${names(defaultGrants)}`,
      ),
    );
  }
  return findings;
}

function userClientFindings(key: string, client: ParsedClient): Finding[] {
  const findings: Finding[] = [];
  if (client.auth !== undefined) findings.push(serviceOnly(key, "auth", client.type));
  if (client.oktaApiScopes.length > 0) findings.push(serviceOnly(key, "oktaApiScopes", client.type));
  if (client.oktaAdminRole !== undefined) findings.push(serviceOnly(key, "oktaAdminRole", client.type));
  findings.push(...pkceFindings(key, client), ...signOnFindings(key, client));
  if (client.assignedTo?.length === 0) {
    findings.push(
      error(
        "assigned-to",
        ["clients", key, "assignedTo"],
        "is empty, so nobody could sign in; name a group, or leave the field out",
      ),
    );
  }
  return findings;
}

/** A public client has nothing but PKCE that ties a code to it. */
function pkceFindings(key: string, { type, pkce }: ParsedClient): Finding[] {
  if (pkce || CLIENT_TYPES[type].tokenEndpointAuthMethod !== "none") return [];
  return [
    error(
      "client-type",
      ["clients", key, "pkce"],
      `a client of type \`${type}\` has no secret, so a stolen code would be enough without PKCE; only a web client can do without it`,
    ),
  ];
}

function signOnFindings(key: string, { signOn }: ParsedClient): Finding[] {
  if (signOn?.policyId === undefined) return [];
  const others = Object.keys(signOn).filter((field) => field !== "policyId");
  return others.map((field) =>
    error(
      "sign-on-policy",
      ["clients", key, "signOn", field],
      "has no effect beside `policyId`: the policy that exists says how people sign in; remove one of the two",
    ),
  );
}

function serviceOnly(key: string, field: string, type: string): Finding {
  return error(
    "client-type",
    ["clients", key, field],
    `only a client of type \`service\` can have \`${field}\`, this one is of type \`${type}\`; remove the field`,
  );
}

/** A secret is sent with every request and ends only when somebody ends it; where a key can be had, it is the better way. */
function secretFindings(key: string, { auth, handler, oktaApiScopes }: ParsedClient): Finding[] {
  if (auth !== "client_secret") return [];
  const at = ["clients", key, "auth"];
  if (handler !== undefined) {
    return [
      error("client-auth", at, `\`${handler}\` signs as this client with a key that the stack makes; remove the field`),
    ];
  }
  if (oktaApiScopes.length > 0) {
    const why = "is no way into Okta's own API, which takes a service with a key alone";
    return [error("client-auth", at, `${why}; remove the field, or \`oktaApiScopes\``)];
  }
  return [
    warning(
      "client-secret",
      at,
      'is a secret that is sent with every request and does not end by itself: whoever reads it once is this client from then on; let it sign with a key (`auth: "private_key"`) where it can',
    ),
  ];
}

function serviceFindings(key: string, client: ParsedClient): Finding[] {
  const without = (field: string, why: string) =>
    error("client-type", ["clients", key, field], `a client of type \`service\` ${why}; remove the field`);
  const findings: Finding[] = secretFindings(key, client);
  if (client.assignedTo !== undefined)
    findings.push(without("assignedTo", "acts for itself, so no group is assigned to it"));
  if (client.oidcScopes !== undefined && client.oidcScopes.length > 0) {
    findings.push(without("oidcScopes", "has no user, and Okta refuses OIDC scopes to it"));
  }
  if (client.refreshTokens !== false)
    findings.push(without("refreshTokens", "gets no refresh token: it asks for a new token instead"));
  if (client.enforcement === "gateway") {
    findings.push(without("enforcement", "has no groups, so its scopes are its entitlement already"));
  }
  if (client.signOn !== undefined) findings.push(without("signOn", "has nobody who signs in"));
  if (client.loginUri !== undefined) findings.push(without("loginUri", "has nobody who signs in"));
  if (!client.pkce) findings.push(without("pkce", "has no sign-in that PKCE would protect"));
  if (client.oktaAdminRole !== undefined && client.oktaApiScopes.length === 0) {
    findings.push(
      warning(
        "admin-role",
        ["clients", key, "oktaAdminRole"],
        "has no effect without `oktaApiScopes`: Okta gives the intersection of both",
      ),
    );
  }
  return findings;
}

/** What stands against leaving the narrowing to the gateway. */
export function gatewayFindings(file: ParsedAccess): Finding[] {
  const clients = Object.entries(file.clients).filter(([, { enforcement }]) => enforcement === "gateway");
  if (clients.length === 0) return [];
  return [...clients.flatMap(([key]) => separateGroups(key, file)), ...claimFindings(file)];
}

/** The gateway sees the union of all groups of a user and cannot keep two of them apart. */
function separateGroups(key: string, { groups }: ParsedAccess): Finding[] {
  const apart = Object.entries(groups).find(([, { separate }]) => separate.length > 0);
  if (!apart) return [];
  return [
    error(
      "gateway-separate",
      ["clients", key, "enforcement"],
      `the gateway unites all groups of a user, but group \`${apart[0]}\` is marked \`separate\`; use \`enforcement: issuer\``,
    ),
  ];
}

/** The compiler adds a claim, and the guard still reads that of version 0.1: both names, and those of their parts, stay free. */
function claimFindings({ claims }: ParsedAccess): Finding[] {
  const taken = (name: string) => Object.hasOwn(claims, name);
  const listsScopes = Object.values(claims).some((claim) => claim.entitledScopes && tokensOf(claim).includes("access"));
  const kept = [
    taken(GROUPS_CLAIM) ? OTHER_GROUPS_CLAIM : GROUPS_CLAIM,
    ...(listsScopes ? [] : [taken(EARLIER_CLAIM) ? OTHER_EARLIER_CLAIM : EARLIER_CLAIM]),
  ];
  return Object.keys(claims)
    .filter((name) => kept.some((whole) => isClaimPart(name, whole)))
    .map((name) =>
      error(
        "gateway-claim",
        ["claims", name],
        "the gateway reads a claim of this name as what a person is entitled to, so that it must stay free; rename this claim",
      ),
    );
}

/**
 * A route with a variable is about somebody or something that the caller names. A client from outside that may call one may
 * name an employee as well as a customer, unless the function knows whose members it may touch.
 */
export function clientReachFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.clients).flatMap(([key, client]) => {
    if (client.exposure !== "external" || client.reach !== undefined) return [];
    const routes = Object.values(file.apis).flatMap(({ routes }) =>
      Object.entries(routes).flatMap(([route, entry]) => {
        const isAbout = parametersOf(parseRouteKey(route)?.path ?? "").length > 0 && entry.handler !== undefined;
        return isAbout && mayCall(file, client, scopesOf(entry)) ? [route] : [];
      }),
    );
    return routes.length === 0 ? [] : [unbounded(key, routes)];
  });
}

function mayCall(
  { scopes: declared }: ParsedAccess,
  { scopes: ceiling, exposure }: ParsedClient,
  { match, scopes }: ReturnType<typeof scopesOf>,
): boolean {
  const holds = (scope: string) =>
    ceiling === "all" ? declared[scope]?.exposure === exposure : ceiling.includes(scope);
  return scopes.length > 0 && (match === "all" ? scopes.every(holds) : scopes.some(holds));
}

function unbounded(client: string, routes: readonly string[]): Finding {
  return warning(
    "client-reach",
    ["clients", client],
    `is external and may call ${names(routes.slice(0, 3))}${routes.length > 3 ? " and others" : ""} about anybody, employees too; name the groups whose members it may act on in \`reach\``,
  );
}
