/**
 * The worked examples of Okta's documentation and support articles: a server, a request, and the answer that the text
 * gives. They hold the evaluator to Okta's words, apart from anything that this project compiles.
 */
import type { AuthorizationServer, EvaluationRequest } from "../../model/evaluate/types";
import {
  asked,
  asksConsent,
  CONSENT_SCOPES,
  consentServer,
  custom,
  policy,
  rule,
  server,
  service,
  serviceApp,
} from "./oktaServer";

export interface OktaExample {
  readonly title: string;
  /** Where Okta says so. */
  readonly source: string;
  readonly server: AuthorizationServer;
  readonly request: EvaluationRequest;
  /** The name of the rule that grants, or the OAuth error, internal code and text of the refusal. */
  readonly expected:
    | {
        readonly rule: string;
        readonly tokenMinutes?: number;
        readonly scopes?: readonly string[];
        readonly consentNeeded?: readonly string[];
      }
    | { readonly error: string; readonly reason: string; readonly errorDescription: string };
}

const DOCS = "https://developer.okta.com/docs";
const SUPPORT = "https://support.okta.com/help/s/article";

const NO_MATCH = {
  error: "access_denied",
  reason: "no_matching_policy",
  errorDescription: "Policy evaluation failed for this request, please check the policy configurations.",
} as const;

const CONSENT_TABLE = "Okta's consent table (OpenID Connect & OAuth 2.0 API reference, scopes)";

/** In the order of the evaluation: policies and rules, people, scopes, early refusals, consent, refresh. */
export const OKTA_EXAMPLES: readonly OktaExample[] = [
  {
    title: "one scope beyond the rule and the rule does not match: the next policy decides, with its lifetime",
    source: `${SUPPORT}/tokens-not-issued-with-lifetime-configured-in-access-rule-for-custom-authorization-server`,
    server: server([
      policy("Short", 1, [
        rule("Short", 1, { scopes: ["openid", "profile", "offline_access"], accessTokenMinutes: 5 }),
      ]),
      policy("Default", 2, [rule("Default", 1)]),
    ]),
    request: asked("openid profile offline_access email"),
    expected: { rule: "Default", tokenMinutes: 60 },
  },
  {
    title: "the same rule decides where nothing else is asked for",
    source: `${SUPPORT}/tokens-not-issued-with-lifetime-configured-in-access-rule-for-custom-authorization-server`,
    server: server([
      policy("Short", 1, [
        rule("Short", 1, { scopes: ["openid", "profile", "offline_access"], accessTokenMinutes: 5 }),
      ]),
      policy("Default", 2, [rule("Default", 1)]),
    ]),
    request: asked("openid profile offline_access"),
    expected: { rule: "Short", tokenMinutes: 5 },
  },
  {
    title: "only rules that mention `openid` and `offline_access`: another scope matches none and fails",
    source: `${DOCS}/guides/customize-authz-server/main/ (create access policies)`,
    server: server([policy("Restricted", 1, [rule("OIDC", 1, { scopes: ["openid", "offline_access"] })])]),
    request: asked("openid profile"),
    expected: NO_MATCH,
  },
  {
    title: "a subset of the requested scopes allowed: no token, an error",
    source: "okta-blog-archive, discussion 470",
    server: server([policy("P", 1, [rule("R", 1, { scopes: ["a"] })])], [custom("a"), custom("b")]),
    request: asked("a b"),
    expected: NO_MATCH,
  },
  {
    title: "a rule of policy A matches: policy B is not looked at",
    source: "okta-blog-archive, discussion 919",
    server: server([policy("B", 2, [rule("B", 1, { accessTokenMinutes: 5 })]), policy("A", 1, [rule("A", 1)])]),
    request: asked("openid"),
    expected: { rule: "A", tokenMinutes: 60 },
  },
  {
    title: "the first rule by priority is applied and nothing after it, wherever it stands in the list",
    source: `${DOCS}/guides/configure-access-policy/main/`,
    server: server([policy("P", 1, [rule("second", 2, { accessTokenMinutes: 5 }), rule("first", 1)])]),
    request: asked("openid email"),
    expected: { rule: "first", tokenMinutes: 60 },
  },
  {
    title: "a policy without rules is never applied",
    source: `${DOCS}/concepts/policies/`,
    server: server([policy("Empty", 1, []), policy("Default", 2, [rule("Default", 1)])]),
    request: asked("openid"),
    expected: { rule: "Default" },
  },
  {
    title: "a policy for other clients is passed over",
    source: `${DOCS}/guides/configure-access-policy/main/ (assign to clients)`,
    server: server([
      policy("Others", 1, [rule("Others", 1)], { clients: ["other-app"] }),
      policy("Mine", 2, [rule("Mine", 1)], { clients: ["web-app"] }),
    ]),
    request: asked("openid"),
    expected: { rule: "Mine" },
  },
  {
    title: "inactive policies and rules do not count",
    source: "Okta's authorization server API (lifecycle of policies and rules)",
    server: server([
      policy("Off", 1, [rule("Off", 1)], { status: "INACTIVE" }),
      policy("On", 2, [rule("off", 1, { status: "INACTIVE" }), rule("on", 2)]),
    ]),
    request: asked("openid"),
    expected: { rule: "on" },
  },
  {
    title: "several groups in a rule: one of them is enough",
    source: `${DOCS}/guides/terraform-create-custom-auth-server/main/ (group_whitelist)`,
    server: server([policy("P", 1, [rule("R", 1, { groups: ["leads", "staff"] })])]),
    request: asked("openid"),
    expected: { rule: "R" },
  },
  {
    title: "a user named in the rule needs none of its groups",
    source: `${DOCS}/guides/terraform-create-custom-auth-server/main/ (user_whitelist)`,
    server: server([policy("P", 1, [rule("R", 1, { users: ["00u1"], groups: ["leads"] })])]),
    request: asked("openid"),
    expected: { rule: "R" },
  },
  {
    title: "a user in none of the groups",
    source: `${DOCS}/guides/customize-authz-server/main/ (rules are allowlists)`,
    server: server([policy("P", 1, [rule("R", 1, { groups: ["leads"] })])]),
    request: asked("openid"),
    expected: NO_MATCH,
  },
  {
    title: "a rule for another grant type",
    source: `${DOCS}/guides/configure-ciba/main/ (add the grant type to the rule)`,
    server: server([policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"] })])]),
    request: asked("openid"),
    expected: NO_MATCH,
  },
  {
    title: "a rule that asks for a specific group is not met by client_credentials",
    source: `${SUPPORT}/authorization-server-token-lifetime`,
    server: server(
      [policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"], groups: ["staff"] })])],
      [custom("a")],
    ),
    request: service("a"),
    expected: NO_MATCH,
  },
  {
    title: "`any user assigned the app` is met by client_credentials",
    source: `${SUPPORT}/authorization-server-token-lifetime`,
    server: server([policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"] })])], [custom("a")]),
    request: service("a"),
    expected: { rule: "R" },
  },
  {
    title: "a rule with `No user` is met by client_credentials",
    source: `${DOCS}/guides/customize-authz-server/main/ (service applications)`,
    server: server([policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"], groups: [] })])], [custom("a")]),
    request: service("a"),
    expected: { rule: "R" },
  },
  {
    title: "a user who is not assigned to the application, although a rule matches",
    source: "Okta's OAuth error table: user_not_assigned",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("openid", { user: { id: "00u2", groups: ["guests"] } }),
    expected: {
      error: "access_denied",
      reason: "user_not_assigned",
      errorDescription: "User is not assigned to the client application.",
    },
  },
  {
    title: "a grant type that the application does not have",
    source: "Okta's OAuth error table: unauthorized_client",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("openid", { grantType: "urn:ietf:params:oauth:grant-type:device_code" }),
    expected: {
      error: "unauthorized_client",
      reason: "unauthorized_client",
      errorDescription:
        "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code].",
    },
  },
  {
    title: "a scope that the server does not have",
    source: "Okta's OAuth error table: no_matching_scope",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("openid car:fly"),
    expected: {
      error: "invalid_scope",
      reason: "no_matching_scope",
      errorDescription: "One or more scopes are not configured for the authorization server resource.",
    },
  },
  {
    title: "OIDC scopes without `openid`",
    source: "Okta's OAuth error table: openid_scope_required",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("profile email"),
    expected: {
      error: "invalid_scope",
      reason: "openid_scope_required",
      errorDescription: "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    },
  },
  {
    title: "`offline_access` without `openid`: a refresh token beside an access token alone",
    source: `${DOCS}/guides/refresh-tokens/main/`,
    server: server([policy("Default", 1, [rule("Default", 1)])], [custom("cars")]),
    request: asked("offline_access cars"),
    expected: { rule: "Default", scopes: ["offline_access", "cars"] },
  },
  {
    title: "`offline_access` that no rule lists",
    source: `${DOCS}/guides/refresh-tokens/main/`,
    server: server([policy("Default", 1, [rule("Default", 1, { scopes: ["openid", "cars"] })])], [custom("cars")]),
    request: asked("offline_access cars"),
    expected: NO_MATCH,
  },
  {
    title: "`offline_access` with `profile` and without `openid`",
    source: "Okta's OAuth error table: openid_scope_required",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("offline_access profile"),
    expected: {
      error: "invalid_scope",
      reason: "openid_scope_required",
      errorDescription: "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    },
  },
  {
    title: "`offline_access` in client_credentials",
    source: "Okta's OAuth error table: openid_not_allowed_client_creds",
    server: server([policy("Default", 1, [rule("Default", 1, { grantTypes: ["client_credentials"] })])]),
    request: service("offline_access"),
    expected: {
      error: "invalid_scope",
      reason: "openid_not_allowed_client_creds",
      errorDescription: "Cannot request 'openid' scopes using client credentials.",
    },
  },
  {
    title: "OIDC scopes in client_credentials",
    source: "Okta's OAuth error table: openid_not_allowed_client_creds",
    server: server([policy("Default", 1, [rule("Default", 1, { grantTypes: ["client_credentials"] })])]),
    request: service("openid"),
    expected: {
      error: "invalid_scope",
      reason: "openid_not_allowed_client_creds",
      errorDescription: "Cannot request 'openid' scopes using client credentials.",
    },
  },
  {
    title: "OIDC scopes in a token exchange by a service application",
    source: `${DOCS}/guides/set-up-token-exchange/main/`,
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("openid", {
      grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
      client: {
        ...serviceApp,
        assignedGroups: ["staff"],
        grantTypes: ["urn:ietf:params:oauth:grant-type:token-exchange"],
      },
    }),
    expected: {
      error: "invalid_scope",
      reason: "openid_not_allowed_token_exchange",
      errorDescription: "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
    },
  },
  {
    title: "`device_sso` without `offline_access`",
    source: `${DOCS}/guides/configure-native-sso/main/`,
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked("openid device_sso"),
    expected: {
      error: "invalid_scope",
      reason: "required_scope_combination",
      errorDescription: "The following scopes: [device_sso] must be requested together with [openid, offline_access].",
    },
  },
  {
    title: "no scope asked for, and a default scope that the rule allows",
    source: `${DOCS}/guides/customize-authz-server/main/ (default scopes)`,
    server: server(
      [policy("P", 1, [rule("R", 1, { scopes: ["car:see", "openid"] })])],
      [custom("car:see", { default: true }), custom("car:drive", { default: true }), custom("car:wash")],
    ),
    request: asked(""),
    expected: { rule: "R", scopes: ["car:see"] },
  },
  {
    title: "no scope asked for, and default scopes that no rule allows",
    source: `${DOCS}/guides/customize-authz-server/main/ (default scopes)`,
    server: server([policy("P", 1, [rule("R", 1, { scopes: ["openid"] })])], [custom("car:see", { default: true })]),
    request: asked(""),
    expected: NO_MATCH,
  },
  {
    title: "no scope asked for, and no default scope on the server",
    source: "Okta's OAuth error table: no_default_scopes",
    server: server([policy("Default", 1, [rule("Default", 1)])]),
    request: asked(""),
    expected: {
      error: "invalid_scope",
      reason: "no_default_scopes",
      errorDescription:
        "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    },
  },
  {
    title: "a scope with consent REQUIRED in client_credentials",
    source: "Okta's OAuth error table: consent_required_client_credentials",
    server: server([policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"] })])], CONSENT_SCOPES),
    request: service("car:drive car:wash"),
    expected: {
      error: "consent_required",
      reason: "consent_required_client_credentials",
      errorDescription:
        "The following scopes require user consent and cannot be granted for the client credentials grant type: [car:drive].",
    },
  },
  {
    title: "a scope with consent FLEXIBLE in client_credentials is granted without a question",
    source: `${DOCS}/guides/request-user-consent/main/`,
    server: server([policy("P", 1, [rule("R", 1, { grantTypes: ["client_credentials"] })])], CONSENT_SCOPES),
    request: service("car:wash"),
    expected: { rule: "R", consentNeeded: [] },
  },
  {
    title: "prompt=consent, TRUSTED: asked for REQUIRED and FLEXIBLE scopes",
    source: CONSENT_TABLE,
    server: consentServer,
    request: asked("car:drive car:wash car:see", { prompt: ["consent"] }),
    expected: { rule: "Default", consentNeeded: ["car:drive", "car:wash"] },
  },
  {
    title: "prompt=consent, TRUSTED, IMPLICIT scopes: not asked",
    source: CONSENT_TABLE,
    server: consentServer,
    request: asked("car:see", { prompt: ["consent"] }),
    expected: { rule: "Default", consentNeeded: [] },
  },
  {
    title: "no consent prompt, TRUSTED: not asked, whatever the scope",
    source: CONSENT_TABLE,
    server: consentServer,
    request: asked("car:drive car:wash"),
    expected: { rule: "Default", consentNeeded: [] },
  },
  {
    title: "no consent prompt, REQUIRED: asked for FLEXIBLE and REQUIRED scopes",
    source: CONSENT_TABLE,
    server: consentServer,
    request: asked("car:drive car:wash car:see", { client: asksConsent }),
    expected: { rule: "Default", consentNeeded: ["car:drive", "car:wash"] },
  },
  {
    title: "no consent prompt, REQUIRED: not asked again for what was consented to",
    source: `${DOCS}/guides/request-user-consent/main/ (the user is not prompted again)`,
    server: consentServer,
    request: asked("car:drive car:wash", { client: asksConsent, consented: ["car:drive"] }),
    expected: { rule: "Default", consentNeeded: ["car:wash"] },
  },
  {
    title: "prompt=none where consent is needed: an error",
    source: `${CONSENT_TABLE}, note on prompt NONE`,
    server: consentServer,
    request: asked("car:drive", { client: asksConsent, prompt: ["none"] }),
    expected: {
      error: "consent_required",
      reason: "consent_required",
      errorDescription: "The following scopes require user consent: [car:drive].",
    },
  },
];
