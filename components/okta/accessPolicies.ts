/** The access policies of an authorization server, with their rules. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { isOidcScope } from "../../model/okta";
import { onceKnown, refuseTaken, TAKE_OVER } from "./taken";

/** A rule: who, by which grant, may be given which scopes, for how long. */
export interface AccessRuleArgs {
  /**
   * Unique in its policy.
   * @example "support-agents 60 min"
   */
  name: string;
  /**
   * 1..N within the policy, without gaps: Okta closes gaps by itself, which would show as a difference for ever.
   * @example 1
   */
  priority: number;
  /**
   * Okta's grant type strings.
   * @example ["authorization_code"]
   */
  grantTypes: string[];
  /**
   * Keys of `groupIds`; empty only in a rule without a user.
   * @example ["support-agents"]
   */
  groups: string[];
  /**
   * The scopes that may be granted, all of them named.
   * @example ["openid", "users:read"]
   */
  scopes: string[];
  /**
   * Lifetime of the access token, 5 to 1440 minutes.
   * @example 60
   */
  accessTokenMinutes: number;
  /**
   * Lifetime of the refresh token, in minutes.
   * @example 43200
   */
  refreshTokenMinutes: number;
  /**
   * Minutes without use after which the refresh token ends.
   * @example 10080
   */
  refreshTokenWindowMinutes: number;
  /**
   * The name that it had before, for the same groups: the engine goes on with the same rule, which keeps its place.
   * @default - none
   * @example "support-crew 60 min"
   */
  was?: string;
}

/** A policy: the clients that it is for, and its rules. */
export interface AccessPolicyArgs {
  /**
   * Unique on the server, at most 100 characters.
   * @example "support-console"
   */
  name: string;
  /**
   * The policy's name in Okta, where the server is shared with others who may call theirs the same.
   * @default the name
   * @example "returns-desk-prod"
   */
  title?: string;
  /**
   * 1..N within the server, without gaps; within the range of its stack on a server that several write to.
   * @example 1
   */
  priority: number;
  /**
   * Keys of `clientIds`.
   * @example ["support-console"]
   */
  clients: string[];
  /**
   * The rules, by priority.
   * @example [{ name: "support-agents 60 min", priority: 1, grantTypes: ["authorization_code"], groups: ["support-agents"], scopes: ["users:read"], accessTokenMinutes: 60, refreshTokenMinutes: 43200, refreshTokenWindowMinutes: 10080 }]
   */
  rules: AccessRuleArgs[];
  /**
   * The name that it had before, for the same clients: the engine goes on with the same policy.
   * @default - none
   * @example "support-desk"
   */
  was?: string;
}

/** The policies of one server, and the ids behind the keys that they use. */
export interface AccessPoliciesArgs {
  /**
   * The authorization server's id.
   * @example server.authServerId
   */
  authServerId: pulumi.Input<string>;
  /**
   * Client key → client id.
   * @example { "support-console": app.clientId }
   */
  clientIds: Record<string, pulumi.Input<string>>;
  /**
   * Group key → group id.
   * @example groups.ids
   */
  groupIds: Record<string, pulumi.Input<string>>;
  /**
   * Scope name → the name of the scope that exists. OpenID Connect scopes need no entry.
   * @example server.scopeNames
   */
  scopeNames: Record<string, pulumi.Input<string>>;
  /**
   * The policies, by priority.
   * @example plan.policies
   */
  policies: AccessPolicyArgs[];
  /**
   * Whether others have policies on the server. Okta closes gaps between priorities and moves policies when others come and go,
   * so that a priority is then said once, when its policy is made.
   * @default false
   * @example true
   */
  sharedServer?: boolean;
}

/** A rule or a policy cannot move to another parent, and Okta refuses two of one name: delete, then create. */
const REPLACE: pulumi.CustomResourceOptions = {
  replaceOnChanges: ["authServerId", "policyId"],
  deleteBeforeReplace: true,
};

/**
 * All access policies of an authorization server. Okta gives priorities in the order in which it is asked, so that each
 * policy waits for the one before it, and so does each rule.
 *
 * @example
 * new AccessPolicies("admin", { authServerId: server.authServerId, clientIds, groupIds, scopeNames: server.scopeNames, policies });
 */
export class AccessPolicies extends pulumi.ComponentResource {
  /** Policy name → policy id. */
  readonly policyIds: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: AccessPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:AccessPolicies", name, {}, opts);

    const policies = this.createPolicies(name, args);
    for (const [index, policy] of byPriority(args.policies).entries())
      this.createRules(name, args, policy, policies[index]!);

    this.policyIds = Object.fromEntries(byPriority(args.policies).map(({ name: key }, i) => [key, policies[i]!.id]));
    this.registerOutputs({ policyIds: this.policyIds });
  }

  private createPolicies(name: string, args: AccessPoliciesArgs): okta.auth.ServerPolicy[] {
    const created: okta.auth.ServerPolicy[] = [];
    for (const policy of byPriority(args.policies)) {
      const dependsOn = created.slice(-1);
      const title = policy.title ?? policy.name;
      const resource = new okta.auth.ServerPolicy(
        `${name}-${policy.name}`,
        {
          authServerId: args.authServerId,
          name: title,
          description: `Access of ${policy.clients.join(", ")}`.slice(0, 255),
          priority: policy.priority,
          clientWhitelists: this.lookUp(args.clientIds, "client", policy.clients),
          status: "ACTIVE",
        },
        {
          parent: this,
          dependsOn,
          ...REPLACE,
          ...(args.sharedServer && { ignoreChanges: ["priority"] }),
          ...(policy.was !== undefined && { aliases: [{ name: `${name}-${policy.was}` }] }),
        },
      );
      this.refuseTaken(title, args, resource);
      created.push(resource);
    }
    return created;
  }

  private refuseTaken(title: string, { authServerId }: AccessPoliciesArgs, resource: okta.auth.ServerPolicy): void {
    const look = (id: string) => okta.auth.getServerPolicy({ authServerId: id, name: title }, { parent: this });
    const found = onceKnown(authServerId, look);
    refuseTaken(
      this,
      resource,
      async () => (await found())?.id,
      (id) =>
        `the authorization server has an access policy \`${title}\` already (\`${id}\`), and this stack has not made it: rename or delete that one in Okta; ${TAKE_OVER}`,
    );
  }

  private createRules(
    name: string,
    args: AccessPoliciesArgs,
    policy: AccessPolicyArgs,
    parent: okta.auth.ServerPolicy,
  ): void {
    let previous: okta.auth.ServerPolicyRule[] = [];
    for (const rule of byPriority(policy.rules)) {
      const resource = new okta.auth.ServerPolicyRule(
        `${name}-${policy.name}: ${rule.name}`,
        {
          authServerId: args.authServerId,
          policyId: parent.id,
          name: rule.name,
          priority: rule.priority,
          grantTypeWhitelists: rule.grantTypes,
          groupWhitelists: this.lookUp(args.groupIds, "group", rule.groups),
          scopeWhitelists: this.scopes(args, rule.scopes),
          accessTokenLifetimeMinutes: rule.accessTokenMinutes,
          refreshTokenLifetimeMinutes: rule.refreshTokenMinutes,
          refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
          status: "ACTIVE",
          type: "RESOURCE_ACCESS",
        },
        {
          parent: this,
          dependsOn: previous,
          ...REPLACE,
          ...((policy.was ?? rule.was) !== undefined && {
            aliases: [{ name: `${name}-${policy.was ?? policy.name}: ${rule.was ?? rule.name}` }],
          }),
        },
      );
      previous = [resource];
    }
  }

  private scopes({ scopeNames }: AccessPoliciesArgs, scopes: string[]): pulumi.Input<string>[] {
    return scopes.map((scope) => (isOidcScope(scope) ? scope : this.lookUp(scopeNames, "scope", [scope])[0]!));
  }

  private lookUp(known: Record<string, pulumi.Input<string>>, kind: string, keys: string[]): pulumi.Input<string>[] {
    return keys.map((key) => {
      const id = Object.hasOwn(known, key) ? known[key] : undefined;
      if (id === undefined)
        throw new pulumi.ResourceError(`a policy names the ${kind} \`${key}\`, which is not given`, this, true);
      return id;
    });
  }
}

function byPriority<T extends { priority: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => a.priority - b.priority);
}
