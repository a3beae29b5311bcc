/** The few calls to Okta's Management API with which the local start finds out what the stack has made, and needs. */

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

  /** Whether the org has a group of this name. */
  async hasGroup(name: string): Promise<boolean> {
    const found = await this.get<{ profile: { name: string } }[]>(`/api/v1/groups?q=${encodeURIComponent(name)}`);
    return found.some(({ profile }) => profile.name === name);
  }

  /** Makes a group, as a directory would bring one. */
  async createGroup(name: string): Promise<void> {
    await this.call("POST", "/api/v1/groups", { profile: { name } });
  }

  private get<T>(path: string): Promise<T> {
    return this.call<T>("GET", path);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.orgUrl}${path}`, {
      method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        authorization: `SSWS ${this.token}`,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered with status ${response.status}`);
    return (await response.json()) as T;
  }
}
