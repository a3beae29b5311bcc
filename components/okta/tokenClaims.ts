/** The custom claims of an authorization server's tokens. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { ExpressionError, groupKeysIn, isOidcScope, withGroupIds } from "../../model/okta";
import { refused } from "./refused";
import { onceKnown, refuseTaken, TAKE_OVER } from "./taken";

/** A custom claim. */
export interface TokenClaimArgs {
  /**
   * The claim's name in the token.
   * @example "permissions"
   */
  name: string;
  /**
   * `RESOURCE`: in the access token; `IDENTITY`: in the ID token.
   * @example "RESOURCE"
   */
  claimType: string;
  /**
   * `EXPRESSION` or `GROUPS`.
   * @example "GROUPS"
   */
  valueType: string;
  /**
   * An Okta expression, in which a key of `groupIds` may stand for a group's id; or what the group filter looks for.
   * @example 'isMemberOfGroup("auditors")'
   */
  value: string;
  /**
   * `STARTS_WITH`, `EQUALS`, `CONTAINS` or `REGEX`, with the value type `GROUPS` only.
   * @default - none
   * @example "STARTS_WITH"
   */
  groupFilterType?: string;
  /**
   * The claim is released with any one of these scopes; empty: with any.
   * @example ["users:read"]
   */
  scopes: string[];
  /**
   * Whether the claim is in every ID token, or only in the answer of `/userinfo` where an access token is given as well.
   * @example true
   */
  alwaysIncludeInToken: boolean;
}

/** The claims of one server. */
export interface TokenClaimsArgs {
  /**
   * The authorization server's id.
   * @example server.authServerId
   */
  authServerId: pulumi.Input<string>;
  /**
   * Scope name → the name of the scope that exists. OpenID Connect scopes need no entry.
   * @example server.scopeNames
   */
  scopeNames: Record<string, pulumi.Input<string>>;
  /**
   * Group key → group id, for the groups that expressions name by key.
   * @default {} - none
   * @example groups.ids
   */
  groupIds?: Record<string, pulumi.Input<string>>;
  /**
   * The claims, in the order of the access file.
   * @example plan.claims
   */
  claims: TokenClaimArgs[];
}

/**
 * All custom claims of an authorization server.
 *
 * @example
 * new TokenClaims("admin", { authServerId: server.authServerId, scopeNames: server.scopeNames, groupIds: groups.ids, claims });
 */
export class TokenClaims extends pulumi.ComponentResource {
  /** Claim name → claim id; of a claim that is in both tokens, that of the access token. */
  readonly claimIds: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: TokenClaimsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:TokenClaims", name, {}, opts);

    const found = onceKnown(args.authServerId, (id) =>
      okta.getAuthServerClaims({ authServerId: id }, { parent: this }),
    );
    const made = new Map<string, okta.auth.ServerClaim>();
    // Those of the access token first: one of the ID token may wait for its namesake.
    const created = [...args.claims].sort(accessTokenFirst).map((claim) => {
      const resource = this.createClaim(name, args, claim, made.get(claim.name));
      made.set(claim.name, resource);
      const isSame = (other: { readonly name: string; readonly claimType: string }) =>
        other.name === claim.name && other.claimType === claim.claimType;
      refuseTaken(
        this,
        resource,
        async () => (await found())?.claims.find(isSame)?.id,
        (id) =>
          `the authorization server has a claim \`${claim.name}\` of this kind of token already (\`${id}\`), and this stack has not made it: rename one of the two; ${TAKE_OVER}`,
      );
      return [claim.name, resource.id] as const;
    });
    this.claimIds = Object.fromEntries(created.reverse());

    this.registerOutputs({ claimIds: this.claimIds });
  }

  /**
   * A claim of the ID token is always another resource than its namesake of the access token. Were they one resource, a
   * claim that is taken out of one of two tokens would have to become the other claim, which Okta refuses while that is
   * there. No name of a claim has a blank in it.
   */
  private createClaim(
    name: string,
    args: TokenClaimsArgs,
    claim: TokenClaimArgs,
    twin: okta.auth.ServerClaim | undefined,
  ): okta.auth.ServerClaim {
    const isOfIdToken = claim.claimType === "IDENTITY";
    return new okta.auth.ServerClaim(
      isOfIdToken ? `${name}-${claim.name} (ID token)` : `${name}-${claim.name}`,
      {
        authServerId: args.authServerId,
        name: claim.name,
        claimType: claim.claimType,
        valueType: claim.valueType,
        value: this.value(args, claim),
        ...(claim.groupFilterType !== undefined && { groupFilterType: claim.groupFilterType }),
        scopes: claim.scopes.map((scope) => this.scope(args, scope)),
        alwaysIncludeInToken: claim.alwaysIncludeInToken,
        status: "ACTIVE",
      },
      {
        parent: this,
        replaceOnChanges: ["authServerId"],
        deleteBeforeReplace: true,
        ...(twin && { dependsOn: twin }),
        // Where there was none of the access token, that was its name up to 0.2.
        ...(isOfIdToken && twin === undefined && { aliases: [{ name: `${name}-${claim.name}` }] }),
      },
    );
  }

  /** Whoever is in a group is known by the group's id, never by its name, which a group of a directory may share. */
  private value({ groupIds = {} }: TokenClaimsArgs, { name, value, valueType }: TokenClaimArgs): pulumi.Input<string> {
    if (valueType !== "EXPRESSION") return value;
    const keys = this.reported(name, () => groupKeysIn(value));
    if (keys.length === 0) return value;
    const ids = keys.map((key) => {
      const id = Object.hasOwn(groupIds, key) ? groupIds[key] : undefined;
      if (id === undefined) return this.fail(`the claim \`${name}\` names the group \`${key}\`, which is not given`);
      return [key, id] as const;
    });
    return pulumi.all(Object.fromEntries(ids)).apply((known) => this.reported(name, () => withGroupIds(value, known)));
  }

  private reported<T>(claim: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof ExpressionError) return this.fail(`the claim \`${claim}\`: ${error.message}`);
      throw error;
    }
  }

  private fail(message: string): never {
    throw refused(this, message);
  }

  private scope({ scopeNames }: TokenClaimsArgs, scope: string): pulumi.Input<string> {
    const existing = Object.hasOwn(scopeNames, scope) ? scopeNames[scope] : undefined;
    if (existing !== undefined) return existing;
    // Left out, the scope would widen the claim to every token.
    if (!isOidcScope(scope)) this.fail(`a claim names the scope \`${scope}\`, which is not given`);
    return scope;
  }
}

function accessTokenFirst(a: TokenClaimArgs, b: TokenClaimArgs): number {
  return Number(a.claimType === "IDENTITY") - Number(b.claimType === "IDENTITY");
}
