/** The Okta custom authorization server with its scopes. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { endWhereRefused, refused } from "./refused";
import { onceKnown, refuseTaken, TAKE_OVER } from "./taken";

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
   * Whose address the issuer has: with `ORG_URL` the org's, with `CUSTOM_URL` that of its own domain, with `DYNAMIC` the one
   * by which Okta was asked. A change makes other tokens, which an API that knows the old issuer refuses.
   * @default "ORG_URL"
   * @example "CUSTOM_URL"
   */
  issuerMode?: pulumi.Input<string>;
  /**
   * The address of the org's own domain, where the issuer has it. With `DYNAMIC` a token has the address by which Okta was
   * called: this is the one by which the clients call it.
   * @default - none
   * @example "https://login.example.com"
   */
  orgDomain?: string;
  /**
   * Whether the engine refuses to delete or replace the server, and leaves it in Okta where it is taken out of the state. Its id is
   * in every issuer: one that is gone does not come back.
   * @default false
   * @example true
   */
  protect?: boolean;
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
    pulumi.output(args.name).apply((taken) => this.refuseTaken(taken, server));
    this.authServerId = server.id;
    this.issuer = pulumi
      .all([server.issuer, args.issuerMode])
      .apply(([issuer, mode]) => this.at(args.orgDomain, issuer, mode));
    endWhereRefused(this.issuer);
    this.audience = server.audiences.apply(onlyAudience);
    this.scopeNames = createScopes(name, server.id, args.scopes, this);

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
      // Both are said where they are off as well: the engine then takes them out of the state.
      { parent: this, protect: args.protect ?? false, retainOnDelete: args.protect ?? false },
    );
  }

  /** A server that has the name of one that is to be made is another stack's, or nobody's. */
  private refuseTaken(name: string, server: okta.auth.Server): void {
    refuseTaken(
      this,
      server,
      async () => (await okta.auth.getServer({ name }, { parent: this })).id,
      (id) =>
        `the org has an authorization server \`${name}\` already (\`${id}\`), and this stack has not made it: ` +
        `if it is to hold this product's scopes as well, name it with the setting \`okta-api-access:authorizationServer\`; if it is another product's, give this one another name (\`product\` in access.ts); ` +
        `if it is another stack's, let names carry the stack's name (setting \`okta-api-access:namesCarryStack\`); ${TAKE_OVER}`,
    );
  }

  /** Okta tells the issuer of a server as its mode has it; that of `DYNAMIC` it cannot know. */
  private at(orgDomain: string | undefined, issuer: string, mode: string | undefined): string {
    if (orgDomain === undefined) return issuer;
    const { origin, pathname } = new URL(issuer);
    if (mode === "DYNAMIC" || origin === orgDomain) return `${orgDomain}${pathname}`;
    throw refused(
      this,
      `the issuer of the authorization server is \`${issuer}\`, and not at \`${orgDomain}\` (setting ` +
        `\`okta-api-access:orgDomain\`): give the domain that the org has, or make it the org's own in Okta first`,
    );
  }
}

/** What a server is read for that another stack has made. */
export interface SharedAuthorizationServerArgs {
  /**
   * The server's id.
   * @example "aus1example2example3"
   */
  authServerId: pulumi.Input<string>;
  /**
   * The issuer that the server is said to have; it is held against the server.
   * @example "https://example.okta.com/oauth2/aus1example2example3"
   */
  issuer: pulumi.Input<string>;
  /**
   * The audience that the server must have.
   * @example "api://admin"
   */
  audience: string;
  /**
   * The scopes that this product adds.
   * @example [{ name: "returns:read", displayName: "Read returns", description: "Read returns", consent: "IMPLICIT", metadataPublish: "NO_CLIENTS" }]
   */
  scopes: ScopeArgs[];
}

/**
 * An authorization server that another stack has made, with the scopes that one more product adds to it. The server itself is
 * read and never changed.
 *
 * @example
 * const server = new SharedAuthorizationServer("returns", { authServerId, issuer, audience: "api://shop", scopes });
 */
export class SharedAuthorizationServer extends pulumi.ComponentResource {
  /** The server's id, such as `aus…`. */
  readonly authServerId: pulumi.Output<string>;
  /** The `iss` of its tokens. */
  readonly issuer: pulumi.Output<string>;
  /** The one audience of its access tokens. */
  readonly audience: pulumi.Output<string>;
  /** Scope name → the name of the scope that exists, of the scopes that are added here. */
  readonly scopeNames: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: SharedAuthorizationServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:SharedAuthorizationServer", name, {}, opts);

    const server = okta.auth.Server.get(`${name}-server`, args.authServerId, undefined, { parent: this });
    const found = pulumi.all([server.issuer, server.issuerMode, server.audiences, server.status, args.issuer]);
    this.issuer = found.apply(([issuer, mode, audiences, status, said]) => {
      const problem = sharedServerProblem(
        { issuer, mode, audiences, status },
        { issuer: said, audience: args.audience },
      );
      if (problem !== undefined) throw refused(this, problem);
      return said;
    });
    endWhereRefused(this.issuer);
    // Nothing is added to a server that is another than was meant.
    this.authServerId = pulumi.all([this.issuer, server.id]).apply(([, id]) => id);
    this.audience = server.audiences.apply(onlyAudience);
    this.scopeNames = createScopes(name, this.authServerId, args.scopes, this);

    this.registerOutputs({ authServerId: this.authServerId, issuer: this.issuer, audience: this.audience });
  }
}

interface FoundServer {
  readonly issuer: string;
  readonly mode: string | undefined;
  readonly audiences: readonly string[];
  readonly status: string | undefined;
}

/** Why a server is not the one that was meant; undefined where it is. */
function sharedServerProblem(found: FoundServer, said: { issuer: string; audience: string }): string | undefined {
  const sameIssuer =
    found.mode === "DYNAMIC"
      ? new URL(found.issuer).pathname === new URL(said.issuer).pathname
      : found.issuer === said.issuer;
  if (!sameIssuer)
    return `the authorization server has the issuer \`${found.issuer}\`, and not \`${said.issuer}\`, which this stack is told`;
  if (!found.audiences.includes(said.audience)) {
    return `the authorization server is for \`${found.audiences.join("`, `")}\`, and access.ts for \`${said.audience}\`: files that share a server have one \`audience\``;
  }
  return found.status === "INACTIVE"
    ? "the authorization server is inactive: its stack, or somebody in Okta, has to activate it"
    : undefined;
}

/** Declares scopes on a server. @returns scope name → the name of the scope that exists. */
function createScopes(
  name: string,
  authServerId: pulumi.Output<string>,
  scopes: ScopeArgs[],
  parent: pulumi.ComponentResource,
): Record<string, pulumi.Output<string>> {
  const found = onceKnown(authServerId, (id) => okta.auth.getServerScopes({ authServerId: id }, { parent }));
  const created = scopes.map((scope) => {
    const resource = new okta.auth.ServerScope(
      `${name}-${scope.name}`,
      {
        authServerId,
        name: scope.name,
        displayName: scope.displayName,
        description: scope.description,
        consent: scope.consent,
        metadataPublish: scope.metadataPublish,
        // Granted to whoever asks for none, as far as the rules let them have it.
        default: scope.default ?? false,
        optional: false,
      },
      { parent, replaceOnChanges: ["authServerId"], deleteBeforeReplace: true },
    );
    refuseTaken(
      parent,
      resource,
      async () => (await found())?.scopes.find((other) => other.name === scope.name)?.id,
      (id) =>
        `the authorization server has a scope \`${scope.name}\` already (\`${id}\`), and this stack has not made it: on a server that several ` +
        `products share each scope stands in one access file (\`access check --model A --model B\` says in which); rename it in one of them; ${TAKE_OVER}`,
    );
    return [scope.name, resource.name] as const;
  });
  return Object.fromEntries(created);
}

function onlyAudience(audiences: string[]): string {
  const [audience] = audiences;
  if (audience === undefined) throw new Error("the authorization server has no audience");
  return audience;
}
