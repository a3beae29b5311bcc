/** The scopes that every Okta authorization server has. The pack keeps its own list: it judges programs other than this. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set([
  "openid",
  "profile",
  "email",
  "address",
  "phone",
  "offline_access",
  "device_sso",
]);
