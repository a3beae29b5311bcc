/** Parts of Okta's Management API that exist and that the local Okta does not model: they answer 501 with their name. */

/** The first parts of paths, most telling first, and what Okta has there. Source: the index of Okta's API reference. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [
    /^\/api\/v1\/apps\/[^/]+\/(connections|features|logo|sso|cwo|federated-claims|group-push|tokens)(\/|$)/,
    "Applications: $1",
  ],
  [/^\/api\/v1\/apps\/[^/]+\/(interclient-[a-z-]+)(\/|$)/, "Applications: $1"],
  [/^\/api\/v1\/apps\/[^/]+\/credentials\/(csrs|keys)(\/|$)/, "Application credentials: $1"],
  [
    /^\/api\/v1\/authorizationServers\/[^/]+\/(associatedServers|clients|resourceservercredentials)(\/|$)/,
    "Authorization servers: $1",
  ],
  [/^\/api\/v1\/groups\/[^/]+\/(owners)(\/|$)/, "Groups: $1"],
  [/^\/api\/v1\/(?:groups|users)\/[^/]+\/roles\/[^/]+\/(targets|governance)(\/|$)/, "IAM: $1"],
  [/^\/api\/v1\/iam\/(assignees|governance)(\/|$)/, "IAM: $1"],
  [/^\/api\/v1\/iam\/resource-sets\/[^/]+\/(bindings)(\/|$)/, "IAM: $1"],
  [/^\/oauth2\/v1\/clients\/[^/]+\/roles\/[^/]+\/(targets)(\/|$)/, "IAM: $1"],
  [/^\/api\/v1\/policies\/(simulate)(\/|$)/, "Policies: $1"],
  [/^\/api\/v1\/policies\/[^/]+\/(app|clone|mappings)(\/|$)/, "Policies: $1"],
  [
    /^\/api\/v1\/users\/[^/]+\/(appLinks|authenticator-enrollments|blocks|classification|clients|devices|grants|idps|linkedObjects|risk|sessions|subscriptions)(\/|$)/,
    "Users: $1",
  ],
  [/^\/api\/v1\/users\/[^/]+\/lifecycle\/(expire_password\w*|reset_password)(\/|$)/, "Users: $1"],
  [
    /^\/api\/v1\/(agentPools|api-tokens|authenticators|authn|behaviors|brands|captchas|device-integrations|device-posture-checks|devices|directories|domains|email-domains|email-servers|eventHooks|features|first-party-app-settings|governance|hook-keys|identity-sources|idps|integrations|log-streams|logStreams|logs|mappings|meta|org|principal-rate-limits|push-providers|rate-limit-settings|realms|realm-assignments|resource-selectors|risk|roles|security-events-providers|sessions|ssf|templates|threats)(\/|$)/,
    "/api/v1/$1",
  ],
  [
    /^\/(governance|integrations|privileged-access|device-access|webauthn-registration|workflows)\/api\/v1(\/|$)/,
    "/$1/api/v1",
  ],
  [/^\/idp\/(myaccount|idx)(\/|$)/, "/idp/$1"],
  [/^\/oauth2(?:\/[^/]+)?\/v1\/(interact|challenge|primary-authenticate|oob-authenticate|par)$/, "OAuth: $1"],
];

/** The name of what Okta has at that path; undefined where Okta has nothing, or the local Okta has it too. */
export function notModelledAt(path: string): string | undefined {
  for (const [pattern, name] of PARTS) {
    const match = pattern.exec(path);
    if (match !== null) return name.replace("$1", match[1]!);
  }
  return undefined;
}
