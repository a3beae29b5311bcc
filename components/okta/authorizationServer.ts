/** The Okta custom authorization server with its scopes. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { refused } from "./refused";

/** A custom scope. The OpenID Connect scopes exist on every server and are not declared. */
export interface ScopeArgs {
  /**
   * The scope's name.
   * @example "users:read"
   */
  name: string;
  /**
   * Shown to a person who is asked for consent.
   * @example "Read users"
   */
  displayName: string;
  /**
   * What the scope allows.
   * @example "Read user profiles"
   */
  description: string;
  /**
   * `IMPLICIT`, `REQUIRED` or `FLEXIBLE`.
   * @example "IMPLICIT"
   */
  consent: string;
  /**
   * `ALL_CLIENTS`: listed in the public discovery document; `NO_CLIENTS`: not. The provider's own default would list it.
   * @example "NO_CLIENTS"
   */
  metadataPublish: string;
  /**
   * Whether a request that names no scope is for this one.
   * @default false
   * @example false
   */
  default?: boolean;
}

/** What an authorization server is made of. */
export interface AuthorizationServerArgs {
  /**
   * The server's name in the org: unique there, at most 100 characters.
   * @example "admin-dev"
   */
  name: pulumi.Input<string>;
  /**
   * What the server is for.
   * @example "Access to the admin API (dev)"
   */
  description: pulumi.Input<string>;
  /**
   * The one audience: the `aud` of every access token.
   * @example "api://admin"
   */
  audience: pulumi.Input<string>;
  /**
   * Whose address the issuer has: `ORG_URL`, `CUSTOM_URL` or `DYNAMIC`, by which it is that of the request. A change makes other
   * tokens, which an API that knows the old issuer refuses.
   * @default "ORG_URL"
   * @example "CUSTOM_URL"
   */
  issuerMode?: pulumi.Input<string>;
  /**
   * The custom scopes, in the order of the access file.
   * @example [{ name: "users:read", displayName: "Read users", description: "Read user profiles", consent: "IMPLICIT", metadataPublish: "NO_CLIENTS" }]
   */
  scopes: ScopeArgs[];
}

/**
 * An authorization server of its own for one product, with its scopes.
 *
 * @example
 * const server = new AuthorizationServer("admin", { name: "admin-dev", description: "…", audience: "api://admin", scopes });
 * export const issuer = server.issuer;
 */
export class AuthorizationServer extends pulumi.ComponentResource {
  /** The server's id, such as `aus…`. */
  readonly authServerId: pulumi.Output<string>;
  /** The `iss` of its tokens: `https://<org>/oauth2/<id>`. */
  readonly issuer: pulumi.Output<string>;
  /** The one audience of its access tokens. */
  readonly audience: pulumi.Output<string>;
  /** Scope name → the name of the scope that exists: what uses it waits for it. */
  readonly scopeNames: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: AuthorizationServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:AuthorizationServer", name, {}, opts);

    const server = this.createServer(name, args);
    if (pulumi.runtime.isDryRun()) pulumi.output(args.name).apply((taken) => this.refuseTaken(taken, server));
    this.authServerId = server.id;
    this.issuer = server.issuer;
    this.audience = server.audiences.apply(onlyAudience);
    this.scopeNames = this.createScopes(name, server, args.scopes);

    this.registerOutputs({ authServerId: this.authServerId, issuer: this.issuer, audience: this.audience });
  }

  private createServer(name: string, args: AuthorizationServerArgs): okta.auth.Server {
    return new okta.auth.Server(
      `${name}-server`,
      {
        name: args.name,
        description: args.description,
        audiences: [args.audience],
        issuerMode: args.issuerMode ?? "ORG_URL",
        credentialsRotationMode: "AUTO",
        status: "ACTIVE",
      },
      { parent: this },
    );
  }

  /**
   * Okta refuses a second server of one name, which the engine would find out in the middle of an update. In a preview the id
   * of a server that is to be made is not known; a server that has its name then is another stack's, or nobody's.
   */
  private async refuseTaken(name: string, server: okta.auth.Server): Promise<void> {
    // The SDK has it, and leaves it out of its types.
    const { isKnown } = server.id as unknown as { isKnown: Promise<boolean> };
    if (await isKnown) return;
    // The provider answers with an error where there is none.
    const other = await okta.auth.getServer({ name }, { parent: this }).catch(() => undefined);
    if (other === undefined) return;
    throw refused(
      this,
      `the org has an authorization server \`${name}\` already (\`${other.id}\`), and this stack has not made it: ` +
        `if it is another product's, give this one another name (\`product\` in access.ts); if it is another stack's, let names carry ` +
        `the stack's name (setting \`okta-api-access:namesCarryStack\`); if it is to be this stack's, take it over with \`pulumi import\``,
    );
  }

  private createScopes(
    name: string,
    server: okta.auth.Server,
    scopes: ScopeArgs[],
  ): Record<string, pulumi.Output<string>> {
    const created = scopes.map((scope) => {
      const resource = new okta.auth.ServerScope(
        `${name}-${scope.name}`,
        {
          authServerId: server.id,
          name: scope.name,
          displayName: scope.displayName,
          description: scope.description,
          consent: scope.consent,
          metadataPublish: scope.metadataPublish,
          // Granted to whoever asks for none, as far as the rules let them have it.
          default: scope.default ?? false,
          optional: false,
        },
        { parent: this, replaceOnChanges: ["authServerId"], deleteBeforeReplace: true },
      );
      return [scope.name, resource.name] as const;
    });
    return Object.fromEntries(created);
  }
}

function onlyAudience(audiences: string[]): string {
  const [audience] = audiences;
  if (audience === undefined) throw new Error("the authorization server has no audience");
  return audience;
}
