/** Scopes: names that Okta keeps for itself, who may have which, and who could be asked for consent. */
import { type Finding, error, warning } from "../../findings";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import { GRANTS } from "../../okta/grants";
import { isOidcScope } from "../../okta/oidcScopes";
import { conventionOf } from "../scopeNames/convention";
import type { ParsedAccess } from "../schema";

/** Source: "scope properties" of Okta's authorization server reference. */
export function scopeFindings(file: ParsedAccess): Finding[] {
  return Object.keys(file.scopes).flatMap((name) => {
    const problem = problemOf(name);
    return problem === undefined ? [] : [error("reserved-scope", ["scopes", name], problem)];
  });
}

function problemOf(name: string): string | undefined {
  if (isOidcScope(name)) {
    return `\`${name}\` is an OIDC scope, which every server has from its creation; remove it here and name it in a client's \`oidcScopes\``;
  }
  if (/^okta($|[.:])/.test(name))
    return `\`${name}\` is reserved: Okta keeps \`okta\`, \`okta.\` and \`okta:\` for its own API`;
  if (name === "*") return "`*` is no scope: in a rule it stands for every scope";
  if (name.includes("<") && name.includes(">")) return `\`${name}\` contains both \`<\` and \`>\`, which Okta refuses`;
  return undefined;
}

/**
 * There may be one default scope at most, since it is not documented which of several Okta gives. It may not have a step-up:
 * a request that names no scope cannot have been made after one. One default scope is a warning: it opens something by
 * leaving something out.
 */
export function defaultScopeFindings({ scopes, clients }: ParsedAccess): Finding[] {
  const [first, ...others] = Object.keys(scopes).filter((name) => scopes[name]!.default);
  if (first === undefined) return [];
  const at = (name: string) => ["scopes", name, "default"];
  const { stepUp, exposure } = scopes[first]!;
  const holders = Object.keys(clients).filter((key) => {
    const own = clients[key]!;
    return own.scopes === "all" ? own.exposure === exposure : own.scopes.includes(first);
  });
  const opened = `a request that names no scope is given \`${first}\` by every client that may have it (${holders.join(", ") || "none"}): `;
  return [
    ...others.map((name) =>
      error(
        "default-scope",
        at(name),
        `\`${first}\` is the default already: which of several Okta gives is not documented; keep one`,
      ),
    ),
    ...[first, ...others]
      .filter((name) => scopes[name]!.stepUp)
      .map((name) =>
        error(
          "default-scope",
          at(name),
          `\`${name}\` asks for a step-up, and may not be given to a request that does not name it; remove \`default\``,
        ),
      ),
    ...(stepUp
      ? []
      : [
          warning(
            "default-scope",
            at(first),
            `${opened}whoever forgets \`scope\` gets a token that opens something, instead of an error`,
          ),
        ]),
  ];
}

/** An external client is only ever given external scopes. */
export function exposureFindings({ clients, scopes }: ParsedAccess): Finding[] {
  return Object.entries(clients).flatMap(([key, client]) => {
    if (client.exposure === "internal" || client.scopes === "all") return [];
    return client.scopes.flatMap((scope, index) =>
      scopes[scope]!.exposure === "external"
        ? []
        : [
            error(
              "exposure",
              ["clients", key, "scopes", index],
              `\`${scope}\` is internal, and an external client may only have external scopes; remove it, or make the scope external`,
            ),
          ],
    );
  });
}

/** Each scope with consent REQUIRED at a client with a grant that cannot ask. */
export function consentFindings({ clients, scopes }: ParsedAccess): Finding[] {
  return Object.entries(clients).flatMap(([key, client]) => {
    const grants = client.grants ?? CLIENT_TYPES[client.type].defaultGrants;
    const silent = grants.find((grant) => !GRANTS[grant].canPrompt);
    if (silent === undefined) return [];
    const all = client.scopes === "all";
    const names =
      client.scopes === "all"
        ? Object.keys(scopes).filter((name) => scopes[name]!.exposure === client.exposure)
        : client.scopes;
    return names.flatMap((scope, index) =>
      scopes[scope]!.consent === "REQUIRED"
        ? [
            error(
              "consent",
              all ? ["clients", key, "scopes"] : ["clients", key, "scopes", index],
              `\`${scope}\` has consent \`REQUIRED\`, and the grant \`${silent}\` cannot ask anybody; ` +
                "Okta would refuse it: make the consent `FLEXIBLE`, or remove the scope or the grant",
            ),
          ]
        : [],
    );
  });
}

/** A pattern for names that is none would find fault with every name, or with none. */
export function namingFindings({ naming }: ParsedAccess): Finding[] {
  try {
    conventionOf(naming);
    return [];
  } catch {
    return [
      error("naming", ["naming", "pattern"], "is not a valid regular expression; give one that whole names match"),
    ];
  }
}
