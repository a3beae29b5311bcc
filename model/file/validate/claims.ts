/** Claims: exactly one source each, names that Okta lets be used, expressions within Okta's limit. */
import { EXPRESSION_MAX_LENGTH } from "../../okta/expressions/parse";
import { claimPartName } from "../../compile/claims";
import type { Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { error, warning } from "./finding";
import { DISPUTED_ACCESS_CLAIM, OIDC_CLAIMS, RESERVED_CLAIMS } from "../../okta/reservedClaims";

/** What is wrong with claims, but for the filters of groups claims. */
export function claimFindings({ claims }: ParsedAccess): Finding[] {
  return Object.entries(claims).flatMap(([name, claim]) => [
    ...sourceFindings(name, claim),
    ...nameFindings(name, claim.token),
    ...expressionFindings(name, claim.expression),
    ...partFindings(name, claims),
  ]);
}

const TOKENS = { access: "access token", id: "ID token" } as const;

type ParsedClaim = ParsedAccess["claims"][string];

function sourceFindings(name: string, { groups, expression, entitledScopes }: ParsedClaim): Finding[] {
  const given = Object.entries({ groups, expression, entitledScopes }).filter(([, value]) => value !== undefined);
  if (given.length === 1) return [];
  const what =
    given.length === 0 ? "has no value" : `has several values (${given.map(([field]) => `\`${field}\``).join(", ")})`;
  return [
    error(
      "claim-source",
      ["claims", name],
      `${what}; give exactly one of \`groups\`, \`expression\`, \`entitledScopes\``,
    ),
  ];
}

function nameFindings(name: string, token: "access" | "id"): Finding[] {
  if (RESERVED_CLAIMS[token].has(name)) {
    return [
      error(
        "reserved-claim",
        ["claims", name],
        `\`${name}\` is reserved by Okta in the ${TOKENS[token]}; choose another name`,
      ),
    ];
  }
  if (token === "id" && OIDC_CLAIMS.has(name)) {
    return [
      error(
        "reserved-claim",
        ["claims", name],
        `\`${name}\` is a claim that Okta's OIDC scopes bring; choose another name`,
      ),
    ];
  }
  if (token === "access" && name === DISPUTED_ACCESS_CLAIM) {
    return [
      warning(
        "reserved-claim",
        ["claims", name],
        "Okta's list of reserved names has `groups`, although its guide uses it; a name of your own is safer",
      ),
    ];
  }
  return [];
}

function expressionFindings(name: string, expression: string | undefined): Finding[] {
  if (expression === undefined || expression.length <= EXPRESSION_MAX_LENGTH) return [];
  return [
    error(
      "claim-expression",
      ["claims", name, "expression"],
      `has ${expression.length} characters, and Okta allows ${EXPRESSION_MAX_LENGTH}; split it into two claims`,
    ),
  ];
}

/** A long entitlement claim is split into `name`, `name_2`, …: these names must stay free. */
function partFindings(name: string, claims: ParsedAccess["claims"]): Finding[] {
  const whole = /^(.+)_\d+$/.exec(name)?.[1];
  if (whole === undefined || !Object.hasOwn(claims, whole) || !claims[whole]!.entitledScopes) return [];
  return [
    error(
      "claim-part",
      ["claims", name],
      `looks like a part of the claim \`${whole}\`, which is split into \`${claimPartName(whole, 1)}\` and so on when it is long; choose another name`,
    ),
  ];
}
