/** What the evaluator leaves out or assumes, in words: printed by `access explain`, so that nobody reads more into it. */

/** What Okta does at a token request and the evaluator does not look at. */
export const NOT_MODELLED: readonly string[] = [
  "sign-in itself: passwords, factors, the global session policy and app sign-on policies (step-up is enforced at the gateway)",
  "how the client proves itself: secrets, private keys, PKCE, redirect addresses, DPoP",
  "inline hooks, which may change or refuse a token",
  "the values of claims: only whether a claim is released is decided, not what it says, and not whether Okta can evaluate it",
  "Okta's limit of 100 groups in a groups claim, and the time a group rule takes until a new member is in its derived group",
  "a refresh: Okta does not ask the rules again, so that a scope that was given with a refresh token outlives its group for as long as the token is renewed",
  "rate limits, and a change of a policy between the authorization code and the token",
  "response types other than `code`: an ID token without an access token carries more claims",
];

/** Where Okta's documentation is silent or contradicts itself, and how the evaluator reads it: always the stricter way. */
export const ASSUMED: readonly string[] = [
  "an OIDC scope must be listed in the rule (older documentation grants it without)",
  "a service that exchanges a person's token need have nobody assigned to it, as in Okta's guide to token exchange; an org that asks for an assignment refuses, and opens nothing",
  "`offline_access` may be asked for without `openid`, as Okta's guide to refresh tokens has it; a rule must list it all the same",
  "the checks before the policies run in the order: client and grant type, assignment of the user, scopes",
  "a claim with several scopes is released with any one of them",
  "a rule without scopes matches no request",
  "a rule without people matches only grants without a user",
  "where the request names no scope, the default scopes that the rule lists are granted, and a rule that lists none does not match",
  "a claim of one name may exist once for the access token and once for the ID token",
  "an id of Okta's has 20 characters, as all in its reference have: expressions are split by that length",
  "Okta's `isMemberOfGroup` is never asked about a token without a user",
];
