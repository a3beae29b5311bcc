/** Clients: what their type allows. */
import { names, type Finding } from "../../findings";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import type { ParsedAccess } from "../schema";
import { error, warning } from "./finding";

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

function serviceFindings(key: string, client: ParsedClient): Finding[] {
  const without = (field: string, why: string) =>
    error("client-type", ["clients", key, field], `a client of type \`service\` ${why}; remove the field`);
  const findings: Finding[] = [];
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
