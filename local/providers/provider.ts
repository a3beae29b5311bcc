/** What a local provider can be asked: Pulumi's resource protocol, on plain values instead of protocol buffers. */
import type { Failure } from "./properties";
import type { Value, Values } from "./values";

export interface CheckOptions {
  /** The resource's name in the program, for names that are made from it. */
  readonly name: string;
  /** Makes such a name the same at each try. @default random */
  readonly seed?: Uint8Array;
}

export interface Checked {
  /** The inputs with the defaults filled in. */
  readonly inputs: Values;
  readonly failures: readonly Failure[];
}

export interface Difference {
  readonly property: string;
  readonly change: "add" | "update" | "delete";
  readonly replace: boolean;
}

export interface Diffed {
  /** Empty: nothing has changed. */
  readonly differences: readonly Difference[];
  /** The old resource must go first, since the new one has its name. */
  readonly deleteBeforeReplace: boolean;
}

export interface ResourceState {
  readonly id: string;
  readonly inputs: Values;
  /** Inputs and computed properties. */
  readonly outputs: Values;
}

/** A resource exists and is not yet what it should be: the engine keeps it, and updates it the next time. */
export class InitFailed extends Error {
  override readonly name = "InitFailed";
  constructor(
    message: string,
    readonly state: ResourceState,
  ) {
    super(message);
  }
}

export interface LocalProvider {
  /** The package: `okta`. */
  readonly name: string;
  /** The version of the SDK package whose resources it takes. */
  readonly version: string;
  /** The types and functions that it knows, for its schema. */
  readonly tokens: { readonly resources: readonly string[]; readonly functions: readonly string[] };
  checkConfig(config: Values): readonly Failure[];
  /** Sets where its requests go. A later call takes the place of an earlier one. */
  configure(config: Values): Promise<void>;
  check(type: string, olds: Values | undefined, news: Values, options: CheckOptions): Checked;
  diff(type: string, oldInputs: Values, news: Values): Diffed;
  /** With `preview`, what a real run would give, with unknown values where they cannot be known. @throws InitFailed */
  create(type: string, inputs: Values, preview?: boolean): Promise<ResourceState>;
  /** What there really is; undefined where there is nothing. Without `inputs`, as for an import, all that can be read. */
  read(
    type: string,
    id: string,
    inputs: Values | undefined,
    outputs: Values | undefined,
  ): Promise<ResourceState | undefined>;
  update(type: string, old: ResourceState, news: Values, preview?: boolean): Promise<ResourceState>;
  /** Deleting what is not there is fine. */
  delete(type: string, old: ResourceState): Promise<void>;
  invoke(token: string, args: Values): Promise<{ readonly result: Values; readonly failures: readonly Failure[] }>;
  /** The outputs of a type that are secret even where no input is. */
  secretOutputs(type: string): readonly string[];
}

export type { Failure, Value, Values };
