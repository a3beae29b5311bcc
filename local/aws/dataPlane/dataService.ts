/** A service that functions call with JSON at one path: its row in the table of the data plane. */
import { notModelled } from "../awsError";
import type { World } from "../world";
import { serialization } from "./serviceError";

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

/**
 * The parameters of a call that takes nothing but texts. One that is not among the known ones is refused by name: it would be
 * passed over. Null counts as not given.
 */
export function readTexts(
  { operation, body }: Call,
  title: string,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const given = Object.entries(body).filter(([, value]) => value !== null);
  for (const [name, value] of given) {
    if (!known.includes(name)) throw notModelled(`the parameter ${name} of ${title}'s ${operation}`);
    if (typeof value !== "string") throw serialization("Unexpected value type in payload");
  }
  return Object.fromEntries(given) as Record<string, string>;
}
