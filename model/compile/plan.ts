/**
 * The compiled plan: what is to be declared in Okta for an access file. It is the JSON of `access compile` and the only
 * thing that the components read. Clients and groups stand in it by their keys, since ids exist only after deployment.
 */
import type { ClientTypeName } from "../okta/clientTypes";
import type { Consent, GroupFilterType, OktaAdminRole, SignOnDevice } from "../file/access";

/** A custom scope, as Okta takes it. */
export interface PlanScope {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly consent: Consent;
  readonly metadataPublish: "ALL_CLIENTS" | "NO_CLIENTS";
  /** Whether Okta takes a request that names no scope for one for this. Absent: it does not. */
  readonly default?: true;
}

/** A custom claim, as Okta takes it. */
export interface PlanClaim {
  readonly name: string;
  readonly claimType: "RESOURCE" | "IDENTITY";
  readonly valueType: "EXPRESSION" | "GROUPS";
  /** An Okta expression, with keys of groups where Okta wants their ids; or the literal of a group filter. */
  readonly value: string;
  readonly groupFilterType?: GroupFilterType;
  /** Empty: the claim is in every token of its type. */
  readonly scopes: readonly string[];
  readonly alwaysIncludeInToken: boolean;
}

/** A group of the access file. */
export interface PlanBaseGroup {
  readonly key: string;
  readonly name: string;
  readonly managed: boolean;
}

/** A group that the compiler adds for the members of all of several groups. Its `name` is also its key. */
export interface PlanDerivedGroup {
  readonly name: string;
  /** Keys of base groups, never of derived ones: Okta warns of rules that build on groups filled by rules. */
  readonly allOf: readonly string[];
}

/** A group of the file, or one that the compiler adds. */
export type PlanGroup = PlanBaseGroup | PlanDerivedGroup;

/** Fills a derived group. The expression names groups by id, so it is written at deployment (`groupRuleExpression`). */
export interface PlanGroupRule {
  readonly name: string;
  /** The derived group that is filled. */
  readonly group: string;
  readonly allOf: readonly string[];
}

/** An application, as Okta takes it. */
export interface PlanClient {
  readonly key: string;
  readonly type: ClientTypeName;
  /** Okta's strings, with `refresh_token` where the client has refresh tokens. */
  readonly grantTypes: readonly string[];
  readonly oidcScopes: readonly string[];
  /** Keys of the groups whose members are assigned to the application; empty for a service client. */
  readonly assignedTo: readonly string[];
  readonly consentMethod: "TRUSTED" | "REQUIRED";
  readonly tokenEndpointAuthMethod: "none" | "client_secret_basic" | "private_key_jwt";
  readonly oktaApiScopes: readonly string[];
  readonly oktaAdminRole?: OktaAdminRole;
  /** Whether Okta refuses a sign-in without PKCE. */
  readonly pkce: boolean;
  readonly loginUri?: string;
  /** Attributes of the application itself. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** A sign-on policy that exists; the plan then has no rules of one. */
  readonly signOnPolicyId?: string;
  /** The rules of the application's sign-on policy, first match first; none for a service client. */
  readonly signOnRules: readonly PlanSignOnRule[];
}

/** A rule of an app sign-on policy: how strongly the members of some groups sign in. Whoever is in none is refused. */
export interface PlanSignOnRule {
  readonly name: string;
  /** Keys of base groups. */
  readonly groups: readonly string[];
  readonly factors: 1 | 2;
  readonly phishingResistant: boolean;
  readonly hardwareProtected: boolean;
  readonly reauthenticateMinutes: number;
  readonly inactivityMinutes?: number;
  /** Ids of the network zones from which one may sign in; undefined: from anywhere. */
  readonly networkZones?: readonly string[];
  /** What the device must be; undefined: any. */
  readonly device?: SignOnDevice;
}

/** A rule of an access policy, as Okta takes it. */
export interface PlanRule {
  readonly name: string;
  /** 1..N within the policy, without gaps. */
  readonly priority: number;
  /** Okta's grant type strings. */
  readonly grantTypes: readonly string[];
  /** Keys of base groups and names of derived ones; empty only in a rule without a user. */
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly refreshTokenWindowMinutes: number;
}

/** An access policy, as Okta takes it. */
export interface PlanPolicy {
  readonly name: string;
  /** 1..N within the authorization server, without gaps. */
  readonly priority: number;
  readonly clients: readonly string[];
  readonly rules: readonly PlanRule[];
}

/** All that an access file needs in Okta. */
export interface Plan {
  readonly scopes: readonly PlanScope[];
  readonly claims: readonly PlanClaim[];
  readonly groups: readonly PlanGroup[];
  readonly groupRules: readonly PlanGroupRule[];
  readonly clients: readonly PlanClient[];
  readonly policies: readonly PlanPolicy[];
}

/** Whether the compiler added the group. */
export function isDerived(group: PlanGroup): group is PlanDerivedGroup {
  return "allOf" in group;
}
