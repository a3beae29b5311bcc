/** The few calls to Okta's Management API with which the local start finds out what the stack has made. */

export interface OktaUser {
  readonly id: string;
  readonly profile: { readonly login: string };
}

export class OktaApi {
  constructor(
    readonly orgUrl: string,
    private readonly token: string,
  ) {}

  /** The secret that Okta made for a web client. It is read here because the stack keeps it out of its state. */
  async clientSecret(appId: string): Promise<string | undefined> {
    const secrets = await this.get<{ client_secret?: string; status: string }[]>(
      `/api/v1/apps/${encodeURIComponent(appId)}/credentials/secrets`,
    );
    return secrets.find(({ status }) => status === "ACTIVE")?.client_secret;
  }

  user(login: string): Promise<OktaUser> {
    return this.get<OktaUser>(`/api/v1/users/${encodeURIComponent(login)}`);
  }

  private async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.orgUrl}${path}`, {
      headers: { accept: "application/json", authorization: `SSWS ${this.token}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`GET ${path} was answered with status ${response.status}`);
    return (await response.json()) as T;
  }
}
