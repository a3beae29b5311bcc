/** The requirements of an API as a policy of Azure API Management. Source: its policy reference, `validate-jwt` and `choose`. */
import { acrSatisfies, STEP_UP_ACR_VALUES } from "../../model/okta";
import { isPublicRoute, parseRouteKey, type Requirement, type StepUpRequirement } from "../../model/routes";
import { UsageError } from "../io";
import type { Exported } from "./requirementsDocuments";

/** Seconds by which clocks may differ, as for the guard. */
const CLOCK_SKEW = 5;

/**
 * A policy for the whole API: whatever operation it does not name is refused.
 *
 * @throws UsageError without the issuer, and where tokens are narrowed at the gateway, which no such policy can express.
 */
export function requirementsApim({ requirements, issuer, access }: Exported): string {
  if (issuer === undefined) throw new UsageError("`--format apim` needs `--issuer URL`: the stack's output `issuer`");
  if (requirements.narrowing !== undefined) {
    const keys = [...access.clients.values()]
      .filter(({ enforcement }) => enforcement === "gateway")
      .map(({ key }) => key);
    throw new UsageError(
      `the tokens of ${keys.map((key) => `\`${key}\``).join(", ")} are narrowed at the gateway (\`enforcement: "gateway"\`), which a policy of Azure API Management cannot do; use \`access guard\``,
    );
  }
  const audience = requirements.audience;
  const whens = Object.entries(requirements.requirements).map(([key, requirement]) => {
    const { method, path } = parseRouteKey(key)!;
    const condition = `@(context.Operation.Method == ${quoted(method)} && context.Operation.UrlTemplate == ${quoted(path)})`;
    const inner = isPublicRoute(requirement) ? ["<!-- public -->"] : checks(requirement, { issuer, audience });
    return element("when", { condition }, inner);
  });
  const otherwise = element("otherwise", {}, refusal(403, 'Bearer error="access_denied"'));
  return element("policies", {}, [
    ...element("inbound", {}, ["<base />", ...element("choose", {}, [...whens.flat(), ...otherwise])]),
    ...element("backend", {}, ["<base />"]),
    ...element("outbound", {}, ["<base />"]),
    ...element("on-error", {}, ["<base />"]),
  ]).join("\n");
}

interface Issuer {
  readonly issuer: string;
  readonly audience: string;
}

function checks({ scopes, groups, groupsClaim, stepUp }: Requirement, { issuer, audience }: Issuer): string[] {
  const wanted = scopes === undefined ? [] : "any" in scopes ? scopes.any : scopes.all;
  const match = scopes !== undefined && "all" in scopes ? "all" : "any";
  const patterns = typeof groups === "string" ? [groups] : (groups ?? []);
  return [
    ...element(
      "validate-jwt",
      {
        "header-name": "Authorization",
        "require-scheme": "Bearer",
        "require-expiration-time": "true",
        "require-signed-tokens": "true",
        "clock-skew": String(CLOCK_SKEW),
        "failed-validation-httpcode": "401",
        "output-token-variable-name": "jwt",
      },
      [
        `<openid-config url="${escaped(`${issuer}/.well-known/openid-configuration`)}" />`,
        ...element("audiences", {}, [`<audience>${escaped(audience)}</audience>`]),
        ...element("issuers", {}, [`<issuer>${escaped(issuer)}</issuer>`]),
        ...(wanted.length === 0 ? [] : element("required-claims", {}, scopeClaim(wanted, match))),
      ],
    ),
    ...(patterns.length === 0
      ? []
      : unless(groupCondition(patterns, groupsClaim ?? ""), 403, 'Bearer error="insufficient_scope"')),
    ...(stepUp === undefined ? [] : unless(stepUpCondition(stepUp), 401, challengeOf(stepUp))),
  ];
}

function scopeClaim(scopes: readonly string[], match: string): string[] {
  return element(
    "claim",
    { name: "scp", match },
    scopes.map((scope) => `<value>${escaped(scope)}</value>`),
  );
}

/** As the guard: a token that does not say when its user signed in is stale, and a level that is not known is none. */
function stepUpCondition({ acr, maxAge }: StepUpRequirement): string {
  const levels = STEP_UP_ACR_VALUES.filter((level) => acrSatisfies(level, acr))
    .map(quoted)
    .join(", ");
  const claim = (name: string) => `((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("${name}", "")`;
  return (
    `@{ long at; var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); ` +
    `return new [] { ${levels} }.Contains(${claim("acr")}) && long.TryParse(${claim("auth_time")}, out at) ` +
    `&& now - at <= ${maxAge} && at <= now + ${CLOCK_SKEW}; }`
  );
}

function challengeOf({ acr, maxAge }: StepUpRequirement): string {
  return `Bearer error="insufficient_user_authentication", acr_values="${acr}", max_age="${maxAge}"`;
}

/** `*` stands for any run of characters, and everything else for itself. */
function groupCondition(patterns: readonly string[], claim: string): string {
  const regex = patterns.map((pattern) => pattern.split("*").map(regexText).join(".*")).join("|");
  return (
    `@(((Jwt)context.Variables["jwt"]).Claims.ContainsKey(${quoted(claim)}) && ` +
    `((Jwt)context.Variables["jwt"]).Claims[${quoted(claim)}].Any(group => ` +
    `System.Text.RegularExpressions.Regex.IsMatch(group, ${quoted(`^(${regex})\\z`)}, System.Text.RegularExpressions.RegexOptions.Singleline)))`
  );
}

const regexText = (text: string) => text.replace(/[\\^$.|?*+()[\]{}#\s-]/g, "\\$&");

function unless(condition: string, status: number, challenge: string): string[] {
  return element("choose", {}, [
    ...element("when", { condition }, ["<!-- in order -->"]),
    ...element("otherwise", {}, refusal(status, challenge)),
  ]);
}

function refusal(status: number, challenge: string): string[] {
  return element("return-response", {}, [
    `<set-status code="${status}" reason="${status === 401 ? "Unauthorized" : "Forbidden"}" />`,
    ...element("set-header", { name: "WWW-Authenticate", "exists-action": "override" }, [
      `<value>${escaped(challenge)}</value>`,
    ]),
  ]);
}

/** Lines of an element, its content one step further in. */
function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly string[]): string[] {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return [`<${name}${given.join("")}>`, ...content.map((line) => `  ${line}`), `</${name}>`];
}

/** A text of C#. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
