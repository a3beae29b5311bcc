/** The grant types that the model knows, with the properties that decide how each is treated. */

export interface GrantType {
  /** The name in `access.ts` and on the command line. */
  readonly key: GrantKey;
  /** Okta's own string, in apps, policy rules and token requests. */
  readonly okta: string;
  /** Whether a person stands behind the request: people conditions and app assignment then count. */
  readonly user: boolean;
  /** Whether the scope `openid` must be among the requested ones. */
  readonly needsOpenid: boolean;
  /** Whether Okta can show a consent page during the grant; where it cannot, a scope with consent REQUIRED is refused. */
  readonly canPrompt: boolean;
}

/** The grant types by their names in the access file. */
export const GRANT_KEYS = [
  "authorization_code",
  "client_credentials",
  "device_code",
  "token-exchange",
  "ciba",
  "interaction_code",
] as const;

/** The name of a grant type in the access file. */
export type GrantKey = (typeof GRANT_KEYS)[number];

/** INVARIANT: code asks this table for a grant's properties and never branches on a grant's name. */
export const GRANTS: Readonly<Record<GrantKey, GrantType>> = {
  authorization_code: {
    key: "authorization_code",
    okta: "authorization_code",
    user: true,
    needsOpenid: false,
    canPrompt: true,
  },
  client_credentials: {
    key: "client_credentials",
    okta: "client_credentials",
    user: false,
    needsOpenid: false,
    canPrompt: false,
  },
  device_code: {
    key: "device_code",
    okta: "urn:ietf:params:oauth:grant-type:device_code",
    user: true,
    needsOpenid: false,
    canPrompt: true,
  },
  "token-exchange": {
    key: "token-exchange",
    okta: "urn:ietf:params:oauth:grant-type:token-exchange",
    user: true,
    needsOpenid: false,
    canPrompt: false,
  },
  ciba: {
    key: "ciba",
    okta: "urn:openid:params:grant-type:ciba",
    user: true,
    needsOpenid: true,
    canPrompt: false,
  },
  /** Okta's own grant for sign-in pages of one's own. Source: Okta's guide on the Interaction Code grant. */
  interaction_code: {
    key: "interaction_code",
    okta: "interaction_code",
    user: true,
    needsOpenid: false,
    canPrompt: true,
  },
};

/** Okta's string of the grant that renews a token. It stands in an app's grant types, never in a policy rule. */
export const REFRESH_TOKEN_GRANT = "refresh_token";

const byName: ReadonlyMap<string, GrantType> = new Map(
  Object.values(GRANTS).flatMap((grant): [string, GrantType][] => [
    [grant.key, grant],
    [grant.okta, grant],
  ]),
);

/** Finds a grant by its key or by Okta's string; undefined where neither fits. */
export function findGrant(name: string): GrantType | undefined {
  return byName.get(name);
}
