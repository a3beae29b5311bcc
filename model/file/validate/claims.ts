/** Claims: exactly one source each, names that nobody takes for something else, expressions that are some. */
import type { Access, TokenKind } from "../access";
import { claimPartName } from "../../compile/claims";
import { type Finding, error, names, pathOf, unknownName, warning } from "../../findings";
import {
  groupKeysIn,
  groupReferences,
  isGroupId,
  lengthWithIds,
  membershipByName,
} from "../../okta/expressions/groups";
import { argumentsNotModelled, expressionFaults } from "../../okta/expressions/faults";
import { EXPRESSION_MAX_LENGTH, notModelled, parseExpression } from "../../okta/expressions/parse";
import { ExpressionError } from "../../okta/expressions/tokens";
import {
  ENTITLEMENTS_CLAIM,
  GROUPS_CLAIM,
  IDENTITY_CLAIMS,
  oidcClaimOf,
  readingOf,
  reservedNameOf,
} from "../../okta/reservedClaims";
import { tokensOf } from "../resolve";
import type { ParsedAccess } from "../schema";

type ParsedClaim = ParsedAccess["claims"][string];

/** What is wrong with claims, but for the filters of groups claims. */
export function claimFindings({ claims, groups }: ParsedAccess): Finding[] {
  return Object.entries(claims).flatMap(([name, claim]) => [
    ...sourceFindings(name, claim),
    ...tokensOf(claim).flatMap((token) => nameFindings(name, claim, token)),
    ...(claim.expression === undefined ? [] : expressionFindings(name, claim.expression, Object.keys(groups))),
    ...partFindings(name, claims),
    ...caseFindings(name, claims),
  ]);
}

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

const TOKENS = { access: "access token", id: "ID token" } as const;

function nameFindings(name: string, claim: ParsedClaim, token: TokenKind): Finding[] {
  const refuse = (why: string) => [error("reserved-claim", ["claims", name], `${why}; choose another name`)];
  const reserved = reservedNameOf(name, token);
  if (reserved !== undefined)
    return refuse(`${asReadersHaveIt(name, reserved)} is reserved by Okta in the ${TOKENS[token]}`);
  if (token === "id") {
    const brought = oidcClaimOf(name);
    return brought === undefined
      ? []
      : refuse(`${asReadersHaveIt(name, brought)} is a claim that Okta's OIDC scopes bring`);
  }
  const reading = readingOf(name);
  return reading === undefined ? authorityFindings(name, claim) : refuse(`\`${name}\` in an access token: ${reading}`);
}

/** A name, or what readers that do not tell cases apart take it for. */
function asReadersHaveIt(name: string, known: string): string {
  return name === known
    ? `\`${name}\``
    : `\`${name}\` is read as \`${known}\` by readers that ignore case, and \`${known}\``;
}

/** Names that are right for what they say, and wrong for anything else. */
function authorityFindings(name: string, { groups, entitledScopes }: ParsedClaim): Finding[] {
  const path = ["claims", name];
  const plain = name.toLowerCase();
  if (plain === GROUPS_CLAIM && groups === undefined) {
    return [
      error(
        "reserved-claim",
        path,
        "readers take `groups` in an access token for the groups of the person (RFC 9068); give it a `groups` filter, or another name",
      ),
    ];
  }
  if (plain === GROUPS_CLAIM) {
    return [
      warning(
        "reserved-claim",
        path,
        "Okta's list of reserved names has `groups`, although its guide uses it; a name of your own is safer",
      ),
    ];
  }
  if (plain === ENTITLEMENTS_CLAIM && entitledScopes === undefined) {
    return [
      error(
        "reserved-claim",
        path,
        "readers take `entitlements` in an access token for what the person may do (RFC 9068), and so does the gateway; give it `entitledScopes`, or another name",
      ),
    ];
  }
  if (!IDENTITY_CLAIMS.has(plain)) return [];
  return [
    warning(
      "reserved-claim",
      path,
      `readers of an access token believe \`${name}\` to be who calls; take it from what the person cannot change, or put it into the ID token`,
    ),
  ];
}

/** Okta saves whatever stands there, and where it cannot be worked out makes no token at all, for nobody. */
function expressionFindings(name: string, expression: string, groups: readonly string[]): Finding[] {
  const path = ["claims", name, "expression"];
  try {
    const parsed = parseExpression(expression);
    const length = lengthWithIds(expression);
    const keys = groupReferences(parsed).filter(({ value }) => !isGroupId(value) && !groups.includes(value));
    const missing = [...notModelled(parsed), ...argumentsNotModelled(parsed)];
    const byName = membershipByName(parsed);
    return [
      ...keys.map(({ value }) =>
        unknownName({ rule: "unknown-group", kind: "group", path: pathOf(path), value, allowed: groups }),
      ),
      ...(length > EXPRESSION_MAX_LENGTH
        ? [
            error(
              "claim-expression",
              path,
              `has ${length} characters, and Okta allows ${EXPRESSION_MAX_LENGTH}; split it into two claims`,
            ),
          ]
        : []),
      ...expressionFaults(parsed).map((fault) =>
        error("claim-expression", path, `has no value: ${fault}; Okta would save it and then make no token`),
      ),
      ...(missing.length === 0
        ? []
        : [
            warning(
              "claim-not-modelled",
              path,
              `uses ${names(missing)}, which is not modelled: nothing here looks at its value, and the local Okta makes no token with this claim`,
            ),
          ]),
      ...byName.map((call) =>
        warning(
          "claim-group-name",
          path,
          `\`${call}\` goes by names: a directory's group of the same name counts as well, and a renamed one no more; use \`isMemberOfGroup\` with the group's key`,
        ),
      ),
    ];
  } catch (failure) {
    if (!(failure instanceof ExpressionError)) throw failure;
    const place = failure.at === undefined ? "" : ` (at character ${failure.at + 1})`;
    return [
      error(
        "claim-expression",
        path,
        `is no expression of Okta's: ${failure.message}${place}; Okta would save it and then make no token`,
      ),
    ];
  }
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

/** Of two claims of a token that differ in case alone, readers that ignore case see one. */
function caseFindings(name: string, claims: ParsedAccess["claims"]): Finding[] {
  const twin = Object.keys(claims).find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
  if (twin === undefined || twin > name) return [];
  if (!tokensOf(claims[name]!).some((token) => tokensOf(claims[twin]!).includes(token))) return [];
  return [
    error(
      "claim-case",
      ["claims", name],
      `differs from the claim \`${twin}\` in case alone, and readers that ignore case see one of the two; choose another name`,
    ),
  ];
}

/** Expressions over groups that this stack does not have. */
export function claimStackFindings({ claims, groups }: Access): Finding[] {
  return [...claims.values()].flatMap(({ name, value }) => {
    const keys = value.kind === "expression" ? groupKeysIn(value.expression) : [];
    return keys
      .filter((key) => !groups.has(key))
      .map((key) =>
        error(
          "unknown-group",
          ["claims", name, "expression"],
          `group \`${key}\` does not exist in this stack, so that Okta has no id for it; limit the claim to scopes of the stacks that have it`,
        ),
      );
  });
}
