/** The action `authenticate-oidc` as it is declared, with what AWS takes for the fields that are left out. */
import { createHash } from "node:crypto";

/** In the words of the Pulumi provider. */
export interface AuthenticateOidc {
  readonly authenticationRequestExtraParams?: Readonly<Record<string, string>>;
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly issuer: string;
  /** @default "authenticate" */
  readonly onUnauthenticatedRequest?: string;
  /** @default "openid" */
  readonly scope?: string;
  /** @default "AWSELBAuthSessionCookie" */
  readonly sessionCookieName?: string;
  /** Seconds. @default 604800, seven days */
  readonly sessionTimeout?: number;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
}

/** Source: Elastic Load Balancing, AuthenticateOidcActionConfig. */
const DEFAULTS = {
  onUnauthenticatedRequest: "authenticate",
  scope: "openid",
  sessionCookieName: "AWSELBAuthSessionCookie",
  sessionTimeout: 604_800,
} as const;

export type OidcAction = AuthenticateOidc & Required<Pick<AuthenticateOidc, keyof typeof DEFAULTS>>;

export function withDefaults(declared: AuthenticateOidc): OidcAction {
  return { ...DEFAULTS, ...declared };
}

/** Tells the actions of a listener apart. */
export function fingerprintOf(action: OidcAction): string {
  const fields = Object.entries(action).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64");
}
