/** One row of a local provider's table: a resource type, its properties, and the HTTP calls behind it. */
import type { Failure, Property } from "./properties";
import type { Value, Values } from "./values";

/** `C` is the client through which the provider talks to its service. */
export interface ResourceType<C> {
  /** Pulumi's type token: `okta:auth/server:Server`. */
  readonly token: string;
  readonly inputs: Readonly<Record<string, Property>>;
  /** Computed properties. An input among them is one of which the service says more than was asked, such as ids. */
  readonly outputs: readonly string[];
  /** Computed properties that an update may change. */
  readonly changing?: readonly string[];
  readonly secretOutputs?: readonly string[];
  /** The input that gets a random name where the program gives none, and its greatest length. */
  readonly autoname?: { readonly property: string; readonly max: number };
  /** What an import names, with `/` between them, the resource's own id last: `["authServerId", "id"]`. Left out: the id alone. */
  readonly importId?: readonly string[];
  /** Rules over several properties. Values may be unknown. */
  readonly rules?: (inputs: Values) => readonly Failure[];
  /** The new resource's id, and what the service says of it. */
  readonly create: (client: C, inputs: Values) => Promise<{ id: string; live: Live }>;
  /** What remains to be done once it exists. */
  readonly settle?: (client: C, id: string, inputs: Values, live: Live) => Promise<Live>;
  /**
   * What becomes of a resource that exists and could not be settled: `deleted` again; `kept` in the state, so that the next
   * update goes on with it; or `lost`, there and in nobody's state. As the real provider has it. @default deleted
   */
  readonly unsettled?: "deleted" | "kept" | "lost";
  /**
   * What the service says; undefined where there is no such resource. `known` are the last inputs and outputs, if any; `outputs`
   * the latter alone.
   */
  readonly read: (client: C, id: string, known: Values, outputs: Values) => Promise<Live | undefined>;
  readonly update: (client: C, id: string, news: Values, olds: Values) => Promise<Live>;
  readonly delete: (client: C, id: string, known: Values) => Promise<void>;
}

/**
 * Properties by their Pulumi names, inputs and computed ones, as they really are. Null: not set. Absent: cannot be read,
 * so what was known before stays.
 */
export type Live = Readonly<Record<string, Value | undefined>>;

/** A function of a provider, such as `okta:group/getGroup:getGroup`. */
export interface ProviderFunction<C> {
  readonly token: string;
  readonly inputs: Readonly<Record<string, Property>>;
  readonly call: (client: C, args: Values) => Promise<Values>;
}
