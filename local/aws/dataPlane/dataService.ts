/** A service that functions call with JSON at one path: its row in the table of the data plane. */
import type { World } from "../world";

export interface Call {
  readonly world: World;
  /** The part of `x-amz-target` behind the dot: `GetItem`. */
  readonly operation: string;
  readonly region: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A call whose parameters name something. */
export interface Prepared {
  /** The ARN on which the caller must be allowed the operation, whether or not it is there. */
  readonly resource: string;
  /** Does it. @returns the answer's body */
  readonly run: () => object | Promise<object>;
}

export interface DataService {
  /** `DynamoDB`, for messages. */
  readonly title: string;
  /** As in signatures and policies: `dynamodb`. */
  readonly name: string;
  /** What stands before the dot in `x-amz-target`. */
  readonly target: string;
  readonly contentType: string;
  /** What stands in `__type` before the name of an error that all services have in common. */
  readonly commonErrors: string;
  /** Finds what an operation is about. Any other operation is not modelled. */
  readonly operations: Readonly<Record<string, (call: Call) => Prepared>>;
}
