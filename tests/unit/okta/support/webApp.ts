/** An app for people with a secret, as the Management API takes it. */

export const web = (label: string, more: object = {}, credentials: object = {}) => ({
  name: "oidc_client",
  label,
  signOnMode: "OPENID_CONNECT",
  credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", ...credentials } },
  settings: {
    oauthClient: {
      application_type: "web",
      grant_types: ["authorization_code"],
      redirect_uris: ["https://app.test/cb"],
      ...more,
    },
  },
});
