/** What two access files differ in, as plain data: the JSON of `access diff`. */
import type { Sensitivity } from "../../file/sensitivity";
import type { StepUp } from "../../file/access";
import type { Finding } from "../../findings";

/** Okta's and the gateway's answer together. */
export type Verdict = "granted" | "denied";

/** Under which terms something is granted. */
export interface Terms {
  /** The rule of the access policy that grants it; null where no rule does, as at a route or in a role of Okta's. */
  readonly rule: string | null;
  /** Lifetime of the access token in minutes; null where no token is asked for. */
  readonly tokenMinutes: number | null;
  readonly stepUp: StepUp | null;
  /** Globs, one of which another group must match as well; only of a route. */
  readonly groups?: readonly string[];
}

/**
 * What a row is about. `scope`: one scope. `together`: several in one request. `route`: a call that opens or closes by the
 * route's own requirement. `okta-api`, `admin-role`: what a service client may do in Okta itself.
 */
export type ChangeKind = "scope" | "together" | "route" | "okta-api" | "admin-role";

/** Everybody, with a token or without. */
export const EVERYBODY = "everybody";

/** One place in which access is wider or narrower than before. */
export interface AccessChange {
  readonly kind: ChangeKind;
  /** Keys of groups with `+` between them, the key of a person, of a service client, or `everybody`. */
  readonly principal: string;
  /** The groups behind the principal; none for a service client. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: string;
  /** The scope; several with spaces between them where they are asked for together, or each opens the route. */
  readonly scope: string;
  /** `<api> METHOD /path`, where the row is about a route. */
  readonly route?: string;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What differs: the answer, or under which terms it is `granted`. */
  readonly because: "access" | "step-up" | "lifetime" | "groups";
  readonly terms: { readonly before: Terms | null; readonly after: Terms | null };
  /** The higher one of before and after. */
  readonly sensitivity: Sensitivity;
  /** Routes that open or close with the scope. */
  readonly routes?: readonly string[];
  /** The declared people who are in all of these groups. */
  readonly people?: readonly string[];
  /** Where in the access file it is decided. */
  readonly path: string;
  /** The stacks in which it is so; absent: in every one. */
  readonly stacks?: readonly string[];
}

/** How people of a group sign in to a client. */
export interface SignInState {
  /** The rule of the app's sign-on policy, or the policy that is left alone. */
  readonly rule: string;
  readonly factors: 1 | 2 | null;
  readonly phishingResistant: boolean;
  readonly hardwareProtected: boolean;
  readonly reauthenticateMinutes: number | null;
  readonly inactivityMinutes: number | null;
  readonly networkZones: readonly string[] | null;
}

/** What changes about signing in, for whom. */
export interface SignInChange {
  readonly client: string;
  /** Keys. */
  readonly groups: readonly string[];
  /** null: its members cannot sign in. */
  readonly before: SignInState | null;
  readonly after: SignInState | null;
  readonly effect: Effect;
  readonly message: string;
  readonly stacks?: readonly string[];
}

/** `changed`: neither wider nor narrower, or nobody can tell from the file. */
export type Effect = "widened" | "narrowed" | "changed";

/** One field of the file, of whatever kind: together these say all that is different. */
export interface FieldChange {
  readonly path: string;
  /** As it counts, with defaults filled in; null: not there. */
  readonly before: unknown;
  readonly after: unknown;
  /** `widened` and `narrowed` where no row above says it. */
  readonly effect: Effect;
  readonly message: string;
  readonly sensitivity: Sensitivity;
  readonly stacks?: readonly string[];
}

/** An entry that is the same under another key. */
export interface Renaming {
  readonly kind: "client" | "group";
  readonly before: string;
  readonly after: string;
  /** The Okta group's name; of a group only. */
  readonly name?: string;
  /** The one that it had, where it changes. */
  readonly earlierName?: string;
  readonly stacks?: readonly string[];
}

/** The largest access token of a client, in bytes. */
export interface TokenChange {
  readonly client: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Two access files, compared. The lists are in the order in which a person should read them. */
export interface AccessDifference {
  readonly widened: readonly AccessChange[];
  readonly narrowed: readonly AccessChange[];
  readonly signIn: readonly SignInChange[];
  readonly renamed: readonly Renaming[];
  readonly tokens: readonly TokenChange[];
  readonly fields: readonly FieldChange[];
  /** What `access check` says of the new file and did not say of the old one. */
  readonly findings: readonly Finding[];
}
