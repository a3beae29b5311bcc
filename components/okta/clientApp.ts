/** One client application in Okta, with the groups that are assigned to it. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { CLIENT_TYPES, type ClientType, type ClientTypeName, REFRESH_TOKEN_GRANT } from "../../model/okta";
import { refuseTaken, TAKE_OVER } from "./taken";

/** The public half of an RSA key with which a client signs. */
export interface PublicKeyArgs {
  /** `RSA`: other key types do not survive the provider.
   * @example "RSA"
   */
  kty: string;
  /**
   * The key's id.
   * @example "nightly-sync-2026"
   */
  kid: string;
  /**
   * The modulus, base64url.
   * @example "0vx7agoebGcQ…"
   */
  n: string;
  /**
   * The exponent, base64url.
   * @example "AQAB"
   */
  e: string;
}

/** What an application is made of. */
export interface ClientAppArgs {
  /**
   * Shown to people and administrators; unique in the org.
   * @example "admin-support-console-dev"
   */
  label: pulumi.Input<string>;
  /**
   * `spa`, `web`, `native` or `service`: decides how the client proves itself and whether PKCE is demanded.
   * @example "spa"
   */
  type: string;
  /**
   * Okta's grant type strings.
   * @example ["authorization_code"]
   */
  grantTypes: string[];
  /**
   * Where Okta may send a person back to, compared exactly.
   * @default [] - none
   * @example ["https://console.example.com/callback"]
   */
  redirectUris?: pulumi.Input<string>[];
  /**
   * Where Okta may send a person after signing out.
   * @default [] - none
   * @example ["https://console.example.com/"]
   */
  postLogoutRedirectUris?: pulumi.Input<string>[];
  /**
   * The client's public keys. A service needs these or `jwksUri`; a web client with either has no secret.
   * @default - none
   * @example [{ kty: "RSA", kid: "2026", n: "0vx7…", e: "AQAB" }]
   */
  jwks?: pulumi.Input<PublicKeyArgs[]>;
  /**
   * Whether a service proves itself with a secret in place of a key. Okta makes it and shows it to administrators; the state
   * never has it.
   * @default false
   * @example true
   */
  clientSecret?: boolean;
  /**
   * The sign-on policy that says how strongly people sign in.
   * @default - the org's own policy
   * @example policy.policyId
   */
  signOnPolicyId?: pulumi.Input<string>;
  /**
   * The branded authenticator by which people answer backchannel requests (CIBA); it is made in Okta's console.
   * @default - none
   * @example "aut1example"
   */
  backchannelAuthenticatorId?: pulumi.Input<string>;
  /**
   * Whether Okta refuses a sign-in without PKCE.
   * @default - as the type has it: yes for everything that people use
   * @example false
   */
  pkceRequired?: boolean;
  /**
   * Where Okta sends people who begin there.
   * @default - none
   * @example "https://console.example.com/sign-in"
   */
  loginUri?: pulumi.Input<string>;
  /**
   * Attributes of the application itself, for claims such as `app.profile.region`.
   * @default - none
   * @example { region: "eu" }
   */
  profile?: Record<string, unknown>;
  /**
   * Whose address the issuer of the client's ID tokens has: `ORG_URL`, `CUSTOM_URL` or `DYNAMIC`.
   * @default "ORG_URL"
   * @example "CUSTOM_URL"
   */
  issuerMode?: pulumi.Input<string>;
  /**
   * Where the client publishes its keys.
   * @default - none
   * @example "https://jobs.example.com/jwks.json"
   */
  jwksUri?: pulumi.Input<string>;
  /**
   * `TRUSTED`: scopes never need consent; `REQUIRED`: as the scope says.
   * @example "TRUSTED"
   */
  consentMethod: pulumi.Input<string>;
  /**
   * Group key → id of a group whose members may use the application.
   * @example { "support-agents": groups.ids["support-agents"] }
   */
  groupIds: Record<string, pulumi.Input<string>>;
  /**
   * Group key → the key that the group had before: the engine goes on with the same assignment.
   * @default {} - none
   * @example { "support-agents": "agents" }
   */
  groupsWere?: Record<string, string>;
  /**
   * The name that this component had before, for assignments of which both have changed.
   * @default - the same
   * @example "support-desk"
   */
  was?: string;
  /**
   * Scopes of the org's own API that the client may use; needs `orgUrl`.
   * @default [] - none
   * @example ["okta.users.read"]
   */
  oktaApiScopes?: string[];
  /**
   * The org's address, which issues tokens for `oktaApiScopes`.
   * @default - none
   * @example "https://example.okta.com"
   */
  orgUrl?: pulumi.Input<string>;
  /**
   * An administrator role of the org for the client itself.
   * @default - none
   * @example "HELP_DESK_ADMIN"
   */
  oktaAdminRole?: pulumi.Input<string>;
}

/**
 * A client application. No secret of it reaches the state: a client that has one gets it from Okta's console.
 *
 * @example
 * const app = new ClientApp("support-console", {
 *   label: "admin-support-console-dev", type: "spa", grantTypes: ["authorization_code"], consentMethod: "TRUSTED",
 *   redirectUris: ["https://console.example.com/callback"], groupIds: { "support-agents": groups.ids["support-agents"] },
 * });
 */
export class ClientApp extends pulumi.ComponentResource {
  /** The OAuth client id, which is `cid` in access tokens. */
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: ClientAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:ClientApp", name, {}, opts);

    this.check(args);
    const app = this.createApp(name, args);
    pulumi.output(args.label).apply((label) => this.refuseTaken(name, label, args, app));
    this.assignGroups(name, args, app);
    this.grantOktaApi(name, args, app);

    this.clientId = app.clientId;
    this.registerOutputs({ clientId: this.clientId });
  }

  private check(args: ClientAppArgs): void {
    const type = typeOf(args);
    const fail = (message: string): never => {
      throw new pulumi.ResourceError(message, this, true);
    };
    if (type === undefined)
      return fail(`\`${args.type}\` is no type of client: use ${Object.keys(CLIENT_TYPES).join(", ")}`);
    const keys = [args.jwks, args.jwksUri].filter((each) => each !== undefined).length;
    const needsKey = type.tokenEndpointAuthMethod === "private_key_jwt" && args.clientSecret !== true;
    if (keys > 1 || (keys === 0 && needsKey)) fail("give exactly one of `jwks` and `jwksUri`");
    if (args.clientSecret === true && (keys > 0 || type.hasUsers))
      fail("`clientSecret` is for a service that has neither `jwks` nor `jwksUri`");
    if (args.clientSecret === true && (args.oktaApiScopes ?? []).length > 0)
      fail("`oktaApiScopes` needs a key: Okta's own API takes no service with a secret");
    if (keys > 0 && type.tokenEndpointAuthMethod === "none")
      fail(`a client of type \`${args.type}\` cannot keep a key: leave out \`jwks\` and \`jwksUri\``);
    if (args.pkceRequired === false && type.tokenEndpointAuthMethod === "none")
      fail("`pkceRequired: false` is for web clients, which have a secret besides");
    if (type.hasUsers && (args.redirectUris ?? []).length === 0) fail("`redirectUris` is empty: nobody could sign in");
    if (!type.hasUsers && Object.keys(args.groupIds).length > 0) fail("`groupIds` is for clients that people use");
    if ((args.oktaApiScopes ?? []).length > 0 && args.orgUrl === undefined) fail("`oktaApiScopes` needs `orgUrl`");
  }

  private createApp(name: string, args: ClientAppArgs): okta.app.OAuth {
    const type = typeOf(args)!;
    const refreshes = args.grantTypes.includes(REFRESH_TOKEN_GRANT);
    return new okta.app.OAuth(
      `${name}-app`,
      {
        label: args.label,
        type: type.oktaType,
        grantTypes: args.grantTypes,
        responseTypes: [type.hasUsers ? "code" : "token"],
        ...(type.hasUsers && {
          redirectUris: args.redirectUris ?? [],
          postLogoutRedirectUris: args.postLogoutRedirectUris ?? [],
        }),
        tokenEndpointAuthMethod: methodOf(args, type),
        pkceRequired: args.pkceRequired ?? type.pkceRequired,
        ...(args.jwks && { jwks: pulumi.output(args.jwks).apply((keys) => keys.map(keyFields)) }),
        ...(args.jwksUri !== undefined && { jwksUri: args.jwksUri }),
        omitSecret: true,
        autoKeyRotation: true,
        consentMethod: args.consentMethod,
        // A refresh token that is used twice is a stolen one: each use gives a new one and ends the old one at once.
        ...(refreshes && { refreshTokenRotation: "ROTATE", refreshTokenLeeway: 0 }),
        ...(args.signOnPolicyId !== undefined && { authenticationPolicy: args.signOnPolicyId }),
        ...(args.backchannelAuthenticatorId !== undefined && {
          backchannelCustomAuthenticatorId: args.backchannelAuthenticatorId,
        }),
        ...(args.loginUri !== undefined && { loginUri: args.loginUri }),
        ...(args.profile !== undefined && { profile: JSON.stringify(args.profile) }),
        issuerMode: args.issuerMode ?? "ORG_URL",
        wildcardRedirect: "DISABLED",
        implicitAssignment: false,
        status: "ACTIVE",
      },
      { parent: this },
    );
  }

  /** One of another type may be this very application, which Okta lets nobody turn into another type: the engine replaces it. */
  private refuseTaken(name: string, label: string, args: ClientAppArgs, app: okta.app.OAuth): void {
    const find = async () => {
      const any = { activeOnly: false, skipGroups: true, skipUsers: true };
      const { id, label: found } = await okta.app.getApp({ label, ...any }, { parent: this });
      if (id === undefined || found !== label) return undefined;
      const { type } = await okta.app.getOauth({ id, ...any }, { parent: this });
      return type === typeOf(args)?.oktaType ? id : undefined;
    };
    refuseTaken(
      this,
      app,
      find,
      (id) =>
        `the org has an application \`${label}\` already (\`${id}\`), and this stack has not made it: to use it as it is, write ` +
        `\`clientId: ${id}\` into \`okta-api-access:clients.${name}\`; ${TAKE_OVER}; else rename it in Okta`,
    );
  }

  private assignGroups(name: string, args: ClientAppArgs, app: okta.app.OAuth): void {
    for (const [key, groupId] of Object.entries(args.groupIds)) {
      const was = args.groupsWere?.[key];
      new okta.app.GroupAssignment(
        // `:` stands in no key, so that two pairs of a client and a group never share a name.
        `${name}-group:${key}`,
        { appId: app.id, groupId, retainAssignment: false },
        {
          parent: this,
          deleteBeforeReplace: true,
          // Made anew under another name, it would be made first and taken away last: the group would be out.
          ...(was !== undefined && { aliases: earlierAssignments(name, was, args.was) }),
        },
      );
    }
  }

  private grantOktaApi(name: string, args: ClientAppArgs, app: okta.app.OAuth): void {
    const scopes = args.oktaApiScopes ?? [];
    if (scopes.length > 0) {
      new okta.AppOauthApiScope(`${name}-okta-api`, { appId: app.id, issuer: args.orgUrl!, scopes }, { parent: this });
    }
    if (args.oktaAdminRole !== undefined) {
      const role = { clientId: app.clientId, type: args.oktaAdminRole };
      new okta.app.OauthRoleAssignment(`${name}-admin-role`, role, { parent: this });
    }
  }
}

/** Of a component that has another name the engine knows its children as they are called now. */
function earlierAssignments(name: string, group: string, client: string | undefined): pulumi.Alias[] {
  if (client === undefined) return [{ name: `${name}-group:${group}` }];
  const parent = pulumi.createUrn(client, "okta-api-access:index:ClientApp");
  return [{ name: `${name}-group:${group}` }, { name: `${client}-group:${group}`, parent }];
}

function methodOf(
  { jwks, jwksUri, clientSecret }: ClientAppArgs,
  type: ClientType,
): ClientType["tokenEndpointAuthMethod"] {
  if (jwks !== undefined || jwksUri !== undefined) return "private_key_jwt";
  return clientSecret === true ? "client_secret_basic" : type.tokenEndpointAuthMethod;
}

/** Nothing but what belongs to a public key. */
function keyFields({ kty, kid, n, e }: PublicKeyArgs): PublicKeyArgs {
  return { kty, kid, n, e };
}

function typeOf({ type }: ClientAppArgs): ClientType | undefined {
  return Object.hasOwn(CLIENT_TYPES, type) ? CLIENT_TYPES[type as ClientTypeName] : undefined;
}
