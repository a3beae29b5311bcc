/**
 * What the evaluator reads and answers, in Okta's own terms. Ids are whatever the caller uses consistently: Okta's ids in
 * the local Okta, keys of the access file on the command line.
 */

export type Status = "ACTIVE" | "INACTIVE";

/** Matches every client in a policy's condition. */
export const ALL_CLIENTS = "ALL_CLIENTS";
/** Matches every user assigned to the client in a rule's people condition. */
export const EVERYONE = "EVERYONE";
/** Matches every scope in a rule's scopes condition. */
export const ANY_SCOPE = "*";

/** A scope of the server. */
export interface ServerScope {
  readonly name: string;
  readonly consent: "IMPLICIT" | "REQUIRED" | "FLEXIBLE";
  /** Granted where the request names no scope. */
  readonly default: boolean;
}

/** A custom claim of the server; its value is not the evaluator's business. */
export interface ServerClaim {
  readonly name: string;
  readonly claimType: "RESOURCE" | "IDENTITY";
  readonly status: Status;
  /** Empty: released with any scope. */
  readonly scopes: readonly string[];
  readonly alwaysIncludeInToken: boolean;
}

/** A rule: it matches where grant type, people and scopes all match. */
export interface ServerRule {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
  readonly status: Status;
  readonly grantTypes: readonly string[];
  readonly users: readonly string[];
  /** Group ids, or `EVERYONE`. */
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
  /** 0: no limit. */
  readonly refreshTokenMinutes: number;
  readonly refreshTokenWindowMinutes: number;
}

/** An access policy: rules for some clients. */
export interface ServerPolicy {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
  readonly status: Status;
  /** Client ids, or `ALL_CLIENTS`. */
  readonly clients: readonly string[];
  readonly rules: readonly ServerRule[];
}

/** A custom authorization server as it stands in Okta. `scopes` include the system scopes. */
export interface AuthorizationServer {
  readonly scopes: readonly ServerScope[];
  readonly claims: readonly ServerClaim[];
  readonly policies: readonly ServerPolicy[];
}

/** The application that asks. */
export interface RequestClient {
  readonly id: string;
  readonly status: Status;
  /** Okta's application type. */
  readonly applicationType: "browser" | "web" | "native" | "service";
  readonly grantTypes: readonly string[];
  readonly consentMethod: "TRUSTED" | "REQUIRED";
  /** Ids of the users and groups that are assigned to the application. */
  readonly assignedUsers: readonly string[];
  readonly assignedGroups: readonly string[];
}

/** The user who signed in. */
export interface RequestUser {
  readonly id: string;
  /** Ids of all groups of the user, those filled by group rules included. */
  readonly groups: readonly string[];
}

/** A request for a token. */
export interface EvaluationRequest {
  readonly client: RequestClient;
  /** Okta's grant type string. */
  readonly grantType: string;
  /** null in a grant without a user. */
  readonly user: RequestUser | null;
  /** As requested; empty where the request named none. */
  readonly scopes: readonly string[];
  /** The `prompt` values of an authorization request. */
  readonly prompt?: readonly string[];
  /** Scopes to which the user has consented before. */
  readonly consented?: readonly string[];
}

/** A rule by its names. */
export interface RuleRef {
  readonly policy: string;
  readonly name: string;
  readonly priority: number;
}

/** Okta gives a token. */
export interface Granted {
  readonly decision: "granted";
  readonly scopes: readonly string[];
  readonly rule: RuleRef & { readonly policyId: string; readonly ruleId: string };
  readonly tokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly refreshTokenWindowMinutes: number;
  /** Names of the custom claims that this grant releases into each token. Their values are not the evaluator's business. */
  readonly claims: { readonly access: readonly string[]; readonly id: readonly string[] };
  /** Scopes for which the user must be asked for consent before a token is made; empty: none. */
  readonly consentNeeded: readonly string[];
}

/** Okta refuses. */
export interface Denied {
  readonly decision: "denied";
  /** HTTP status of the token endpoint. */
  readonly status: number;
  /** OAuth `error`. */
  readonly error: string;
  /** Okta's internal code, as in its System Log: `no_matching_policy`. */
  readonly reason: string;
  /** Okta's own text. */
  readonly errorDescription: string;
}

/** What Okta answers. */
export type Decision = Granted | Denied;

/** One step of the explanation: a rule, and why it matched or which condition failed first. */
export interface TraceEvent {
  readonly policy: string;
  /** Absent where the whole policy was passed over. */
  readonly rule?: string;
  readonly matched: boolean;
  readonly because: string;
}

/** Is told each step of an evaluation, in order. */
export type Tracer = (event: TraceEvent) => void;
